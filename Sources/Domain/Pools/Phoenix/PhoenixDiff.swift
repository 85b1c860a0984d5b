public import Markets
public import Numbers
public import Solana

/// The last copy of a market, and what of it has not been told: what `PoolDiff` is for the kinds
/// whose accounts hold no orders. `PhoenixLayout.read` writes what an account says; what equals the
/// last copy costs nothing, the rest becomes events, one at a time. The sum of all events equals
/// the account, as deep as the diff follows it.
///
/// Nothing is allocated after `init`. An account that is refused changes nothing. The work grows
/// with the number of orders as n·log n at worst, and is one walk where expiries repeat.
@safe
public struct PhoenixDiff: ~Copyable {
    public let instrument: InstrumentID
    /// The market's address.
    public let pool: PublicKey
    /// The most levels of a side that are followed; a state that follows has the same room.
    public let capacity: Int

    private var isKnown = false
    private var bids: PhoenixWatchedSide
    private var asks: PhoenixWatchedSide
    /// What was told last of the two groups of numbers.
    private var sizes = Event.Words()
    private var rules = Event.Words()
    private var owesSizes = false
    private var owesRules = false
    /// The next event is the first of its batch.
    private var isFirst = true
    private var isSnapshot = true

    /// - Parameter capacity: 1 ... 4,096.
    public init(
        instrument: InstrumentID, pool: PublicKey,
        capacity: Int = PhoenixState.usualCapacity
    ) {
        precondition(capacity >= 1 && capacity <= 4_096, "a side is followed 1 ... 4096 deep")
        self.instrument = instrument
        self.pool = pool
        self.capacity = capacity
        bids = PhoenixWatchedSide(.bids, capacity: capacity)
        asks = PhoenixWatchedSide(.asks, capacity: capacity)
    }

    /// Forgets everything: the account that follows is a snapshot, and the next batch of events
    /// replaces all that its readers knew.
    @_noLocks public mutating func beginSnapshot() {
        bids.forget()
        asks.forget()
        isKnown = false
        owesSizes = false
        owesRules = false
        isFirst = true
        isSnapshot = true
    }

    /// Takes the market's account.
    @_noLocks mutating func take(_ market: PhoenixMarket) throws(AccountError) {
        try bids.gather(market)
        try asks.gather(market)
        bids.take()
        asks.take()
        let newSizes = market.terms.sizesWords
        let newRules = market.terms.rulesWords(bidsAreCut: bids.isCut, asksAreCut: asks.isCut)
        if !isKnown || !WatchedRow.isSame(newSizes, sizes) { owesSizes = true }
        if !isKnown || !WatchedRow.isSame(newRules, rules) { owesRules = true }
        sizes = newSizes
        rules = newRules
        isKnown = true
    }

    /// Whether `next` has an event to give.
    public var hasNext: Bool {
        @_noLocks get { owesSizes || owesRules || bids.owes || asks.owes }
    }

    /// The next event that the account owes; nil when all has been told. The first and the last of
    /// a batch are flagged, so call it until it gives nil before anything is priced.
    @_noLocks public mutating func next(
        slot: Slot, input: InputSequence, received: Instant
    ) -> Event? {
        var event = Event(
            kind: .none, flags: .none, instrument: instrument, sequence: slot.count,
            input: input, received: received)
        guard pop(into: &event) else { return nil }
        if isSnapshot { event.flags = event.flags | .snapshot }
        if isFirst { event.flags = event.flags | .first }
        isFirst = false
        if !hasNext {
            event.flags = event.flags | .last
            isFirst = true
            isSnapshot = false
        }
        return event
    }

    /// Numbers before orders; of a side, orders that are gone before those that came.
    @_noLocks private mutating func pop(into event: inout Event) -> Bool {
        if owesSizes {
            owesSizes = false
            event.kind = .poolNumbers
            event.field = Int32(truncatingIfNeeded: PhoenixTerms.sizesGroup)
            event.words = sizes
            return true
        }
        if owesRules {
            owesRules = false
            event.kind = .poolNumbers
            event.field = Int32(truncatingIfNeeded: PhoenixTerms.rulesGroup)
            event.words = rules
            return true
        }
        event.kind = .orders
        if let level = bids.next() {
            event.field = PhoenixSide.bids.field
            event.words = level.words
            return true
        }
        guard let level = asks.next() else { return false }
        event.field = PhoenixSide.asks.field
        event.words = level.words
        return true
    }
}

extension PhoenixSide {
    /// As an `orders` event says it.
    var field: Int32 { @_noLocks @inline(__always) get { isAsks ? 1 : 0 } }
}

extension PhoenixLevel {
    /// As an `orders` event says it.
    var words: Event.Words { @_noLocks get { Event.Words(ticks, lots, lastSlot, lastSecond) } }
}
