/// What came on a client's side of an HTTP connection. A view holds until the next question.
@safe
public enum ResponseEvent {
    case needsMore
    case head(ResponseHead)
    /// A piece of the body, 1 byte or more.
    case body(UnsafeRawBufferPointer)
    case end(trailers: HTTPFields)
    /// The server closed between responses.
    case closed
    /// The server broke the rules; the connection is of no further use. Told each time from now on.
    case failed(HTTPFault)
}

/// Reads HTTP/1.1 responses, one after the other, as they come: bytes in, events out. Interim
/// responses (100, 103) are read over; 101 ends the use of the connection as HTTP.
public struct ResponseParser: ~Copyable {
    private var reader: MessageReader
    private let limits: HTTPLimits
    /// For each request that was sent and not answered: whether it was a HEAD.
    private var asked: [Bool] = []
    private var interimCount = 0
    private var fault: HTTPFault?

    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        reader = MessageReader(limits: limits)
    }

    /// A request was sent: its response may come.
    public mutating func expectResponse(to method: String) { asked.append(method == "HEAD") }

    /// Copies received bytes in; how many were taken. Fewer than given only when events wait.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe reader.receive(bytes)
    }

    /// The stream ended.
    public mutating func receiveEnd() { reader.receiveEnd() }

    /// Bytes that came after the last event's message: after a 101 they are another protocol's.
    public var leftover: UnsafeRawBufferPointer { unsafe reader.leftover }

    public mutating func next() -> ResponseEvent {
        if let fault { return .failed(fault) }
        do throws(HTTPFault) {
            return try step()
        } catch {
            fault = error
            return .failed(error)
        }
    }

    private mutating func step() throws(HTTPFault) -> ResponseEvent {
        reader.release()
        if reader.isInBody {
            switch try reader.piece() {
            case .needsMore: return .needsMore
            case .bytes(let view): return unsafe .body(view)
            case .end(let trailers): return .end(trailers: trailers)
            }
        }
        while let lines = try reader.head() {
            guard let isHead = asked.first else { throw .unsolicited }
            let head = try ResponseHead(lines, isAnswerToHead: isHead, bodyMax: limits.bodyMax)
            if head.status < 200, head.status != 101 {
                interimCount += 1
                guard interimCount <= 10 else { throw .unsolicited }
                continue
            }
            interimCount = 0
            asked.removeFirst()
            reader.begin(head.framing)
            return .head(head)
        }
        guard reader.hasEnded else { return .needsMore }
        guard asked.isEmpty else { throw .truncated }
        return .closed
    }
}
