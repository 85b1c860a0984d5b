internal import CLinux
public import Rings
import Synchronization

/// What the host let us do with memory, and why not the rest.
public struct MemoryGrants: Hashable, Sendable {
    /// Pages stay in memory: no turn waits for a disk.
    public let locked: Grant
    /// Rings lie in pages of 2 MiB: fewer misses of the address cache.
    public let hugePages: Grant

    public init(locked: Grant, hugePages: Grant) {
        self.locked = locked
        self.hugePages = hugePages
    }

    /// The wishes that were refused, one line each.
    public var refusals: [String] {
        [("locked memory", locked), ("huge pages", hugePages)].compactMap { name, grant in
            if case .refused = grant { "\(name): \(grant)" } else { nil }
        }
    }

    /// One line for each wish, for an operator.
    public var lines: [String] {
        ["locked memory: \(locked)", "huge pages: \(hugePages)"]
    }
}

/// The answer to one wish.
public enum Grant: Hashable, Sendable, CustomStringConvertible {
    case notAsked
    case granted(String)
    /// The text says why, and what an operator can do.
    case refused(String)

    public var description: String {
        switch self {
        case .notAsked: "not asked for"
        case .granted(let how): how
        case .refused(let why): "refused: \(why)"
        }
    }
}

/// Memory for rings, taken once at the start from pages that are huge where the host allows.
@safe
public struct HostMemory: Sendable {
    public let grants: MemoryGrants
    /// Gives rings their memory from the arena; beyond it, from the heap.
    public let allocator: RingAllocator

    /// Takes an arena of `bytes` bytes, rounded up to 2 MiB, and locks the process's memory if
    /// asked.
    ///
    /// Nothing here can fail: what is refused is said in `grants`, and ordinary memory serves.
    public init(arena bytes: Int, hugePages: Bool, locked: Bool) {
        let lock = locked ? Self.lock() : .notAsked
        guard hugePages, let arena = Arena.take(bytes: bytes) else {
            grants = MemoryGrants(
                locked: lock,
                hugePages: hugePages ? .refused("no memory for the arena") : .notAsked)
            allocator = .heap
            return
        }
        grants = MemoryGrants(locked: lock, hugePages: arena.grant)
        unsafe allocator = RingAllocator { bytes in unsafe arena.give(bytes: bytes) }
    }

    /// Keeps all pages of the process in memory, present and future.
    static func lock() -> Grant {
        let answer = linux_lock_memory()
        if answer == 0 { return .granted("all pages stay in memory") }
        if answer == 1 { return .granted("the pages of the start stay in memory") }
        let limit = linux_lock_limit()
        return .refused(
            "\(Refusal(code: -answer)); this user may lock \(limit >> 10) KiB:"
                + " raise `ulimit -l` or grant CAP_IPC_LOCK")
    }
}

/// One piece of memory, given out from the front and never taken back.
@safe
private final class Arena: Sendable {
    let grant: Grant
    private let start: UInt
    private let size: Int
    private let used = Mutex<Int>(0)

    private init(_ memory: UnsafeMutableRawPointer, size: Int, grant: Grant) {
        start = UInt(bitPattern: memory)
        self.size = size
        self.grant = grant
    }

    /// From the pool of huge pages; else ordinary pages that the kernel is asked to make huge.
    static func take(bytes: Int) -> Arena? {
        let huge = 2 << 20
        let size = (max(bytes, 1) + huge - 1) / huge * huge
        var error: Int32 = 0
        if let memory = unsafe linux_huge_pages(UInt64(size), &error) {
            return unsafe Arena(
                memory, size: size, grant: .granted("\(size >> 20) MiB from the pool"))
        }
        let pool = Refusal(code: error)
        guard let memory = unsafe linux_pages(UInt64(size), &error) else { return nil }
        guard error == 0 else {
            let why = "none in the pool (\(pool)), and transparent ones \(Refusal(code: error))"
            return unsafe Arena(
                memory, size: size,
                grant: .refused("\(why): set vm.nr_hugepages to \(size / huge) or more"))
        }
        return unsafe Arena(
            memory, size: size,
            grant: .granted("\(size >> 20) MiB asked for as transparent ones; the pool is empty"))
    }

    func give(bytes: Int) -> UnsafeMutableRawPointer {
        let rounded = (bytes + RingAllocator.alignment - 1) & ~(RingAllocator.alignment - 1)
        let offset = used.withLock { used -> Int? in
            guard used + rounded <= size else { return nil }
            defer { used += rounded }
            return used
        }
        guard let offset,
            let memory = unsafe UnsafeMutableRawPointer(bitPattern: start + UInt(offset))
        else {
            return UnsafeMutableRawPointer.allocate(
                byteCount: bytes, alignment: RingAllocator.alignment)
        }
        return unsafe memory
    }
}
