internal import CLinux
import Numbers
public import Synchronization

/// How a sleeping runner is woken by its neighbours.
///
/// A runner that is about to sleep says so, and what for, and looks once more; a neighbour that did
/// some work looks whether anyone said so. Between its own write and its look each side puts a full
/// fence, so one of the two always sees the other. A sleep is short in any case, and whoever wakes
/// finds the work.
@safe
public struct Doorbell: @unchecked Sendable {
    @usableFromInline let state: UnsafeMutablePointer<Atomic<UInt32>>
    /// An eventfd that becomes readable when a runner that sleeps in the kernel is rung; -1 where
    /// the system gave none.
    public let descriptor: Int32

    /// What its owner does.
    @usableFromInline
    enum State: UInt32 {
        case awake
        /// Sleeps until there is something to read.
        case asleep
        /// The same, in the kernel, beside an outside of its own.
        case asleepOnDescriptor
        /// Sleeps until a reader has made room, or there is something to read.
        case asleepForRoom
    }

    /// Takes memory and a descriptor that are kept until the process ends.
    init() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
        unsafe state = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        unsafe state.initialize(to: Atomic(State.awake.rawValue))
        descriptor = max(linux_event(), -1)
    }

    /// Whether somebody sleeps behind it. Call after a full fence.
    @usableFromInline var isAsleep: Bool {
        @_noLocks @inlinable @inline(__always) get {
            unsafe state.pointee.load(ordering: .relaxed) != State.awake.rawValue
        }
    }

    /// Whether somebody sleeps behind it until there is room. Call after a full fence.
    @usableFromInline var isAsleepForRoom: Bool {
        @_noLocks @inlinable @inline(__always) get {
            unsafe state.pointee.load(ordering: .relaxed) == State.asleepForRoom.rawValue
        }
    }

    /// Wakes whoever sleeps behind it: a system call, and rare.
    @_noLocks @inline(never)
    public func ring() {
        let was = unsafe state.pointee.exchange(
            State.awake.rawValue, ordering: .sequentiallyConsistent)
        switch State(rawValue: was) {
        case .asleep, .asleepForRoom: unsafe linux_futex_wake(word)
        case .asleepOnDescriptor where descriptor >= 0: linux_event_ring(descriptor)
        default: break
        }
    }

    /// Says that its owner will sleep. The owner then looks once more for work.
    func announce(_ sleep: State) {
        unsafe state.pointee.store(sleep.rawValue, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Sleeps until rung, at most for `span`; `sleep` is what was announced.
    func sleep(_ sleep: State, atMost span: Nanoseconds) {
        unsafe linux_futex_wait(word, sleep.rawValue, span.count)
    }

    /// Its owner, which had announced that sleep, is awake again.
    func rise(from sleep: State) {
        let was = unsafe state.pointee.exchange(
            State.awake.rawValue, ordering: .sequentiallyConsistent)
        let wasRung = was == State.awake.rawValue
        if sleep == .asleepOnDescriptor, wasRung, descriptor >= 0 {
            linux_event_clear(descriptor)
        }
    }

    private var word: UnsafeMutablePointer<UInt32> {
        @_noLocks get {
            unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
        }
    }
}
