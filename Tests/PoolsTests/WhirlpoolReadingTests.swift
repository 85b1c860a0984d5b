import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// A random step in a pool's life.
private func change(_ plain: inout PlainWhirlpool, _ seeded: inout Seeded) {
    switch seeded.below(9) {
    case 0:
        let tick = Int32(seeded.below(20_000)) - 10_000
        plain.tick = tick
        plain.price = TickMath.sqrtPrice(at: TickIndex(tick)).bits + seeded.bits(20)
    case 1: plain.liquidity = seeded.bits(seeded.below(80) + 1)
    case 2: plain.rate = UInt16(seeded.below(60_001))
    case 3: plain.feeB = WhirlpoolTransferTests.fees(UInt16(seeded.below(10_001)), seeded.next())
    case 4: plain.variables.lastMajorSwap &+= seeded.below(1_000)
    case 5: plain.variables.groupReference = Int32(seeded.below(200)) - 100
    default:
        let starts = plain.arrays.keys.sorted()
        let start = starts[Int(seeded.below(UInt64(starts.count)))]
        if seeded.below(8) == 0 {
            plain.arrays[start]?.ticks = nil
        } else {
            var ticks = plain.arrays[start]?.ticks ?? [:]
            let slot = Int(seeded.below(88))
            let net = Int128(seeded.bits(60)) - Int128(seeded.bits(60))
            ticks[slot] = seeded.below(3) == 0 ? nil : net
            plain.arrays[start]?.ticks = ticks
            plain.arrays[start]?.isDynamic = seeded.below(2) == 0
        }
    }
}

@Suite("What a Whirlpool's accounts say")
struct WhirlpoolReadingTests {
    @Test("the sum of all changes is the whole told at once", arguments: [false, true])
    func sums(isAdaptive: Bool) throws {
        var seeded = Seeded(state: isAdaptive ? 1 : 2)
        var plain = PlainWhirlpool.example
        if !isAdaptive { plain.tierIndex = plain.spacing }
        var feed = WhirlpoolFeed()
        try feed.take(plain.accounts)
        feed.drain()
        var told = 0
        for round in 0..<400 {
            for _ in 0...seeded.below(3) { change(&plain, &seeded) }
            try feed.take(plain.accounts)
            told += feed.drain()
            let facts = WhirlpoolFacts(feed.state)
            let whole = try plain.state()
            #expect(facts == WhirlpoolFacts(whole), "round \(round)")
            #expect(facts.isKnown && facts.facts.price == plain.price)
            #expect(feed.state.misfits == 0)
        }
        #expect(told > 400)
        try feed.take(plain.accounts)
        let again = feed.drain()
        #expect(again == 0)
    }

    @Test("a state is a copy of another, to the last answer")
    func copies() throws {
        let original = try PlainWhirlpool.example.state()
        var copy = WhirlpoolState()
        copy.copy(from: original)
        #expect(WhirlpoolFacts(copy) == WhirlpoolFacts(original))
        let now = ChainTime(slot: 0, seconds: 1_750_000_000)
        let order = SwapAmount.exactIn(Atoms(70_000_000_000))
        #expect(try copy.trade(.bToA, order, at: now) == original.trade(.bToA, order, at: now))
    }

