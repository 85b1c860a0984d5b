import Markets
import Numbers

/// One accepted opportunity on its way: at most one per cycle.
struct Order: BitwiseCopyable {
    /// From 1; 0 while the cycle has none.
    var number: UInt32 = 0
    var direction = CycleDirection.bookToPool
    var input = InputSequence(0)
    var lots: UInt64 = 0
    var base: UInt64 = 0
    /// The worst price of the book leg; the least out or most in of the pool leg.
    var limit = Ticks(0)
    var poolBound: UInt64 = 0
    var bookArrival = Instant.never
    var poolArrival = Instant.never
    var bookIsOpen = false
    var poolIsOpen = false
    /// Held back until the legs have ended: in the exchange's and the wallet's asset, and lamports.
    var exchangeHeld: Int64 = 0
    var walletHeld: Int64 = 0
    var networkHeld: Int64 = 0
    /// Base atoms bought minus sold; cash and pool quote atoms received minus paid.
    var leftover: Int64 = 0
    var cash: Int64 = 0
    var poolQuote: Int64 = 0
    var network: UInt64 = 0
    /// What the network's fee was worth in cash atoms when the order was sent.
    var networkCash: Int64 = 0

    @_noLocks init() {}

    var isOpen: Bool { @_noLocks get { bookIsOpen || poolIsOpen } }

    /// The earliest arrival of a leg on its way; of two at one moment the book's comes first.
    var next: (arrival: Instant, leg: Leg)? {
        @_noLocks get {
            if bookIsOpen && (!poolIsOpen || bookArrival <= poolArrival) {
                return (bookArrival, .book)
            }
            return poolIsOpen ? (poolArrival, .pool) : nil
        }
    }
}
