/// What came on a server's side of an HTTP connection. A view holds until the next question.
@safe
public enum RequestEvent {
    case needsMore
    case head(RequestHead)
    /// A piece of the body, 1 byte or more.
    case body(UnsafeRawBufferPointer)
    case end(trailers: HTTPFields)
    /// The client closed between requests.
    case closed
    /// The client broke the rules; answer with `status` and close. Told each time from now on.
    case failed(HTTPFault)
}

/// Reads HTTP/1.1 requests, one after the other, as they come: bytes in, events out.
public struct RequestParser: ~Copyable {
    private var reader: MessageReader
    private let limits: HTTPLimits
    private var fault: HTTPFault?

    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        reader = MessageReader(limits: limits)
    }

    /// Copies received bytes in; how many were taken. Fewer than given only when events wait.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe reader.receive(bytes)
    }

    /// The stream ended.
    public mutating func receiveEnd() { reader.receiveEnd() }

    /// Bytes that came after the last event's message: after an upgrade, another protocol's.
    public var leftover: UnsafeRawBufferPointer { unsafe reader.leftover }

    public mutating func next() -> RequestEvent {
        if let fault { return .failed(fault) }
        do throws(HTTPFault) {
            return try step()
        } catch {
            fault = error
            return .failed(error)
        }
    }

    private mutating func step() throws(HTTPFault) -> RequestEvent {
        reader.release()
        if reader.isInBody {
            switch try reader.piece() {
            case .needsMore: return .needsMore
            case .bytes(let view): return unsafe .body(view)
            case .end(let trailers): return .end(trailers: trailers)
            }
        }
        guard let lines = try reader.head() else {
            return reader.hasEnded && reader.isBetweenMessages ? .closed : .needsMore
        }
        let head = try RequestHead(lines, bodyMax: limits.bodyMax)
        reader.begin(head.framing)
        return .head(head)
    }
}
