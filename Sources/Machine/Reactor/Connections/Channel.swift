public import Numbers
public import Wire

/// Time limits of one connection's phases.
public struct ChannelTimeouts: Sendable {
    public var resolve = Nanoseconds.seconds(5)
    /// For each address of the host.
    public var connect = Nanoseconds.seconds(5)
    public var secure = Nanoseconds.seconds(10)
    public init() {}
}

/// What one read came to.
public enum ChannelRead: Equatable {
    case bytes(Int)
    /// Nothing before the next event.
    case nothing
    /// The peer will send no more, and all it sent was read.
    case ended
    case failed(ConnectionFault)
}

/// A stream of bytes to a peer: TCP, and TLS over it where asked for. It hides which of the two it
/// is; what flows through it is the business of whoever holds it.
///
/// The holder shows it every event of its loop (`take`), then reads until there is nothing, then
/// lets it `settle`: bytes that the holder did not read wait in a backlog, and the loop stops
/// receiving until they are read, so the peer has to wait and nothing is lost.
@safe public struct Channel: ~Copyable {
    public internal(set) var phase = ConnectionPhase.idle
    /// Why it is over; nil when it was closed as asked.
    public internal(set) var fault: ConnectionFault?
    /// The sentence for a person, with what the certificate says where that is at fault.
    public internal(set) var explanation = ""
    /// When the present phase is late; far away when it may last.
    public internal(set) var deadline = Channel.noDeadline
    /// The kernel's stamp of the bytes received last; 0 when none were asked for or given.
    public internal(set) var stamp = WallTime(nanosecondsSince1970: 0)
    /// When bytes came last.
    public internal(set) var lastReceived = Instant.never
    public internal(set) var id: ConnectionID?
    let timeouts: ChannelTimeouts
    let options: SocketOptions
    let isServer: Bool
    var host = ""
    var port: UInt16 = 0
    var resolver: Resolver?
    var addresses: [SocketAddress] = []
    var triedAddresses = 0
    var tls: TLSSession?
    var clientSecurity: ClientSecurity?
    /// When the certificate is judged.
    var judgedAt = WallTime(nanosecondsSince1970: 0)
    /// Bytes of the event at hand, in the loop's buffer.
    var fresh = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    var backlog = Backlog()
    /// Bytes that were put back. Empty but for pipelined requests.
    var returned: [UInt8] = []
    var isPaused = false
    var peerEnded = false
    let ciphertext: UnsafeMutableRawBufferPointer

    static var noDeadline: Instant { Instant(nanosecondsSinceBoot: .max) }
    static let ciphertextBytes = 32_768

    /// A client's channel; `open` connects it, again and again if need be.
    public init(timeouts: ChannelTimeouts = ChannelTimeouts(), options: SocketOptions) {
        self.timeouts = timeouts
        self.options = options
        isServer = false
        unsafe ciphertext = .allocate(byteCount: Self.ciphertextBytes, alignment: 64)
    }

    /// A server's channel over an accepted connection, speaking TLS if there is a `security`.
    ///
    /// - Throws: when libssl has no memory.
    public init(
        accepted id: ConnectionID, security: ServerSecurity?, at now: Instant,
        timeouts: ChannelTimeouts = ChannelTimeouts()
    ) throws(TLSSetupError) {
        var session: TLSSession?
        if let security { session = try TLSSession(server: security.context) }
        self.timeouts = timeouts
        options = SocketOptions()
        isServer = true
        unsafe ciphertext = .allocate(byteCount: Self.ciphertextBytes, alignment: 64)
        self.id = id
        lastReceived = now
        tls = consume session
        phase = security == nil ? .open : .securing
        if security != nil { deadline = now + timeouts.secure }
    }

    deinit { unsafe ciphertext.deallocate() }

    public var isSecure: Bool { tls != nil }
    public var isOver: Bool { phase == .closed || phase == .idle }

