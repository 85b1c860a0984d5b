import Markets
import Rings

/// Events that an intake owes and the ring had no room for yet. A few dozen at most: what a whole
/// message brings is pulled from its decoder, never kept here.
@safe struct Outbox: ~Copyable {
    private let places: UnsafeMutablePointer<Event>
    private let capacity: Int
    private var count = 0
    private var sent = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe places = .allocate(capacity: capacity)
    }

    deinit { unsafe places.deallocate() }

    var isEmpty: Bool { @_noLocks get { sent == count } }

    @_noLocks mutating func add(_ event: Event) {
        if sent == count {
            sent = 0
            count = 0
        }
        precondition(count < capacity, "an intake owes no more than it has instruments")
        unsafe (places + count).initialize(to: event)
        count &+= 1
    }

    /// Stages what fits; true when nothing is owed any more.
    @_noLocks mutating func flush(into ring: inout Producer<Event>) -> Bool {
        while sent < count {
            guard unsafe ring.stage(places[sent]) else { return false }
            sent &+= 1
        }
        return true
    }
}
