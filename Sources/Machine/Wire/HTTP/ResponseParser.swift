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
        if reader.isInBody { return try reader.piece() }
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
