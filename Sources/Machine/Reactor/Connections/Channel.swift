public import Numbers
public import Wire

/// Time limits of one connection's phases.
public struct ChannelTimeouts: Sendable {
    public var resolve = Nanoseconds.seconds(5)
    /// For the last address of the host; the ones before it have a second at most.
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
    /// There is a TLS session.
    public internal(set) var isSecure = false
    var clientSecurity: ClientSecurity?
    /// When the certificate is judged.
    var judgedAt = WallTime(nanosecondsSince1970: 0)
    /// Bytes of the event at hand, in the loop's buffer.
    var fresh = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    var backlog = Backlog()
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
        isSecure = security != nil
        phase = security == nil ? .open : .securing
        if security != nil { deadline = now + timeouts.secure }
    }

    deinit { unsafe ciphertext.deallocate() }

    public var isOver: Bool { @_noLocks get { phase == .closed || phase == .idle } }

    /// Whether an event of this connection is the channel's own.
    @_noLocks func owns(_ connection: ConnectionID) -> Bool {
        guard let id else { return false }
        return id == connection
    }

    /// Shows the channel an event.
    ///
    /// - Returns: whether it was the channel's own.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        switch event {
        case .received(let from, let got):
            guard owns(from) else { return false }
            receive(got, at: now)
        case .connected(id): connected(on: &loop, at: now)
        case .ended(id):
            peerEnded = true
            tls?.receiveEnd()
        case .closed(id): over(nil)
        case .failed(id, let why): failed(why, on: &loop, at: now)
        default: return false
        }
        if phase == .securing { shakeHands(on: &loop, at: now) }
        return true
    }
}