    @Test("an account that does not belong is refused with its reason, and changes nothing")
    func refusals() throws {
        let plain = PlainWhirlpool.example
        var feed = WhirlpoolFeed()
        let accounts = plain.accounts
        func refusal(_ account: PoolAccount, _ bytes: [UInt8]?) -> AccountError? {
            do {
                try feed.take([(account, bytes)])
                return nil
            } catch {
                return error as? AccountError
            }
        }
        let array = try #require(accounts.first { $0.0.role == .array })
        let oracle = try #require(accounts.first { $0.0.role == .oracle })
        #expect(refusal(array.0, array.1) == .poolUnknown)
        #expect(refusal(array.0, nil) == .poolUnknown)
        #expect(refusal(oracle.0, oracle.1) == .poolUnknown)
        let elsewhere = PoolAccount(key: RealPool.address, role: .pool)
        #expect(refusal(elsewhere, accounts[0].1) == .wrongPool)
        try feed.take(accounts)
        feed.drain()
        let facts = WhirlpoolFacts(feed.state)
        var other = plain
        other.spacing = 128
        #expect(refusal(other.accounts[0].0, other.accounts[0].1) == .valueOutOfRange)
        other = plain
        other.constants.groupSize = 65
        #expect(refusal(oracle.0, other.oracleBytes) == .valueOutOfRange)
        other = plain
        other.variables.groupReference = 400_000
        #expect(refusal(oracle.0, other.oracleBytes) == .valueOutOfRange)
        var moved = array.0
        moved.start = 5_632
        #expect(refusal(moved, array.1) == .misplacedArray)
        moved.start = 64
        #expect(refusal(moved, nil) == .misplacedArray)
        let far = PlainWhirlpool.arrayBytes(439_296, PlainWhirlpool.Array(ticks: [87: 5]))
        #expect(
            refusal(PoolAccount(key: array.0.key, role: .array, start: 439_296), far)
                == .valueOutOfRange)
        var strange = array.1!
        strange[9_956] ^= 1
        #expect(refusal(array.0, strange) == .wrongPool)
        #expect(refusal(oracle.0, nil) == .missing)
        let vault = PoolAccount(key: array.0.key, role: .vaultA)
        #expect(refusal(vault, array.1) == .wrongDiscriminator)
        let told = feed.drain()
        #expect(told == 0 && WhirlpoolFacts(feed.state) == facts)
    }

    @Test("the plan names pool, mints, oracle and arrays, and then nothing new")
    func plan() throws {
        let plain = PlainWhirlpool.example
        let pool = PlainWhirlpool.address
        var known = KnownAccounts()
        #expect(try WhirlpoolLayout.plan(pool, known).map(\.role) == [.pool])
        known[pool] = .present(owner: whirlpoolProgram, data: plain.poolBytes)
        let plan = try WhirlpoolLayout.plan(pool, known)
        #expect(plan.prefix(4).map(\.role) == [.pool, .mintA, .mintB, .oracle])
        #expect(plan[1].key == PublicKey(words: 1, 1, 1, 1))
        #expect(plan[3].key == key("31HfnCJfkAmdiAqXTRPVCPo9uDXLRstpK7tU2kk5zYB7"))
        #expect(plan.dropFirst(4).map(\.start) == (-3...4).map { $0 * 5_632 })
        #expect(plan.dropFirst(4).allSatisfy { $0.role == .array && $0.mayBeMissing })
        #expect(
            plan[7].key
                == WhirlpoolLayout.tickArrayAddress(
                    pool: pool, start: TickIndex(0), program: whirlpoolProgram))
        #expect(try WhirlpoolLayout.plan(pool, known) == plan)
        known[pool] = .missing
        #expect(throws: AccountError.missing) { try WhirlpoolLayout.plan(pool, known) }
        #expect(WhirlpoolLayout.tellsWhole(.pool) && !WhirlpoolLayout.tellsWhole(.array))
    }

    @Test("the diff of static pools takes dynamic arrays too, and refuses adaptive fees")
    func staticDiff() throws {
        var plain = PlainWhirlpool.example
        var diff = WhirlpoolDiff(instrument: InstrumentID(5), pool: PlainWhirlpool.address)
        func take(_ bytes: [UInt8], isPool: Bool = false) throws {
            try bytes.withUnsafeBytes {
                let data = AccountBytes($0)
                if isPool {
                    try diff.update(pool: data, owner: whirlpoolProgram)
                } else {
                    try diff.update(tickArray: data, owner: whirlpoolProgram)
                }
            }
        }
        #expect(throws: AccountError.adaptiveFee) { try take(plain.poolBytes, isPool: true) }
        plain.tierIndex = plain.spacing
        try take(plain.poolBytes, isPool: true)
        let array = PlainWhirlpool.Array(isDynamic: true, ticks: [0: 5, 7: -5, 87: 1])
        try take(PlainWhirlpool.arrayBytes(0, array))
        var events = 0
        while diff.next(slot: Slot(1), input: InputSequence(1), received: .never) != nil {
            events += 1
        }
        #expect(events == 6)
        try take(PlainWhirlpool.arrayBytes(0, PlainWhirlpool.Array(ticks: array.ticks)))
        let isNews = diff.hasNext
        #expect(!isNews)
    }

    @Test("any bytes and any events end in a refusal or a state that quotes", arguments: 1...4)
    func fuzz(seed: UInt64) throws {
        var seeded = Seeded(state: seed)
        var feed = WhirlpoolFeed()
        let accounts = PlainWhirlpool.example.accounts
        let kinds: [EventKind] = [.poolNumbers, .poolNumbers, .pool, .tick, .tickArray, .poolFee]
        for round in 0..<3_000 {
            if round % 40 == 0 {
                feed.diff.beginSnapshot()
                try feed.take(accounts)
            }
            var (account, bytes) = accounts[Int(seeded.below(UInt64(accounts.count)))]
            for _ in 0..<seeded.below(4) {
                guard let count = bytes?.count else { break }
                // Mostly where the fields are, not in the long tail.
                let most = seeded.below(2) == 0 ? min(count, 130) : count
                bytes?[Int(seeded.below(UInt64(most)))] = UInt8(seeded.below(256))
            }
            if seeded.below(20) == 0, let whole = bytes {
                bytes = Array(whole.prefix(Int(seeded.below(300))))
            }
            if seeded.below(20) == 0 { account.start = Int32(truncatingIfNeeded: seeded.next()) }
            try? feed.take([(account, bytes)])
            feed.drain()
            if seeded.below(4) == 0 {
                let field = seeded.below(2) == 0 ? UInt64(seeded.below(7)) : seeded.next()
                feed.state.apply(
                    Event(
                        kind: kinds[Int(seeded.below(6))], flags: .none,
                        instrument: InstrumentID(5), field: Int32(truncatingIfNeeded: field),
                        input: InputSequence(0), received: .never,
                        words: Event.Words(
                            UInt64(seeded.bits(seeded.below(64) + 1)),
                            UInt64(seeded.bits(seeded.below(64) + 1)),
                            UInt64(seeded.bits(seeded.below(64) + 1)),
                            UInt64(seeded.bits(seeded.below(64) + 1)))))
            }
            let now = ChainTime(slot: seeded.next(), seconds: 1_750_000_000 + seeded.below(9_999))
            let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
            let amount = UInt64(seeded.bits(seeded.below(64) + 1))
            _ = try? feed.state.settle(direction, .exactIn(Atoms(amount)), at: now)
            _ = try? feed.state.trade(direction, .exactOut(Atoms(amount)), at: now)
            var cursor = feed.state.stretchCursor(direction, at: now)
            for _ in 0..<3 { _ = feed.state.nextStretch(&cursor) }
        }
    }
}
