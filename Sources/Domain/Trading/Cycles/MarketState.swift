public import Markets
public import Numbers
import Pools

/// How much memory a `MarketState` takes.
@frozen public struct MarketCapacity: BitwiseCopyable, Hashable, Sendable {
    /// See `Book.init`.
    public var windowTicks: Int
    public var levelsMax: Int
    /// Tick arrays per pool.
    public var tickArrays: Int

    public init(windowTicks: Int = 65_536, levelsMax: Int = 65_536, tickArrays: Int = 16) {
        self.windowTicks = windowTicks
        self.levelsMax = levelsMax
        self.tickArrays = tickArrays
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
    private let pools: UnsafeMutablePointer<WhirlpoolState>
    private let bookCount: Int
    private let poolCount: Int

    /// Instruments in the order of their ids, which are 0 ..< count.
    public init(_ instruments: [Instrument], capacity: MarketCapacity = MarketCapacity()) {
        continuity = ContinuityTable(instruments)
        count = instruments.count
        unsafe rows = .allocate(capacity: max(count, 1))
        unsafe books = .allocate(capacity: max(count, 1))
        unsafe pools = .allocate(capacity: max(count, 1))
        var bookCount = 0
        var poolCount = 0
        for (index, instrument) in instruments.enumerated() {
            switch instrument.terms {
            case .book:
                unsafe (books + bookCount).initialize(
                    to: Book(
                        windowTicks: capacity.windowTicks, levelsMax: capacity.levelsMax))
                unsafe (rows + index).initialize(
                    to: Row(isPool: false, place: Int32(bookCount)))
                bookCount += 1
            case .pool:
                unsafe (pools + poolCount).initialize(
                    to: WhirlpoolState(capacity: capacity.tickArrays))
                unsafe (rows + index).initialize(to: Row(isPool: true, place: Int32(poolCount)))
                poolCount += 1
            }
        }
        self.bookCount = bookCount
        self.poolCount = poolCount
    }

    deinit {
        unsafe books.deinitialize(count: bookCount)
        unsafe pools.deinitialize(count: poolCount)
        unsafe books.deallocate()
        unsafe pools.deallocate()
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
            book: books[place(cycle.book, isPool: false)],
            pool: pools[place(cycle.pool, isPool: true)])
    }

    /// What a cycle's best size would bring now, in one direction. See `CEXDEXCycle.best`.
    @_noLocks public func best(
        _ cycle: CEXDEXCycle, _ direction: CycleDirection
    ) -> CycleQuote? {
        unsafe cycle.best(
            direction, book: books[place(cycle.book, isPool: false)],
            pool: pools[place(cycle.pool, isPool: true)])
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

    /// A pool's √price; 0 while it isn't known.
    @_noLocks public func sqrtPrice(of pool: InstrumentID) -> SqrtPrice {
        unsafe pools[place(pool, isPool: true)].sqrtPrice
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
    @_noLocks func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, _ pool: InstrumentID
    ) throws(SwapError) -> SwapResult {
        unsafe try pools[place(pool, isPool: true)].quote(direction, amount)
    }

    /// Does a swap; the pool stays moved until the chain says its state again.
    @_noLocks mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, _ pool: InstrumentID
    ) throws(SwapError) -> SwapResult {
        unsafe try pools[place(pool, isPool: true)].swap(direction, amount)
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
        let before = unsafe pools[place].misfits
        unsafe pools[place].apply(event)
        continuity.note(event, isSound: unsafe pools[place].misfits == before)
    }

    @_noLocks private func place(_ instrument: InstrumentID, isPool: Bool) -> Int {
        let index = Int(instrument.index)
        precondition(index < count, "the instrument is known")
        let row = unsafe rows[index]
        precondition(row.isPool == isPool, "the instrument is of the kind")
        return Int(row.place)
    }
}
