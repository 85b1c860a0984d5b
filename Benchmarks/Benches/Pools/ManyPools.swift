import Markets
import Numbers
import Pools
import Trading

/// So many Whirlpools, each with a book and a cycle of its own, and updates of ten of them.
struct ManyPools: ~Copyable {
    /// Updates measured at a time.
    static let batch = 80
    private static let followed = 10

    private var stage: PriceStage
    private var updates: [Event] = []
    private let pays: Bool
    private let watch = Watch()

    /// - Parameter pays: whether the books' prices lie so far from the pools' that each update
    ///   leads to an opportunity.
    init(_ count: Int, pays: Bool) {
        let table = ManyPools.instruments(count)
        stage = PriceStage(
            table, cycles: ManyPools.cycles(table),
            capacity: MarketCapacity(
                windowTicks: 256, levelsMax: 64, tickArrays: 4, chainLevels: 1))
        self.pays = pays
        for place in 0..<count { open(place) }
        // The ten stand apart from each other, as they would in use.
        for step in 0..<ManyPools.batch {
            let place = step % ManyPools.followed * (count / ManyPools.followed)
            updates.append(ManyPools.update(place, tick: Int32(step / ManyPools.followed) - 4))
        }
    }

    /// Nanoseconds of one update, so many batches of them.
    mutating func measure(_ batches: Int) -> Samples {
        var samples = Samples()
        for _ in 0..<batches {
            let (before, start) = (stage.evaluated, watch.now)
            let found = pass()
            samples.add(Double(watch.now - start) / Double(ManyPools.batch))
            precondition(
                stage.evaluated - before == UInt64(ManyPools.batch)
                    && found == (pays ? ManyPools.batch : 0),
                "each update evaluates the cycle of its pool, and no other")
        }
        return samples
    }

    @inline(never) private mutating func pass() -> Int {
        var found = 0
        unsafe updates.withUnsafeBufferPointer { updates in
            for index in 0..<updates.count { found += unsafe stage.apply(updates[index]) }
        }
        return found
    }

    private static func book(_ place: Int) -> InstrumentID { InstrumentID(UInt16(2 * place)) }
    private static func pool(_ place: Int) -> InstrumentID { InstrumentID(UInt16(2 * place + 1)) }

    private static let assets = [
        Asset(id: AssetID(0), name: "SOL", decimals: 9),
        Asset(id: AssetID(1), name: "USD", decimals: 6),
        Asset(id: AssetID(2), name: "USDC", decimals: 6),
    ]
    private static let bookTerms = BookTerms(
        base: AssetID(0), quote: AssetID(1), tick: Increment(decimals: 2),
        lot: Increment(decimals: 8), takerFee: HundredthsOfBasisPoint(1_000))
    private static let poolTerms = PoolTerms(
        base: AssetID(0), quote: AssetID(2), baseToken: .a)

    private static func instruments(_ count: Int) -> [Instrument] {
        (0..<count).flatMap { place in
            [
                Instrument(
                    id: book(place), name: "book \(place)", address: "BOOK-\(place)",
                    source: SourceID(0), silenceMax: Nanoseconds(1_000_000_000),
                    terms: .book(bookTerms)),
                Instrument(
                    id: pool(place), name: "pool \(place)", address: "pool \(place)",
                    source: SourceID(1), silenceMax: Nanoseconds(1_000_000_000),
                    terms: .pool(poolTerms)),
            ]
        }
    }

    private static func cycles(_ table: [Instrument]) -> [CEXDEXCycle] {
        (0..<table.count / 2).map { place in
            do throws(CycleFault) {
                return try CEXDEXCycle(
                    book: book(place), terms: bookTerms, pool: pool(place), poolTerms: poolTerms,
                    assets: assets, exchange: VenueID(0), wallet: VenueID(1),
                    conversion: HundredthsOfBasisPoint(1_000_000), lotsMax: Lots(100_000_000_000))
            } catch { preconditionFailure("the terms make a cycle: \(error)") }
        }
    }

    /// Both markets of a place live, the book around the pool's price or 1 % above it.
    private mutating func open(_ place: Int) {
        for event in WhirlpoolEvents.pool(instrument: ManyPools.pool(place)).snapshot {
            _ = stage.apply(event)
        }
        let root = TickMath.sqrtPrice(at: TickIndex(WhirlpoolEvents.tick)).bits
        let price = Double(root) * 0x1p-64
        // Dollars in hundredths for a whole SOL.
        let middle = Int64(price * price * 100_000) + (pays ? 140 : 0)
        var levels = PoolEvents(ManyPools.book(place))
        for distance in 1...10 as ClosedRange<Int64> {
            for side in 0...1 as ClosedRange<Int32> {
                let ticks = side == 0 ? middle - 8 * distance : middle + 8 * distance
                levels.add(.level, side, UInt64(ticks), 500_000_000)
            }
        }
        for event in levels.snapshot { _ = stage.apply(event) }
        for instrument in [ManyPools.book(place), ManyPools.pool(place)] {
            _ = stage.apply(
                .status(
                    .live, instrument: instrument, input: InputSequence(1),
                    received: PoolEvents.received))
        }
    }

    /// A batch of one: the price some ticks away, with as much liquidity.
    private static func update(_ place: Int, tick offset: Int32) -> Event {
        let tick = TickIndex(WhirlpoolEvents.tick + offset)
        return .pool(
            sqrtPrice: TickMath.sqrtPrice(at: tick), liquidity: WhirlpoolEvents.liquidity,
            tick: tick, flags: .first | .last, instrument: pool(place),
            slot: Slot(PoolEvents.time.slot), input: InputSequence(1),
            received: PoolEvents.received)
    }
}
