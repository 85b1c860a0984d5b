import Numbers
import Pools

/// What happened in a market.
enum MarketEvent: Sendable {
    /// A batch of changes of the book, all at once.
    case book([LevelChange])
    /// A slot ended; these of the pool's accounts changed in it.
    case slot(UInt64, changed: [Int])
}

/// A market as time passes: a fair price, a book around it, a pool, the swaps of others. A pure
/// function of its scenario and of elapsed time.
struct MarketProcess: ~Copyable {
    /// Where the fair price comes from.
    enum FairPrice: Sendable {
        case walk(PriceWalk)
        case candles(CandlePath)
        /// The middle of a recorded book, since the moment its play began.
        case capture(CoinbaseCapture, begun: UInt64?)
    }

    let product: String
    let priceDecimals: Int
    let sizeDecimals: Int
    let scale: PriceScale
    /// Nil where the book's frames are recorded.
    private(set) var book: GeneratedBook?
    private(set) var pool: PoolModel
    /// Pools of other kinds, each with those who swap there.
    let others: [any ChainPool]
    private var otherFlows: [ChainFlow]
    /// The slot that ended last.
    private(set) var slot: UInt64
    private(set) var flow: SwapFlow
    private(set) var fair: FairPrice
    private let slots: SlotClock
    /// In the market's time.
    private let bookInterval: UInt64
    private var bookDue: UInt64
    /// The market's time, in nanoseconds: where it stands, where it began, how fast it goes.
    private(set) var time: UInt64
    private let began: UInt64
    private let speed: UInt64
    /// What the chain's clock said when the market's time was 0; seconds since 1970.
    private let epoch: UInt64

    init(
        product: String, priceDecimals: Int, sizeDecimals: Int, scale: PriceScale,
        book: GeneratedBook?, pool: consuming PoolModel, flow: SwapFlow, fair: FairPrice,
        slots: SlotClock, bookInterval: UInt64, began: UInt64, speed: UInt64, epoch: UInt64,
        others: [any ChainPool] = [], otherFlows: [ChainFlow] = []
    ) {
        precondition(others.count == otherFlows.count, "each pool has its swaps")
        precondition(speed > 0 && bookInterval > 0, "time passes")
        self.product = product
        self.priceDecimals = priceDecimals
        self.sizeDecimals = sizeDecimals
        self.scale = scale
        self.book = book
        self.pool = pool
        self.flow = flow
        self.fair = fair
        self.slots = slots
        self.bookInterval = bookInterval
        self.began = began
        self.speed = speed
        self.epoch = epoch
        self.others = others
        self.otherFlows = otherFlows
        time = began
        bookDue = began + bookInterval
        slot = slots.slot(at: began)
    }

    /// The market's time at a span of real time after the start.
    func marketTime(after elapsed: Nanoseconds) -> UInt64 { began + elapsed.count * speed }

    /// The recorded frames begin to be played now: the pool follows them.
    mutating func beginPlay(after elapsed: Nanoseconds) {
        if case .capture(let capture, _) = fair {
            fair = .capture(capture, begun: marketTime(after: elapsed))
        }
    }

    /// What happens next, up to a moment of real time; nil when nothing more does. When it is told
    /// the market stands as it was right after.
    mutating func next(upTo elapsed: Nanoseconds) -> MarketEvent? {
        let end = marketTime(after: elapsed)
        while true {
            let slotEnds = slots.slot(at: end) > slot
            if bookDue <= end, !slotEnds || slots.slot(at: bookDue) <= slot {
                time = bookDue
                bookDue += bookInterval
                if let changes = moveBook(), !changes.isEmpty { return .book(changes) }
            } else if slotEnds {
                return .slot(slot + 1, changed: endSlot())
            } else {
                time = max(time, end)
                return nil
            }
        }
    }

    /// The recorded frames; nil where the book is generated.
    var capture: CoinbaseCapture? {
        if case .capture(let capture, _) = fair { capture } else { nil }
    }

    /// How much real time passed until where the market stands.
    var elapsed: Nanoseconds { Nanoseconds((time - began) / speed) }

    private mutating func moveBook() -> [LevelChange]? {
        guard book != nil else { return nil }
        let price = nextPrice()
        return book?.move(to: price)
    }

    private mutating func nextPrice() -> Int64 {
        switch fair {
        case .walk(var walk):
            walk.step()
            fair = .walk(walk)
            return walk.price
        case .candles(var path):
            let price = path.price(at: time)
            fair = .candles(path)
            return price
        case .capture: return fairPrice
        }
    }

    /// The fair price now, in thousandths of a tick.
    var fairPrice: Int64 {
        switch fair {
        case .walk(let walk): return walk.price
        case .candles(var path): return path.price(at: time)
        case .capture(let capture, let begun):
            guard let begun else { return capture.middle(at: 0) }
            return capture.middle(at: time > begun ? time - begun : 0)
        }
    }

    /// What the chain's clock says; seconds since 1970.
    var seconds: UInt64 { epoch + time / 1_000_000_000 }

    private mutating func endSlot() -> [Int] {
        slot += 1
        switch flow {
        case .drawn(var drawn):
            drawn.run(&pool, fair: fairPrice, seconds: seconds)
            flow = .drawn(drawn)
        case .recorded(var recorded):
            recorded.run(&pool, upTo: slot)
            flow = .recorded(recorded)
        }
        let now = ChainTime(slot: slot, seconds: seconds)
        for index in others.indices {
            otherFlows[index].run(others[index], fair: fairPrice, at: now)
        }
        defer { pool.changed.removeAll() }
        return pool.changed.sorted()
    }

    /// Accounts of the other pools that changed since they were last taken.
    func takeOtherChanges() -> [AccountImage] {
        others.flatMap { pool in
            defer { pool.changed.removeAll() }
            return pool.changed.sorted().map { pool.accounts[$0] }
        }
    }
}