    /// Shows the channel an event.
    ///
    /// - Returns: whether it was the channel's own.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        switch event {
        case .received(id, let got): received(got, at: now)
        case .connected(id): connected(on: &loop, at: now)
        case .ended(id): ended()
        case .closed(id): over(nil)
        case .failed(id, let why): failed(why, on: &loop, at: now)
        default: return false
        }
        if phase == .securing { shakeHands(on: &loop, at: now) }
        return true
    }

    private mutating func received(_ got: Received, at now: Instant) {
        stamp = got.stamp
        lastReceived = now
        if tls == nil {
            // An event follows only after the one before it was settled.
            if backlog.isEmpty {
                unsafe fresh = got.bytes
            } else {
                unsafe backlog.append(got.bytes)
            }
        } else {
            unsafe tls?.receive(got.bytes)
        }
    }

    private mutating func ended() {
        peerEnded = true
        tls?.receiveEnd()
    }

    /// Moves received plaintext into `buffer`, 1 byte or more.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> ChannelRead {
        // What came before the end may be read after it.
        guard phase == .open || phase == .closing || phase == .closed else { return .nothing }
        if !returned.isEmpty { return unsafe .bytes(takeReturned(into: buffer)) }
        if tls != nil { return unsafe decrypt(into: buffer) }
        let source = unsafe backlog.isEmpty ? fresh : backlog.bytes
        let count = min(source.count, buffer.count)
        guard count > 0, let from = source.baseAddress, let to = buffer.baseAddress else {
            return peerEnded && source.count == 0 ? .ended : .nothing
        }
        unsafe to.copyMemory(from: from, byteCount: count)
        if backlog.isEmpty {
            unsafe fresh = UnsafeRawBufferPointer(rebasing: fresh[count...])
        } else {
            backlog.consume(count)
        }
        return .bytes(count)
    }

    /// Puts bytes that were read before all others that wait: their reader could not take them.
    mutating func putBack(_ bytes: ArraySlice<UInt8>) {
        returned = Array(bytes) + returned
    }

    private mutating func takeReturned(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(returned.count, buffer.count)
        unsafe buffer.copyBytes(from: returned[..<count])
        returned.removeFirst(count)
        return count
    }

    private mutating func decrypt(into buffer: UnsafeMutableRawBufferPointer) -> ChannelRead {
        guard let answer = unsafe tls?.read(into: buffer) else { return .nothing }
        switch answer {
        case .bytes(let count): return .bytes(count)
        case .wantsMore: return .nothing
        case .closed:
            peerEnded = true
            return .ended
        case .failed(let error):
            explain(error)
            return .failed(.tls(error))
        }
    }

    /// At most how many bytes wait to be read: the space that a reader should offer.
    public var readable: Int {
        tls == nil ? unsafe max(fresh.count, backlog.bytes.count) : Self.recordBytes
    }

    /// Plaintext of one TLS record, RFC 8446 §5.1.
    static let recordBytes = 16_384

    /// Call when the holder has read all it wants of an event.
    ///
    /// - Parameter isBehind: the holder could not take everything: receive no more for now.
    public mutating func settle(isBehind: Bool, on loop: inout EventLoop) {
        if unsafe fresh.count > 0 {
            unsafe backlog.append(fresh)
            unsafe fresh = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        guard let id, phase == .open || phase == .closing else { return }
        let shouldPause = isBehind || !backlog.isEmpty || !returned.isEmpty
        if shouldPause && !isPaused { loop.pause(id) }
        if !shouldPause && isPaused { loop.resume(id) }
        isPaused = shouldPause
        if tls != nil { sendCiphertext(on: &loop) }
    }

    /// Sends plaintext; false when the connection is over or the peer reads too slowly.
    public mutating func write(_ bytes: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard let id, phase == .open || phase == .closing else { return false }
        guard tls != nil else { return unsafe loop.send(bytes, on: id) == .queued }
        var rest = unsafe bytes
        while rest.count > 0 {
            guard case .accepted(let count)? = unsafe tls?.write(rest), count > 0 else {
                return false
            }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return sendCiphertext(on: &loop)
    }

    @discardableResult
    mutating func sendCiphertext(on loop: inout EventLoop) -> Bool {
        guard let id else { return false }
        while let count = unsafe tls?.takeCiphertext(into: ciphertext), count > 0 {
            let piece = unsafe UnsafeRawBufferPointer(rebasing: ciphertext[..<count])
            guard unsafe loop.send(piece, on: id) == .queued else { return false }
        }
        return true
    }
}
