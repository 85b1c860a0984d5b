import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What two states say, whatever the order of their arrays in memory.
func saysSame(_ a: borrowing CLMMState, _ b: borrowing CLMMState) -> Bool {
    func rows(_ state: borrowing CLMMState) -> [String] {
        var rows: [String] = []
        for place in 0..<state.capacity where state.spans[place].isKnown {
            let span = state.spans[place]
            rows.append("\(span.start) \(span.slots) \(span.ordered) \(span.bare)")
            for slot in 0..<60 where span.slots >> UInt64(slot) & 1 == 1 {
                let row = place * 60 + slot
                let orders = span.ordered >> UInt64(slot) & 1 == 1 ? state.orders[row] : 0
                let tick = state.rows[row]
                rows.append("\(span.start) \(slot) \(tick.price) \(tick.net) \(orders)")
            }
        }
        return rows.sorted()
    }
    for word in 0..<240 where a.bitmap[word] != b.bitmap[word] { return false }
    let same =
        a.sqrtPrice == b.sqrtPrice && a.liquidity == b.liquidity && a.tick == b.tick
        && a.tickSpacing == b.tickSpacing && a.feeRate == b.feeRate
        && a.protocolShare == b.protocolShare && a.fundShare == b.fundShare
        && a.feeGrowth0 == b.feeGrowth0 && a.feeGrowth1 == b.feeGrowth1
        && a.feeSide == b.feeSide && a.feeRule == b.feeRule && a.feeMemory == b.feeMemory
    return same && a.isSwapEnabled == b.isSwapEnabled && a.openTime == b.openTime
        && a.hasExtension == b.hasExtension && a.isKnown == b.isKnown && a.isPlain == b.isPlain
        && rows(a) == rows(b)
}

@Suite("Raydium CLMM accounts")
struct CLMMAccountTests {
    @Test("a pool loaded from its accounts quotes as the one written down")
    func loading() throws {
        var random = CLMMRandom(state: 7)
        var quoted = 0
        for round in 0..<60 {
            var script = random.pool()
            if round % 2 == 0 {
                // Far ticks stand in the extension where the spacing is small.
                script.ticks[-400_080] = 5
                script.ticks[400_080] = -5
                script.ticks[-92_280] = 0
                script.ticks[92_160] = 0
            }
            if round % 3 == 0 { random.modernise(&script) }
            let written = script.state()
            var loaded = CLMMState(capacity: 64)
            try CLMMAccounts(script).load(into: &loaded)
            let same = saysSame(loaded, written)
            #expect(same && loaded.isKnown && loaded.misfits == 0)
            for direction in SwapDirection.allCases {
                let amount = SwapAmount.exactIn(Atoms(random.amount(bits: 55)))
                let first = Result { () throws(CLMMError) in
                    try written.quote(direction, amount)
                }
                let second = Result { () throws(CLMMError) in
                    try loaded.quote(direction, amount)
                }
                #expect(first == second)
                quoted += (try? first.get()) == nil ? 0 : 1
            }
        }
        #expect(quoted > 30)
    }

    @Test("the sum of all diffs is the account", arguments: 1...4)
    func diffs(seed: UInt64) throws {
        var random = CLMMRandom(state: seed &+ 500)
        for _ in 0..<12 {
            var script = random.pool()
            if Bool.random(using: &random) { random.modernise(&script) }
            var opened = Set(script.initialised.map(script.start))
            var diff = CLMMAccounts.diff()
            var followed = CLMMState(capacity: 64)
            for step in 0..<20 {
                try CLMMAccounts(script, opened: opened).read(into: &diff)
                CLMMAccounts.drain(&diff, into: &followed)
                var whole = CLMMState(capacity: 64)
                try CLMMAccounts(script, opened: opened).load(into: &whole)
                let same = saysSame(followed, whole)
                #expect(same, "step \(step)")
                // Said again, it costs nothing.
                try CLMMAccounts(script, opened: opened).read(into: &diff)
                let isSilent = !diff.hasNext
                #expect(isSilent)
                random.change(&script)
                opened.formUnion(script.initialised.map(script.start))
            }
            #expect(followed.misfits == 0 && followed.isKnown)
        }
    }

