public import Markets
public import Numbers
public import Pools

/// How much memory a `MarketState` takes.
@frozen public struct MarketCapacity: BitwiseCopyable, Hashable, Sendable {
    /// See `Book.init`.
    public var windowTicks: Int
    public var levelsMax: Int
    /// Tick or bin arrays per pool.
    public var tickArrays: Int
    /// Price levels a side of an order book on the chain.
    public var chainLevels: Int

    public init(
        windowTicks: Int = 65_536, levelsMax: Int = 65_536, tickArrays: Int = 16,
        chainLevels: Int = 512
    ) {
        self.windowTicks = windowTicks
        self.levelsMax = levelsMax
        self.tickArrays = tickArrays
        self.chainLevels = chainLevels
    }
}

/// Every book and pool and their continuity, kept equal to the venues' by events. The price stage
/// has one; the desk has its own, in which its paper trades leave their mark.
@safe public struct MarketState: ~Copyable {
    private struct Row: BitwiseCopyable {
        var isPool: Bool
        var place: Int32
    }

    public private(set) var continuity: ContinuityTable
    /// Events that no instrument here can mean: an unknown id, a level for a pool.
    public private(set) var misdirected: UInt64 = 0
    private let count: Int
    private let rows: UnsafeMutablePointer<Row>
    private let books: UnsafeMutablePointer<Book>
    private var pools: PoolTable
    /// What the chain said last of its time; the second is 0 until it said one.
    public private(set) var chainTime = ChainTime(slot: 0, seconds: 0)
    private let bookCount: Int

    /// Instruments in the order of their ids, which are 0 ..< count.
    public init(_ instruments: [Instrument], capacity: MarketCapacity = MarketCapacity()) {
        continuity = ContinuityTable(instruments)
        count = instruments.count
        unsafe rows = .allocate(capacity: max(count, 1))
        unsafe books = .allocate(capacity: max(count, 1))
        var bookCount = 0
        var kinds: [PoolKind] = []
        for (index, instrument) in instruments.enumerated() {
            switch instrument.terms {
            case .book:
                unsafe (books + bookCount).initialize(
                    to: Book(
                        windowTicks: capacity.windowTicks, levelsMax: capacity.levelsMax))
                unsafe (rows + index).initialize(
                    to: Row(isPool: false, place: Int32(bookCount)))
                bookCount += 1
            case .pool(let terms):
                unsafe (rows + index).initialize(
                    to: Row(isPool: true, place: Int32(kinds.count)))
                kinds.append(terms.kind)
            }
        }
        self.bookCount = bookCount
        pools = PoolTable(kinds, arrays: capacity.tickArrays, levels: capacity.chainLevels)
    }

    deinit {
        unsafe books.deinitialize(count: bookCount)
        unsafe books.deallocate()
        unsafe rows.deallocate()
    }

    /// Brings the markets up to one event. Kinds that belong to no market are ignored.
    @_noLocks public mutating func apply(_ event: Event) {
        switch event.kind {
        case .level: applyLevel(event)
        case .pool, .tick, .tickArray, .poolFee, .poolNumbers, .bin, .orders: applyPool(event)
        case .status, .slot, .alive:
            guard Int(event.instrument.index) < count else { return misdirected &+= 1 }
            continuity.note(event, isSound: true)
            if event.kind == .slot { chainTime = chainTime.later(event) }
        case .none, .clock, .opportunity, .stamps, .command: break
        }
    }

    /// What an instrument is good for now.
    @_noLocks public func standing(of instrument: InstrumentID, at now: Instant) -> Standing {
        continuity.standing(of: instrument, at: now)
    }

    /// The direction in which a cycle may pay now; nil, most of the time, when in none.
    @_noLocks public func payingDirection(of cycle: CEXDEXCycle) -> CycleDirection? {
        unsafe cycle.payingDirection(
            book: books[place(cycle.book, isPool: false)], pools: pools,
            at: place(cycle.pool, isPool: true), time: chainTime)
    }

