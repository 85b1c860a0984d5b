public import Numbers

/// Which way round a cycle of one book and one pool goes.
@frozen public enum CycleDirection: UInt8, Sendable, CaseIterable {
    /// Buy the base from the book, sell it to the pool.
    case bookToPool = 0
    /// Buy the base from the pool, sell it to the book.
    case poolToBook = 1
}

/// A chance that the price stage found: which cycle, which way, how much, and what it would bring
/// before network costs. It travels as an `Event` of kind `.opportunity`.
@frozen public struct Opportunity: BitwiseCopyable, Sendable {
    /// Which cycle, by its place in the settings' table.
    public var cycle: UInt16
    public var pool: InstrumentID
    public var direction: CycleDirection
    /// Bought and sold.
    public var size: Lots
    /// The worst price taken from the book.
    public var worst: Ticks
    /// Paid to or received from the pool, in atoms of its quote token.
    public var poolQuote: UInt64
    /// Cash atoms after the book's and the pool's fees.
    public var gross: Int64
    /// The input that completed the chance, and when it was received.
    public var input: InputSequence
    public var received: Instant

    @_noLocks public init(
        cycle: UInt16, pool: InstrumentID, direction: CycleDirection, size: Lots, worst: Ticks,
        poolQuote: UInt64, gross: Int64, input: InputSequence, received: Instant
    ) {
        self.cycle = cycle
        self.pool = pool
        self.direction = direction
        self.size = size
        self.worst = worst
        self.poolQuote = poolQuote
        self.gross = gross
        self.input = input
        self.received = received
    }

    /// field: the direction; sequence: the cycle; words: lots, worst price, pool quote atoms,
    /// gross.
    public var event: Event {
        @_noLocks get {
            Event(
                kind: .opportunity, flags: .first | .last, instrument: pool,
                field: direction == .bookToPool ? 0 : 1, sequence: UInt64(cycle), input: input,
                received: received,
                words: Event.Words(
                    size.count, UInt64(bitPattern: worst.count), poolQuote,
                    UInt64(bitPattern: gross)))
        }
    }

    /// Nil when the event is of another kind or says what no opportunity says.
    @_noLocks public init?(_ event: Event) {
        guard event.kind == .opportunity, event.field == 0 || event.field == 1,
            event.sequence <= UInt64(UInt16.max)
        else { return nil }
        self.init(
            cycle: UInt16(truncatingIfNeeded: event.sequence), pool: event.instrument,
            direction: event.field == 0 ? .bookToPool : .poolToBook, size: Lots(event.words.w0),
            worst: Ticks(Int64(bitPattern: event.words.w1)), poolQuote: event.words.w2,
            gross: Int64(bitPattern: event.words.w3), input: event.input,
            received: event.received)
    }
}
