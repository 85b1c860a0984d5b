internal import CLinux
import Synchronization

/// Closed until one thread opens it; one other waits before it.
@safe
final class Gate: @unchecked Sendable {
    private let state: UnsafeMutablePointer<Atomic<UInt32>>

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: Atomic(0))
    }

    deinit {
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    func open() {
        unsafe state.pointee.store(1, ordering: .releasing)
        unsafe linux_futex_wake(word)
    }

    /// Returns when it is open.
    func wait() {
        while unsafe state.pointee.load(ordering: .acquiring) == 0 {
            unsafe linux_futex_wait(word, 0, 100_000_000)
        }
    }

    private var word: UnsafeMutablePointer<UInt32> {
        unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
    }
}
