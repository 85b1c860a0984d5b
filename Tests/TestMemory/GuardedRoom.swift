import Glibc

/// Room for bytes between two pages that must not be touched, taken once and filled again and
/// again: where bytes by the million are to be read, a mapping for each would be too slow.
public final class GuardedRoom {
    private let mapping: UnsafeMutableRawPointer
    private let capacity: Int
    private static let page = 4096

    /// - Parameter bytes: the most that it holds at once.
    public init(bytes: Int) {
        let page = GuardedRoom.page
        capacity = (bytes + page - 1) / page * page + page
        let length = capacity + 2 * page
        mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED, "memory for a test")
        mprotect(mapping, page, PROT_NONE)
        mprotect(mapping + page + capacity, page, PROT_NONE)
    }

    deinit { munmap(mapping, capacity + 2 * GuardedRoom.page) }

    /// A copy that touches the guarded page behind it, or before it, until the next copy.
    public func hold(_ content: [UInt8], edge: GuardedBytes.Edge) -> UnsafeRawBufferPointer {
        precondition(content.count <= capacity, "it fits")
        let offset = edge == .behind ? capacity - content.count : 0
        let target = UnsafeMutableRawBufferPointer(
            start: mapping + GuardedRoom.page + offset, count: content.count)
        target.copyBytes(from: content)
        return UnsafeRawBufferPointer(target)
    }
}
