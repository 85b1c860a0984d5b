public import Numbers
import Synchronization

/// When a thread was last alive, from the writing side.
@safe
public struct Heartbeat: ~Copyable, @unchecked Sendable {
    private let place: UnsafeMutablePointer<Atomic<UInt64>>

    /// Takes memory that is kept until the process ends.
    public init() { unsafe place = takePlaces(1) }

    /// The thread was alive at `now`.
    @_noLocks
    public func beat(at now: Instant) {
        unsafe place.pointee.store(now.nanosecondsSinceBoot, ordering: .relaxed)
    }

    /// A view that any thread may keep and read.
    public var pulse: Pulse { unsafe Pulse(place: place) }
}

/// When a thread was last alive, from the reading side.
@safe
public struct Pulse: @unchecked Sendable {
    private let place: UnsafeMutablePointer<Atomic<UInt64>>

    init(place: UnsafeMutablePointer<Atomic<UInt64>>) { unsafe self.place = place }

    /// The last beat; `.never` before the first.
    public var last: Instant {
        Instant(nanosecondsSinceBoot: unsafe place.pointee.load(ordering: .relaxed))
    }
}