    @Test("each refusal has its reason, and changes nothing")
    func refusals() {
        let whole = CLMMAccounts(.exampleB)
        #expect(whole.refusal() == nil)
        #expect(whole.refusal(owner: PublicKey(words: 0, 0, 0, 0)) == .wrongOwner)
        func changed(_ change: (inout CLMMAccounts) -> Void) -> AccountError? {
            var copy = whole
            change(&copy)
            return copy.refusal()
        }
        #expect(changed { $0.pool.removeLast() } == .truncated)
        #expect(changed { $0.pool = [] } == .truncated)
        #expect(changed { $0.rates.append(0) } == .wrongLength)
        #expect(changed { $0.wide[0] ^= 1 } == .wrongDiscriminator)
        #expect(changed { $0.wide[8] ^= 1 } == .wrongPool)
        #expect(changed { $0.arrays[0].bytes[8] ^= 1 } == .wrongPool)
        #expect(changed { $0.arrays[0].bytes[40] ^= 1 } == .misplacedArray)
        #expect(changed { $0.arrays[0].start += 10 } == .misplacedArray)
        #expect(changed { $0.pool[235] = 0 } == .valueOutOfRange)
        #expect(changed { $0.pool[269] = 2 } == .valueOutOfRange)
        #expect(changed { $0.pool[390] = 3 } == .valueOutOfRange)
        #expect(changed { $0.pool[1_096] = 30 } == .valueOutOfRange)
        #expect(changed { $0.pool[1_175] = 1 } == .valueOutOfRange)
        #expect(changed { $0.rates[50] = 1 } == .valueOutOfRange)
        #expect(changed { $0.rates[51] = 11 } == .wrongPool)
        // Slot 55 of the array from −600 is the tick −50.
        #expect(changed { $0.arrays[0].bytes[44 + 168 * 55] ^= 1 } == .valueOutOfRange)
        #expect(changed { $0.arrays[0].bytes[168 + 168 * 3] = 1 } == .valueOutOfRange)
        #expect(changed { $0.vault[108] = 3 } == .valueOutOfRange)
        #expect(changed { $0.mint[45] = 0 } == .valueOutOfRange)
        var diff = CLMMAccounts.diff()
        #expect((try? whole.read(into: &diff)) != nil)
        var state = CLMMState(capacity: 64)
        CLMMAccounts.drain(&diff, into: &state)
        var broken = whole
        CLMMAccounts.put(UInt128(77), at: 237, in: &broken.pool)
        broken.pool[269] = 2
        #expect((try? broken.read(into: &diff)) == nil)
        let isSilent = !diff.hasNext
        #expect(isSilent)
    }

    @Test("an address without account: an array, the extension, and what a pool cannot do without")
    func missing() throws {
        var diff = CLMMAccounts.diff()
        let array = PoolAccount(key: CLMMAccounts.address, role: .array, start: 600)
        #expect(throws: AccountError.poolUnknown) {
            try CLMMLayout.readMissing(array, into: &diff)
        }
        try CLMMAccounts(.exampleB).read(into: &diff)
        var state = CLMMState(capacity: 64)
        CLMMAccounts.drain(&diff, into: &state)
        #expect(state.hasExtension && state.isKnown)
        try CLMMLayout.readMissing(array, into: &diff)
        let wide = PoolAccount(key: CLMMAccounts.address, role: .bitmap)
        try CLMMLayout.readMissing(wide, into: &diff)
        let told = CLMMAccounts.drain(&diff, into: &state)
        #expect(told == 2)
        #expect(!state.hasExtension && state.isKnown && state.misfits == 0)
        for role in [PoolRole.pool, .config, .vaultA, .mintB] {
            #expect(throws: AccountError.missing) {
                try CLMMLayout.readMissing(
                    PoolAccount(key: CLMMAccounts.address, role: role), into: &diff)
            }
        }
        #expect(throws: AccountError.misplacedArray) {
            let account = PoolAccount(key: CLMMAccounts.address, role: .array, start: 601)
            try CLMMLayout.readMissing(account, into: &diff)
        }
    }

    @Test("a mint that takes a fee from transfers is refused")
    func mints() {
        let program = key("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
        func refusal(_ type: UInt8, filled: UInt8 = 0) -> AccountError? {
            var bytes = [UInt8](repeating: 0, count: 278)
            bytes[45] = 1
            bytes[165] = 1
            bytes[166] = type
            bytes[168] = 108
            // The older schedule's most and share, or a hook's program.
            for place in [170 + 80, 170 + 88, 170 + 40] { bytes[place] = filled }
            var diff = CLMMAccounts.diff()
            do throws(AccountError) {
                let mint = PoolAccount(key: program, role: .mintA)
                try CLMMAccounts.read(mint, bytes, program, into: &diff)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(1, filled: 1) == .unsupportedExtension)
        #expect(refusal(14, filled: 1) == .unsupportedExtension)
        #expect(refusal(1) == nil && refusal(14) == nil && refusal(18, filled: 1) == nil)
    }

    @Test("random and mutated bytes never trap, nor does a quote after them", arguments: 1...4)
    func mutations(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 900)
        let whole = CLMMAccounts(.exampleB)
        var state = CLMMState(capacity: 4)
        var diff = CLMMAccounts.diff(arrays: 4)
        var refused = 0
        func spoil(_ bytes: inout [UInt8]) {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let range = Bool.random(using: &random) ? 0..<bytes.count : 8..<120
                guard let at = range.randomElement(using: &random), at < bytes.count else { return }
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            if Int.random(in: 0..<40, using: &random) == 0 {
                bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
            }
        }
        for round in 0..<2_500 {
            var copy = whole
            spoil(&copy.pool)
            spoil(&copy.rates)
            spoil(&copy.wide)
            spoil(&copy.mint)
            spoil(&copy.vault)
            for index in copy.arrays.indices { spoil(&copy.arrays[index].bytes) }
            if round % 5 == 0 { diff.beginSnapshot() }
            do throws(AccountError) {
                try copy.read(into: &diff)
            } catch {
                refused += 1
            }
            CLMMAccounts.drain(&diff, into: &state)
            let amount = random.amount(bits: 64)
            _ = try? state.quote(.aToB, .exactIn(Atoms(amount)))
            _ = try? state.quote(.bToA, .exactOut(Atoms(amount)))
        }
        #expect(refused > 250 && refused < 2_500)
        #expect(state.misfits == 0)
    }
}
