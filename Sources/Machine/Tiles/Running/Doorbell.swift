internal import CLinux
import Numbers
public import Synchronization

/// How a sleeping runner is woken by its neighbours.
///
/// A runner that is about to sleep says so and looks once more; a neighbour that did some work
/// looks whether anyone said so. Between its own write and its look each side puts a full fence, so
/// one of the two always sees the other. A neighbour sleeps at most until its housekeeping is due
/// and would find the work then in any case.
@safe
public struct Doorbell: @unchecked Sendable {
    @usableFromInline let state: UnsafeMutablePointer<Atomic<UInt32>>
    /// An eventfd that becomes readable when a runner that sleeps in the kernel is rung; -1 where
    /// the system gave none.
    public let descriptor: Int32

    static let awake: UInt32 = 0
    static let asleep: UInt32 = 1
    static let asleepOnDescriptor: UInt32 = 2

    /// Takes memory and a descriptor that are kept until the process ends.
    init() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
        unsafe state = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        unsafe state.initialize(to: Atomic(Self.awake))
        descriptor = max(linux_event(), -1)
    }

    /// Whether somebody sleeps behind it. Call after a full fence.
    @usableFromInline var isAsleep: Bool {
        @_noLocks @inlinable @inline(__always) get {
            unsafe state.pointee.load(ordering: .relaxed) != 0
        }
    }

    /// Wakes whoever sleeps behind it: a system call, and rare.
    @_noLocks @inline(never)
    public func ring() {
        let was = unsafe state.pointee.exchange(Self.awake, ordering: .sequentiallyConsistent)
        if was == Self.asleep { unsafe linux_futex_wake(word) }
        if was == Self.asleepOnDescriptor, descriptor >= 0 { linux_event_ring(descriptor) }
    }

    /// Says that its owner will sleep. The owner then looks once more for work.
    func announce(onDescriptor: Bool) {
        let sleep = onDescriptor ? Self.asleepOnDescriptor : Self.asleep
        unsafe state.pointee.store(sleep, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Sleeps until rung, at most for `span`.
    func sleep(atMost span: Nanoseconds) {
        unsafe linux_futex_wait(word, Self.asleep, span.count)
    }

    /// Its owner is awake again.
    func rise(onDescriptor: Bool) {
        let was = unsafe state.pointee.exchange(Self.awake, ordering: .sequentiallyConsistent)
        let wasRung = was == Self.awake
        if onDescriptor, wasRung, descriptor >= 0 { linux_event_clear(descriptor) }
    }

    private var word: UnsafeMutablePointer<UInt32> {
        @_noLocks get {
            unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
        }
    }
}
