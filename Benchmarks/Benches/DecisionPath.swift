import Codecs
import Markets
import Numbers
import Pools
import Rings
import Solana
import Trading
import Venues

/// From the bytes of a message to a decision, as the fused pipeline goes: decoded into events, over
/// a ring into the price stage, over another to the paper desk. One book and one pool.
@safe struct DecisionPath: ~Copyable {
    private var coinbase = CoinbaseDecoder(products: [
        VenueProduct(
            id: "SOL-USD", instrument: WireMarket.book, price: DecimalGrid(decimals: 2),
            size: DecimalGrid(decimals: 8))
    ])
    private var solana = RPCDecoder()
    private var diff = WhirlpoolDiff(
        instrument: WireMarket.pool, pool: PublicKey(words: 1, 2, 3, 4))
    private let account = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
    private let ownerText = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)
    private var ownerCount = 0
    private var ownerKey = PublicKey(words: 0, 0, 0, 0)
    private var fromFeed: Producer<Event>
    private var toPrice: Consumer<Event>
    private var fromPrice: Producer<Event>
    private var toDesk: Consumer<Event>
    private var stage: PriceStage
    private var desk: PaperDesk
    private var inputs: UInt64 = 0
    /// Messages after which an opportunity stood open: the same question that the peers answer.
    private(set) var hits: UInt64 = 0
    /// Decisions of the desk: refusals, trades, fills, entries.
    private(set) var decisions: UInt64 = 0
    /// Messages that were none of ours, or malformed.
    private(set) var refused: UInt64 = 0
    /// Messages that left the quick paths.
    var declined: UInt64 { coinbase.generalMessages + solana.generalMessages }
    /// Times the price stage looked at the cycle.
    var evaluated: UInt64 { stage.evaluated }

    /// What a message was, and when it was due.
    struct Seen {
        var isCoinbase: Bool
        /// The 19 digits of its slot; less than 10¹⁸ when it has none.
        var stamp: UInt64
    }

    init() {
        let first = RingMemory<Event>(capacity: 1_024)
        let second = RingMemory<Event>(capacity: 1_024)
        fromFeed = Producer(over: first)
        toPrice = Consumer(over: first)
        fromPrice = Producer(over: second)
        toDesk = Consumer(over: second)
        let cycle = WireMarket.cycle
        stage = PriceStage(WireMarket.instruments, cycles: [cycle])
        desk = PaperDesk(WireMarket.desk(cycle))
        for (amount, asset, venue) in WireMarket.deposits {
            desk.deposit(amount, of: asset, at: venue, moment: .never)
        }
        desk.removeDecisions()
    }

    deinit {
        unsafe account.deallocate()
        unsafe ownerText.deallocate()
    }

    /// Takes one message and decides.
    @_noLocks mutating func take(_ bytes: UnsafeRawBufferPointer, at now: Instant) -> Seen {
        guard bytes.count > 52 else {
            refused &+= 1
            return Seen(isCoinbase: true, stamp: 0)
        }
        inputs &+= 1
        let isCoinbase = unsafe bytes[2] == 0x63
        let stamp: UInt64
        if isCoinbase {
            unsafe takeLevels(bytes, now)
            stamp = unsafe DecisionPath.number(bytes, from: 34)
        } else {
            stamp = unsafe takeAccount(bytes, now)
        }
        return Seen(isCoinbase: isCoinbase, stamp: stamp)
    }

    /// The 19 digits there; 0 when they are none.
    @_noLocks @inline(__always)
    private static func number(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        guard let base = bytes.baseAddress, bytes.count >= start &+ 24 else { return 0 }
        let place = unsafe base + start
        guard let front = unsafe EightBytes(at: place).number(digits: 8),
            let middle = unsafe EightBytes(at: place + 8).number(digits: 8),
            let back = unsafe EightBytes(at: place + 16).number(digits: 3)
        else { return 0 }
        return (front &* 100_000_000 &+ middle) &* 1_000 &+ back
    }

    @_noLocks private mutating func takeLevels(_ bytes: UnsafeRawBufferPointer, _ now: Instant) {
        do throws(CoinbaseError) {
            _ = try unsafe coinbase.begin(bytes, input: InputSequence(inputs), received: now)
        } catch {
            refused &+= 1
            return
        }
        var isSnapshot = false
        while case .event(let event) = coinbase.next() {
            isSnapshot = event.flags.contains(.snapshot)
            give(event)
        }
        if isSnapshot { give(live(WireMarket.book, now)) }
        decide()
    }

    @_noLocks private mutating func takeAccount(
        _ bytes: UnsafeRawBufferPointer, _ now: Instant
    ) -> UInt64 {
        var subscription: UInt64 = 0
        do throws(RPCError) {
            guard case .account(let notification) = try unsafe solana.begin(bytes),
                let found = notification.account, let owner = owner(of: found),
                let count = unsafe found.decode(into: account)
            else {
                refused &+= 1
                return 0
            }
            subscription = notification.subscription
            let data = unsafe AccountBytes(UnsafeRawBufferPointer(rebasing: account[..<count]))
            take(data, owner, notification.slot, now)
        } catch { refused &+= 1 }
        decide()
        return subscription
    }

    /// The owner's key. Nearly every account has the same one, so its text is compared first, as
    /// the pipeline's intake does.
    @_noLocks private mutating func owner(of account: RPCAccount) -> PublicKey? {
        let text = unsafe account.owner.raw
        if text.count == ownerCount {
            var different: UInt8 = 0
            for index in 0..<ownerCount {
                different |= unsafe text[index] ^ ownerText[index]
            }
            if different == 0 { return ownerKey }
        }
        guard let key = account.ownerKey(), text.count <= 64 else { return nil }
        for index in 0..<text.count { unsafe ownerText[index] = text[index] }
        ownerCount = text.count
        ownerKey = key
        return key
    }

    @_noLocks private mutating func take(
        _ data: AccountBytes, _ owner: PublicKey, _ slot: Slot, _ now: Instant
    ) {
        let isFirst = !diff.isKnown
        do throws(AccountError) {
            try diff.update(pool: data, owner: owner)
            if isFirst { try surround() }
        } catch {
            refused &+= 1
            return
        }
        while let event = diff.next(slot: slot, input: InputSequence(inputs), received: now) {
            give(event)
        }
        if isFirst { give(live(WireMarket.pool, now)) }
    }

    /// No account stands at the addresses of the tick arrays around the price: the pool's liquidity
    /// is everywhere the same.
    @_noLocks private mutating func surround() throws(AccountError) {
        let width = WireMarket.arrayWidth
        let middle = WireMarket.tick / width * width - width
        for step in -3...3 as ClosedRange<Int32> {
            try diff.noteUninitialised(start: TickIndex(middle + step * width))
        }
    }

    @_noLocks private func live(_ instrument: InstrumentID, _ now: Instant) -> Event {
        .status(.live, instrument: instrument, input: InputSequence(inputs), received: now)
    }

    /// Hands an event on; works off what waits when the ring is full, as at a large snapshot.
    @_noLocks @inline(__always) private mutating func give(_ event: Event) {
        while !fromFeed.push(event) { decide() }
    }

    /// The turns of the price stage and of the desk.
    @_noLocks private mutating func decide() {
        var isHit = false
        while let event = toPrice.pop() {
            let found = stage.apply(event)
            _ = fromPrice.stage(event)
            for index in 0..<found { _ = fromPrice.stage(stage.opportunity(index).event) }
            if event.flags.contains(.last) { isHit = found > 0 }
            if !fromPrice.hasRoom(for: 4) { settle() }
        }
        settle()
        if isHit { hits &+= 1 }
    }

    @_noLocks private mutating func settle() {
        fromPrice.publish()
        while let event = toDesk.pop() {
            let made = desk.step(event)
            guard made > 0 else { continue }
            decisions &+= UInt64(truncatingIfNeeded: made)
            desk.removeDecisions()
        }
    }
}