    /// What a cycle's best size would bring now, in one direction. See `CEXDEXCycle.best`.
    @_noLocks public func best(
        _ cycle: CEXDEXCycle, _ direction: CycleDirection
    ) -> CycleQuote? {
        unsafe cycle.best(
            direction, book: books[place(cycle.book, isPool: false)], pools: pools,
            at: place(cycle.pool, isPool: true), time: chainTime)
    }

    /// Whether the instrument is a pool.
    @_noLocks public func isPool(_ instrument: InstrumentID) -> Bool {
        let index = Int(instrument.index)
        precondition(index < count, "the instrument is known")
        return unsafe rows[index].isPool
    }

    /// The best prices of a book.
    @_noLocks public func top(of book: InstrumentID) -> TopOfBook {
        unsafe books[place(book, isPool: false)].top
    }

    /// The next level of a book behind a cursor.
    @_noLocks public func next(_ book: InstrumentID, _ cursor: inout BookCursor) -> BookLevel? {
        unsafe books[place(book, isPool: false)].next(&cursor)
    }

    /// A pool's price before fees, in atoms of its second token per atom of its first; nil while it
    /// isn't known or has nothing to sell. For people.
    public func price(of pool: InstrumentID) -> Double? {
        let stretch = pools.spot(.aToB, at: place(pool, isPool: true), time: chainTime)
        return stretch.map { $0.from * $0.from }
    }

    /// What lots of a cycle's side of the book would cost; nil when they don't stand there.
    @_noLocks func take(
        _ lots: UInt64, _ cycle: CEXDEXCycle, _ direction: CycleDirection
    ) -> BookTake? {
        unsafe cycle.take(
            lots, from: cycle.side(direction), of: books[place(cycle.book, isPool: false)])
    }

    /// Takes lots of a level away until the venue says its size again.
    @_noLocks mutating func consume(
        _ size: UInt64, of level: BookLevel, _ side: Side, _ book: InstrumentID
    ) {
        precondition(size <= level.size.count, "no more is taken than stands there")
        unsafe books[place(book, isPool: false)].set(
            side, price: level.price, size: Lots(level.size.count &- size))
    }

    @_noLocks func bestLevel(_ side: Side, _ book: InstrumentID) -> BookLevel {
        unsafe books[place(book, isPool: false)].best(side)
    }

    /// What a swap would do.
    @_noLocks func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, _ pool: InstrumentID
    ) throws(PoolRefusal) -> PoolTrade {
        try pools.trade(direction, amount, at: place(pool, isPool: true), time: chainTime)
    }

    /// Does a swap; the pool stays moved until the chain says its state again.
    @_noLocks mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, _ pool: InstrumentID
    ) throws(PoolRefusal) -> PoolTrade {
        try pools.settle(direction, amount, at: place(pool, isPool: true), time: chainTime)
    }

    @_noLocks private mutating func applyLevel(_ event: Event) {
        let index = Int(event.instrument.index)
        guard index < count, unsafe !rows[index].isPool else { return misdirected &+= 1 }
        let place = Int(unsafe rows[index].place)
        let change = unsafe books[place].apply(event)
        continuity.note(event, isSound: change.isSound)
        if event.flags.contains(.last) {
            continuity.note(crossed: unsafe books[place].top.isCrossed, event.instrument)
        }
    }

    @_noLocks private mutating func applyPool(_ event: Event) {
        let index = Int(event.instrument.index)
        guard index < count, unsafe rows[index].isPool else { return misdirected &+= 1 }
        let place = Int(unsafe rows[index].place)
        continuity.note(event, isSound: pools.apply(event, at: place))
    }

    @_noLocks private func place(_ instrument: InstrumentID, isPool: Bool) -> Int {
        let index = Int(instrument.index)
        precondition(index < count, "the instrument is known")
        let row = unsafe rows[index]
        precondition(row.isPool == isPool, "the instrument is of the kind")
        return Int(row.place)
    }
}
