import Markets
import Numbers
import Pools
import Testing
import Trading

/// One book and one pool with numbers small enough to work out by hand.
///
/// Base atoms are lots are pieces; cash and stable atoms are cents, so a tick is a cash atom per
/// lot. The pool's √price is 10, which is a price of 100 cents; its liquidity is 1,000,000 and its
/// fee 0.3 %. The book asks 95 for 600 lots and 97 for 10,000, and bids 90; its taker fee is 0.1 %.
/// The network takes 3 base atoms. At most 1,000 lots.
struct DeskWorld: ~Copyable {
    var desk: PaperDesk
    var stage: PriceStage
    var decisions: [Decision] = []

    static let assets = [
        Asset(id: base, name: "BASE", decimals: 0), Asset(id: cash, name: "USD", decimals: 2),
        Asset(id: stable, name: "USDC", decimals: 2),
    ]

    static func instruments() -> [Instrument] {
        let bookTerms = BookTerms(
            base: base, quote: cash, tick: Increment(decimals: 2), lot: Increment(decimals: 0),
            takerFee: HundredthsOfBasisPoint(1_000))
        return [
            Instrument(
                id: bookID, name: "book", address: "BASE-USD", source: SourceID(0),
                silenceMax: Nanoseconds(10_000), terms: .book(bookTerms)),
            Instrument(
                id: poolID, name: "pool", address: "pool", source: SourceID(1),
                silenceMax: Nanoseconds(50_000),
                terms: .pool(PoolTerms(base: base, quote: stable, baseToken: .a))),
        ]
    }

    static func settings(
        edgeMin: Int64 = 1, notionalMax: Int64 = 1_000_000, lotsMax: UInt64 = 1_000
    ) throws -> DeskSettings {
        let instruments = instruments()
        guard case .book(let bookTerms) = instruments[0].terms,
            case .pool(let poolTerms) = instruments[1].terms
        else { preconditionFailure("a book and a pool") }
        let cycle = try CEXDEXCycle(
            book: bookID, terms: bookTerms, pool: poolID, poolTerms: poolTerms, assets: assets,
            exchange: exchange, wallet: wallet, conversion: HundredthsOfBasisPoint(1_000_000),
            lotsMax: Lots(lotsMax))
        return DeskSettings(
            instruments: instruments, assets: assets, venues: 2, cycles: [cycle],
            network: NetworkCosts(
                baseFee: Lamports(2), priorityFee: Lamports(1), native: base, book: bookID,
                cashPerTickLamport: Ratio(1, 1)),
            limits: RiskLimits(edgeMin: edgeMin, notionalMax: notionalMax),
            bookLatency: Nanoseconds(1_000), poolLatency: Nanoseconds(3_000),
            capacity: MarketCapacity(windowTicks: 256, levelsMax: 100, tickArrays: 6))
    }

    init(_ settings: DeskSettings) {
        desk = PaperDesk(settings)
        stage = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        desk.deposit(1_000_000, of: cash, at: exchange, moment: .never)
        desk.deposit(2_000, of: base, at: exchange, moment: .never)
        desk.deposit(5_000, of: base, at: wallet, moment: .never)
        desk.deposit(500_000, of: stable, at: wallet, moment: .never)
        collect()
        decisions = []
    }

    static let asks: [(Side, Int64, UInt64)] = [
        (.ask, 95, 600), (.ask, 97, 10_000), (.bid, 90, 50),
    ]

    static func pool(root: UInt64 = 10, tenths: UInt64 = 0, input: UInt64, received: UInt64)
        -> [Event]
    {
        let bits = UInt128(root) << 64 + (UInt128(tenths) << 64) / 10
        return poolSnapshot(
            sqrtPrice: SqrtPrice(bits: bits),
            positions: [Position(low: 45_064, high: 47_064, liquidity: 1_000_000)],
            feeRate: 3_000, slot: input, input: input, received: received)
    }

    /// Both markets live, at time 1,000.
    mutating func open() {
        feed(levels(Self.asks, snapshot: true, input: 1, received: 1_000))
        feed(Self.pool(input: 2, received: 1_000))
        feed([
            status(.live, bookID, input: 3, received: 1_000),
            status(.live, poolID, input: 4, received: 1_000),
        ])
    }

    /// Events to the desk only.
    mutating func feed(_ events: [Event]) {
        for event in events {
            desk.step(event)
            collect()
        }
    }

    /// Events through the price stage to the desk, as the pipeline does it.
    mutating func run(_ events: [Event]) {
        for event in events {
            let found = stage.apply(event)
            desk.step(event)
            for index in 0..<found { desk.step(stage.opportunity(index).event) }
            collect()
        }
    }

    mutating func opportunity(
        _ direction: CycleDirection = .bookToPool, input: UInt64 = 9, received: UInt64 = 5_000
    ) {
        feed([
            Opportunity(
                cycle: 0, pool: poolID, direction: direction, size: Lots(1_000),
                worst: Ticks(97), poolQuote: 98_715, gross: 2_819, input: InputSequence(input),
                received: Instant(nanosecondsSinceBoot: received)
            ).event
        ])
    }

    mutating func collect() {
        for index in 0..<desk.decisionCount { decisions.append(desk.decision(index)) }
        desk.removeDecisions()
    }

    var refusals: [Refusal] { decisions.compactMap { Refusal($0) } }
    var acceptances: [Acceptance] { decisions.compactMap { Acceptance($0) } }
    var fills: [Fill] { decisions.compactMap { Fill($0) } }
    var settlements: [Settlement] { decisions.compactMap { Settlement($0) } }
    var entries: [LedgerEntry] { decisions.compactMap { LedgerEntry($0) } }
}
