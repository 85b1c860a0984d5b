/// Keeps the pieces of one body together, within a limit. Its memory is used again for the next.
public struct BodyCollector: ~Copyable {
    private var kept: ByteQueue

    /// - Parameter bodyMax: bytes, 1 or more.
    public init(bodyMax: Int) {
        kept = ByteQueue(capacity: min(4_096, bodyMax), limit: bodyMax)
    }

    /// The body so far. Valid until more is added.
    public var bytes: UnsafeRawBufferPointer { unsafe kept.bytes }

    /// Adds a piece; false, and nothing is added, when the limit forbids it.
    public mutating func add(_ piece: UnsafeRawBufferPointer) -> Bool { unsafe kept.append(piece) }

    /// Begins the next body.
    public mutating func removeAll() { kept.removeAll() }
}
