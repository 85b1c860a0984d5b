public import Numbers
public import Wire

/// Limits and times of a server's connections.
public struct ServerSettings: Sendable {
    public var channel = ChannelTimeouts()
    /// Between requests, and for a request to come whole.
    public var request = Nanoseconds.seconds(30)
    /// For the peer's goodbye after ours.
    public var close = Nanoseconds.seconds(2)
    public var http = HTTPLimits()
    /// Bytes of one WebSocket message.
    public var messageMax = 1 << 20
    /// Bytes of messages that may wait to be written; one message must fit.
    public var outgoingMax = 1 << 20
    /// Received bytes that the owner may leave unread before the peer has to wait.
    public var unreadMax = 256 << 10

    public init() { http.bodyMax = 1 << 20 }
}

/// What happened on a server's connection. A view holds until the next question.
@safe public enum ServerEvent {
    /// Nothing before the loop's next event.
    case nothing
    /// A whole request: `respond` to it before the next one is told.
    case request(RequestHead, body: UnsafeRawBufferPointer)
    /// A request for a WebSocket: `acceptUpgrade`, or `respond` with a refusal.
    case upgrade(RequestHead)
    case text(UnsafeRawBufferPointer)
    case binary(UnsafeRawBufferPointer)
    /// The connection is over.
    case ended(ConnectionEnd)
}

/// One peer of a server: TLS where asked for, HTTP requests one after the other, and a WebSocket
/// once one is accepted. It is driven like a client's connection: `take`, `turn`, `next`.
public struct ServerConnection: ~Copyable {
    public let id: ConnectionID
    public internal(set) var phase: ConnectionPhase
    public internal(set) var explanation = ""
    let settings: ServerSettings
    var stream: WebSocketStream
    var parser: RequestParser
    var body: BodyCollector
    /// The request that waits for its answer, or whose body is coming.
    var head: RequestHead?
    var isAnswerDue = false
    var deadline: Instant
    var end: ConnectionEnd?
    var isEndTold = false

    /// - Parameter security: the server's certificate; nil for plain TCP.
    /// - Throws: when libssl has no memory.
    public init(
        accepted id: ConnectionID, security: ServerSecurity?, at now: Instant,
        settings: ServerSettings = ServerSettings()
    ) throws(TLSSetupError) {
        let channel = try Channel(
            accepted: id, security: security, at: now, timeouts: settings.channel)
        let socket = WebSocket(
            role: .server, keys: MaskKeys(seed: (0, 0, 0, 0)), messageMax: settings.messageMax,
            outgoingMax: settings.outgoingMax, incomingCapacity: min(16_384, settings.messageMax))
        self.id = id
        self.settings = settings
        phase = security == nil ? .upgrading : .securing
        stream = WebSocketStream(
            channel: channel, socket: socket, unreadMax: settings.unreadMax)
        parser = RequestParser(limits: settings.http)
        body = BodyCollector(bodyMax: max(settings.http.bodyMax, 1))
        deadline = now + settings.request
    }

    /// Shows the connection an event.
    ///
    /// - Returns: whether it was this connection's.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        guard stream.channel.take(event, on: &loop, at: now) else { return false }
        progress(on: &loop, at: now)
        return true
    }

    /// Looks at the deadlines.
    public mutating func turn(on loop: inout EventLoop, at now: Instant) {
        stream.channel.turn(on: &loop, at: now)
        progress(on: &loop, at: now)
        if now >= deadline, !isOver { conclude(.late(phase), on: &loop) }
    }

    /// The end was told and the connection needs no more attention.
    public var isOver: Bool { phase == .closed && isEndTold }

    /// What happened next. Views of the event before are gone.
    public mutating func next(on loop: inout EventLoop, at now: Instant) -> ServerEvent {
        if end == nil, phase == .upgrading, !isAnswerDue {
            if let event = nextRequest(on: &loop, at: now) { return event }
        } else if end == nil, phase == .open || phase == .closing {
            if let event = nextMessage(on: &loop, at: now) { return event }
        }
        guard let end, !isEndTold else { return .nothing }
        isEndTold = true
        return .ended(end)
    }

    /// Answers the request that was told last.
    public mutating func respond(
        status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = [],
        on loop: inout EventLoop, at now: Instant
    ) {
        precondition(isAnswerDue, "a request waits for its answer")
        let keepsAlive = head?.keepsAlive ?? false
        let bytes = HTTPWriter.bytes(most: 16_384 + body.count) { writer in
            writer.response(status)
            if !keepsAlive { writer.field("Connection", "close") }
            for field in fields { writer.field(field.name, field.value) }
            unsafe body.withUnsafeBytes { unsafe writer.body($0) }
        }
        write(raw: bytes ?? ServerHandshake.refusal(status: 500), on: &loop)
        isAnswerDue = false
        head = nil
        deadline = now + settings.request
        if !keepsAlive || bytes == nil { sayGoodbye(on: &loop, at: now) }
    }

    /// Opens the WebSocket that was asked for.
    public mutating func acceptUpgrade(
        subprotocols: [String] = [], on loop: inout EventLoop, at now: Instant
    ) {
        guard isAnswerDue, let head else { preconditionFailure("an upgrade waits for its answer") }
        write(raw: ServerHandshake.acceptance(of: head, subprotocols: subprotocols), on: &loop)
        _ = unsafe stream.socket.receive(parser.leftover)
        isAnswerDue = false
        self.head = nil
        phase = .open
        deadline = Channel.noDeadline
        stream.pull(on: &loop)
    }

    /// Sends a text message (UTF-8); false when the WebSocket is not open or too much waits.
    @discardableResult
    public mutating func send(text: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard phase == .open, unsafe stream.socket.send(text: text) else { return false }
        stream.flush(on: &loop)
        return true
    }

    /// Sends a binary message; false as for text.
    @discardableResult
    public mutating func send(binary: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard phase == .open, unsafe stream.socket.send(binary: binary) else { return false }
        stream.flush(on: &loop)
        return true
    }

    /// Sends bytes that are neither HTTP nor WebSocket: for a simulator that misbehaves.
    public mutating func write(raw: [UInt8], on loop: inout EventLoop) {
        _ = unsafe raw.withUnsafeBytes { unsafe stream.channel.write($0, on: &loop) }
    }

    /// Bytes the peer has not taken yet.
    public func bytesWaiting(on loop: borrowing EventLoop) -> Int { loop.bytesWaiting(on: id) }

    /// Says goodbye: with a close frame on a WebSocket. `ended` follows.
    public mutating func close(code: UInt16 = 1000, on loop: inout EventLoop, at now: Instant) {
        guard phase == .open else { return sayGoodbye(on: &loop, at: now) }
        stream.socket.close(code: code)
        stream.flush(on: &loop)
        phase = .closing
        deadline = now + settings.close
    }

    /// Breaks the connection with a reset, as a crash would.
    public mutating func abort(on loop: inout EventLoop) {
        loop.abort(id)
        end = end ?? .failed(.ended)
        phase = .closed
        deadline = Channel.noDeadline
    }
}
