public import Numbers
public import Wire

/// What happened on a client's HTTP connection. A view holds until the next question.
@safe public enum HTTPEvent {
    /// Nothing before the loop's next event.
    case nothing
    case response(ResponseHead, body: UnsafeRawBufferPointer)
    /// The request got no answer. It may have been acted upon; the owner decides about another try.
    case failed(ConnectionFault)
}

/// A client's requests to one HTTP address, one at a time, over a connection that is kept while the
/// server keeps it and made again when needed.
public struct HTTPConnection: ~Copyable {
    public let address: WebAddress
    /// The sentence for a person about the last failure.
    public private(set) var explanation = ""
    private let security: ClientSecurity?
    private let bodyMax: Int
    private let limits: HTTPLimits
    private var channel: Channel
    private var parser: ResponseParser
    private var body: BodyCollector
    private var head: ResponseHead?
    /// The request that waits for its answer.
    private var request: [UInt8]?
    private var method = ""
    private var isSent = false
    private var answers: UInt64 = 0
    private var deadline = Channel.noDeadline
    private var turnedAt = Instant.never
    private var fault: ConnectionFault?

    /// - Parameter security: needed for `https`.
    public init(
        to address: WebAddress, security: ClientSecurity?, limits: HTTPLimits = HTTPLimits(),
        timeouts: ChannelTimeouts = ChannelTimeouts(), options: SocketOptions = SocketOptions()
    ) {
        precondition(!address.isSecure || security != nil, "https needs to know whom to trust")
        self.address = address
        self.security = security
        self.limits = limits
        bodyMax = limits.bodyMax
        channel = Channel(timeouts: timeouts, options: options)
        parser = ResponseParser(limits: limits)
        body = BodyCollector(bodyMax: max(limits.bodyMax, 1))
    }

    /// A request waits for its answer.
    public var isBusy: Bool { request != nil }
    /// The kernel's stamp of the bytes received last; 0 when there is none.
    public var stamp: WallTime { channel.stamp }

    /// Sends a request; `response` or `failed` follows, at the latest after `limit`.
    ///
    /// - Returns: false when the text cannot stand in a request.
    public mutating func ask(
        _ method: String, fields: [(name: String, value: String)] = [], body: [UInt8] = [],
        on loop: inout EventLoop, at now: Instant, wall: WallTime, limit: Nanoseconds
    ) -> Bool {
        precondition(request == nil, "one request at a time")
        let bytes = HTTPWriter.bytes(most: 16_384 + body.count) { writer in
            writer.request(method, target: address.target, host: address.hostField)
            for field in fields { writer.field(field.name, field.value) }
            if body.isEmpty {
                writer.endHead()
            } else {
                unsafe body.withUnsafeBytes { unsafe writer.body($0) }
            }
        }
        guard let bytes else { return false }
        request = bytes
        self.method = method
        isSent = false
        fault = nil
        deadline = now + limit
        if channel.isOver {
            open(at: now, wall: wall)
        } else {
            progress(on: &loop, at: now)
        }
        return true
    }

    private mutating func open(at now: Instant, wall: WallTime) {
        parser = ResponseParser(limits: limits)
        head = nil
        channel.open(
            host: address.host, port: address.port, security: address.isSecure ? security : nil,
            at: now, wall: wall)
    }

    /// Shows the connection an event.
    ///
    /// - Returns: whether it was this connection's.
    @discardableResult
    public mutating func take(
        _ event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        guard channel.take(event, on: &loop, at: now) else { return false }
        progress(on: &loop, at: now)
        return true
    }

    /// Looks at the resolver and the deadlines.
    public mutating func turn(on loop: inout EventLoop, at now: Instant) {
        turnedAt = now
        channel.turn(on: &loop, at: now)
        progress(on: &loop, at: now)
        if now >= deadline { conclude(.late(channel.phase), on: &loop) }
    }

    /// The earliest moment at which `turn` has something to do.
    public var nextTurn: Instant {
        // The resolver's answer wakes nobody.
        channel.phase == .resolving
            ? turnedAt + .milliseconds(1) : min(deadline, channel.deadline)
    }

    /// What happened next. The view of the response before is gone.
    public mutating func next(on loop: inout EventLoop, at now: Instant) -> HTTPEvent {
        if let fault {
            self.fault = nil
            return .failed(fault)
        }
        guard isSent else { return .nothing }
        while true {
            switch parser.next() {
            case .needsMore:
                guard channel.isPaused else { return .nothing }
                readAnswer(on: &loop)
                if channel.isPaused { return .nothing }
            case .head(let head):
                self.head = head
                body.removeAll()
            case .body(let piece):
                guard unsafe body.add(piece) else { return failed(.http(.bodyTooLong), on: &loop) }
            case .end:
                guard let head else { continue }
                finish(head, on: &loop, at: now)
                return unsafe .response(head, body: body.bytes)
            case .closed: return failed(channel.fault ?? .ended, on: &loop)
            case .failed(let why): return failed(channel.fault ?? .http(why), on: &loop)
            }
        }
    }

    private mutating func finish(_ head: ResponseHead, on loop: inout EventLoop, at now: Instant) {
        self.head = nil
        request = nil
        isSent = false
        deadline = Channel.noDeadline
        if !head.keepsAlive { channel.fail(.ended, on: &loop) }
    }

    private mutating func failed(_ why: ConnectionFault, on loop: inout EventLoop) -> HTTPEvent {
        conclude(why, on: &loop)
        fault = nil
        return .failed(why)
    }

    private mutating func conclude(_ why: ConnectionFault, on loop: inout EventLoop) {
        guard request != nil else { return }
        explanation = channel.sentence(about: why)
        channel.fail(why, on: &loop)
        request = nil
        isSent = false
        deadline = Channel.noDeadline
        fault = why
    }

    private mutating func progress(on loop: inout EventLoop, at now: Instant) {
        if channel.phase == .open, !isSent, let request {
            parser.expectResponse(to: method)
            isSent = true
            _ = unsafe request.withUnsafeBytes { unsafe channel.write($0, on: &loop) }
        }
        if channel.phase == .open || channel.phase == .closed { readAnswer(on: &loop) }
        if channel.phase == .closed, !isSent { conclude(channel.fault ?? .ended, on: &loop) }
    }

    /// Moves what came into the parser, as far as it takes it.
    private mutating func readAnswer(on loop: inout EventLoop) {
        var piece = [UInt8](repeating: 0, count: 16_384)
        var isBehind = false
        while !isBehind {
            let read = unsafe piece.withUnsafeMutableBytes { unsafe channel.read(into: $0) }
            guard case .bytes(let count) = read else {
                if case .failed(let why) = read { return conclude(why, on: &loop) }
                if read == .ended || channel.isOver { endAnswer(on: &loop) }
                break
            }
            let taken = unsafe piece[..<count].withUnsafeBytes { unsafe parser.receive($0) }
            if taken < count {
                channel.putBack(piece[taken..<count])
                isBehind = true
            }
        }
        channel.settle(isBehind: isBehind, on: &loop)
    }

    /// The server ended: between requests that is its right, and the next one connects again.
    private mutating func endAnswer(on loop: inout EventLoop) {
        parser.receiveEnd()
        if request == nil { channel.fail(.ended, on: &loop) }
    }
}
