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
        if reader.isInBody { return try reader.piece() }
        guard let lines = try reader.head() else {
            return reader.hasEnded && reader.isBetweenMessages ? .closed : .needsMore
        }
        let head = try RequestHead(lines, bodyMax: limits.bodyMax)
        reader.begin(head.framing)
        return .head(head)
    }
}
