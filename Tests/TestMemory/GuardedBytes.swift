import Glibc

/// A copy of some bytes with a page that must not be touched directly behind it (or before it):
/// reading one byte too many ends the test process instead of going unseen. Keep it in a variable
/// while its bytes are read: they go with it.
public final class GuardedBytes {
    public enum Edge: Sendable {
        case behind
        case before
    }

    public let bytes: UnsafeRawBufferPointer
    private let mapping: UnsafeMutableRawPointer
    private let length: Int

    public init(_ content: some Collection<UInt8>, edge: Edge = .behind) {
        let page = 4096
        let room = (content.count + page - 1) / page * page + page
        length = room + page
        mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED, "memory for a test")
        let offset = edge == .behind ? room - content.count : page
        let guarded = edge == .behind ? mapping + room : mapping
        let target = UnsafeMutableRawBufferPointer(
            start: mapping + offset, count: content.count)
        target.copyBytes(from: content)
        mprotect(guarded, page, PROT_NONE)
        bytes = UnsafeRawBufferPointer(target)
    }

    public convenience init(_ text: String, edge: Edge = .behind) {
        self.init(Array(text.utf8), edge: edge)
    }

    deinit { munmap(mapping, length) }
}

/// A small generator with a seed: the same seed, the same test.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    public init(seed: UInt64) { state = seed }
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
