/// Where a ring's memory comes from: the heap, or whoever can give pages that are locked or huge.
@safe
public struct RingAllocator: Sendable {
    /// Every allocation begins on a boundary of this many bytes: two cache lines, because the
    /// processor fetches lines in pairs.
    public static let alignment = 128

    private let allocate: @Sendable (_ bytes: Int) -> UnsafeMutableRawPointer

    /// - Parameter allocate: gives that many bytes, aligned to `alignment`, for the life of the
    ///   process.
    public init(_ allocate: @escaping @Sendable (_ bytes: Int) -> UnsafeMutableRawPointer) {
        unsafe self.allocate = allocate
    }

    /// Ordinary memory.
    public static let heap = unsafe RingAllocator { bytes in
        UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    }

    /// Memory for `bytes` bytes, every page of it touched, so that no turn meets a page fault.
    func take(bytes: Int) -> UnsafeMutableRawPointer {
        let memory = unsafe allocate(bytes)
        precondition(
            UInt(bitPattern: memory) % UInt(Self.alignment) == 0,
            "a ring's memory begins on a pair of cache lines")
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return unsafe memory
    }
}
