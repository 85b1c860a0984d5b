public import Numbers
public import Wire

/// A client's WebSocket to one address, kept alive: it resolves, connects, agrees on TLS, upgrades,
/// pings, notices a peer that is gone, and comes back after a failure.
///
/// Its owner shows it every event of the loop (`take`), calls `turn` once a turn, and after each
/// asks `next` until there is nothing. An owner that stops asking makes the peer wait: at most
/// `unreadMax` bytes are taken from the kernel ahead of it. An owner with a hot path takes messages
/// by `takeBytes` and `nextMessage`, which do nothing else, and all the rest where it is cold.
public struct WebSocketConnection: ~Copyable {
    public let address: WebAddress
    public internal(set) var phase = ConnectionPhase.idle
    /// The sentence for a person about the last failure.
    public internal(set) var explanation = ""
    /// Attempts begun, the first included.
    public internal(set) var attempts: UInt64 = 0
    let settings: ConnectionSettings
    let security: ClientSecurity?
    let fields: [(name: String, value: String)]
    var stream: WebSocketStream
    var handshake: OpeningHandshake?
    var backoff: Backoff
    /// When the next attempt is due, while idle.
    var nextAttempt = Instant.never
    /// When the present phase of ours is late.
    var deadline = Channel.noDeadline
    var turnedAt = Instant.never
    var openedAt = Instant.never
    var lastMessage = Instant.never
    var pingedAt: Instant?
    /// The owner said goodbye: no further attempt.
    var isGoodbyeSaid = false
    var isOpeningTold = false
    /// The present attempt has come to its end.
    var isConcluded = false
    /// The end that `next` has still to tell.
    var end: ConnectionEnd?
    /// How the socket's conversation ended, until `nextOther` draws the conclusions.
    var last: WebSocketEvent?

    /// - Parameter security: needed for `wss`.
    /// - Parameter fields: further header fields of the upgrade.
    /// - Parameter seed: of the back-off's jitter.
    public init(
        to address: WebAddress, security: ClientSecurity?,
        settings: ConnectionSettings = ConnectionSettings(),
        fields: [(name: String, value: String)] = [], seed: UInt64
    ) {
        precondition(!address.isSecure || security != nil, "wss needs to know whom to trust")
        self.address = address
        self.security = security
        self.settings = settings
        self.fields = fields
        backoff = Backoff(first: settings.backoffFirst, most: settings.backoffMost, seed: seed)
        stream = WebSocketStream(
            channel: Channel(timeouts: settings.channel, options: settings.options),
            socket: Self.socket(MaskKeys(seed: (0, 0, 0, 0)), settings),
            unreadMax: settings.unreadMax)
    }

    static func socket(_ keys: consuming MaskKeys, _ settings: ConnectionSettings) -> WebSocket {
        WebSocket(
            role: .client, keys: keys, messageMax: settings.messageMax,
            outgoingMax: settings.outgoingMax, incomingCapacity: settings.receiveBytes)
    }

    /// The kernel's stamp of the bytes received last; 0 when there is none.
    ///
    /// A `mutating` getter, as it then gets the connection in place: the compiler hands a large
    /// value that is only read over as a copy, which was a kilobyte a message.
    public var stamp: WallTime { @_noLocks mutating get { stream.channel.stamp } }
    /// When bytes came last.
    public var lastReceived: Instant { @_noLocks get { stream.channel.lastReceived } }

    /// Bytes the peer has not taken yet.
    public func bytesWaiting(on loop: borrowing EventLoop) -> Int {
        stream.channel.id.map { loop.bytesWaiting(on: $0) } ?? 0
    }

    /// Shows the connection an event.
    ///
    /// - Returns: whether it was this connection's.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        if takeBytes(of: event, on: &loop, at: now) { return true }
        guard stream.channel.take(event, on: &loop, at: now) else { return false }
        progress(on: &loop, at: now)
        return true
    }

    /// What happened next. Views of the event before are gone.
    public mutating func next(on loop: inout EventLoop, at now: Instant) -> ConnectionEvent {
        switch nextMessage(on: &loop, at: now) {
        case .nothing: .nothing
        case .text(let view): unsafe .text(view)
        case .binary(let view): unsafe .binary(view)
        case .other: nextOther(on: &loop, at: now)
        }
    }

    /// Sends a text message (UTF-8); false when the connection is not open or too much waits.
    @_noLocks
    public mutating func send(text: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard phase == .open, unsafe stream.socket.send(text: text) else { return false }
        stream.flush(on: &loop)
        return true
    }

    /// Sends a binary message; false as for text.
    @_noLocks
    public mutating func send(binary: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard phase == .open, unsafe stream.socket.send(binary: binary) else { return false }
        stream.flush(on: &loop)
        return true
    }

    /// Says goodbye and does not come back. `ended` follows, unless it was over already.
    public mutating func close(code: UInt16 = 1000, on loop: inout EventLoop, at now: Instant) {
        isGoodbyeSaid = true
        guard phase == .open else {
            guard phase != .idle, !isConcluded else { return }
            conclude(.ended, on: &loop, at: now)
            // Its owner's wish is no fault.
            end = .closed(code: code)
            return
        }
        stream.socket.close(code: code)
        stream.flush(on: &loop)
        phase = .closing
        deadline = now + settings.close
    }
}