/// The market of `make_wire.py`: SOL-USD at 0.01 and 10⁻⁸, and a Whirlpool of SOL and USDC with a
/// spacing of 4. Fees as the peers have them: 0.1 % at the exchange, 0.04 % in the pool.
enum WireMarket {
    static var book: InstrumentID { @_noLocks get { InstrumentID(0) } }
    static var pool: InstrumentID { @_noLocks get { InstrumentID(1) } }
    static var arrayWidth: Int32 { @_noLocks get { 4 * 88 } }
    /// Of 143.27 dollars.
    static var tick: Int32 { @_noLocks get { -19_431 } }

    static let assets = [
        Asset(id: AssetID(0), name: "SOL", decimals: 9),
        Asset(id: AssetID(1), name: "USD", decimals: 6),
        Asset(id: AssetID(2), name: "USDC", decimals: 6),
    ]
    static let terms = BookTerms(
        base: AssetID(0), quote: AssetID(1), tick: Increment(decimals: 2),
        lot: Increment(decimals: 8), takerFee: HundredthsOfBasisPoint(1_000))
    static let poolTerms = PoolTerms(base: AssetID(0), quote: AssetID(2), baseToken: .a)

    static let instruments = [
        Instrument(
            id: book, name: "coinbase SOL-USD", address: "SOL-USD", source: SourceID(0),
            silenceMax: .seconds(3_600), terms: .book(terms)),
        Instrument(
            id: pool, name: "whirlpool SOL/USDC", address: "", source: SourceID(1),
            silenceMax: .seconds(3_600), terms: .pool(poolTerms)),
    ]

    static var cycle: CEXDEXCycle {
        do throws(CycleFault) {
            return try CEXDEXCycle(
                book: book, terms: terms, pool: pool, poolTerms: poolTerms, assets: assets,
                exchange: VenueID(0), wallet: VenueID(1),
                conversion: HundredthsOfBasisPoint(1_000_000), lotsMax: Lots(100_000_000_000))
        } catch { preconditionFailure("the market of the benchmark makes a cycle") }
    }

    static func desk(_ cycle: CEXDEXCycle) -> DeskSettings {
        DeskSettings(
            instruments: instruments, assets: assets, venues: 2, cycles: [cycle],
            network: NetworkCosts(
                baseFee: Lamports(5_000), priorityFee: Lamports(10_000), native: AssetID(0),
                book: book, cashPerTickLamport: Ratio(1, 100_000)),
            limits: RiskLimits(edgeMin: 10_000, notionalMax: 100_000_000_000),
            bookLatency: .milliseconds(2), poolLatency: .milliseconds(400),
            poolSlippage: HundredthsOfBasisPoint(2_000))
    }

    /// A thousand dollars and ten SOL on each side would be gone after a few trades.
    static let deposits: [(Int64, AssetID, VenueID)] = [
        (1_000_000_000_000_000, AssetID(0), VenueID(0)),
        (1_000_000_000_000_000, AssetID(1), VenueID(0)),
        (1_000_000_000_000_000, AssetID(0), VenueID(1)),
        (1_000_000_000_000_000, AssetID(2), VenueID(1)),
    ]
}
