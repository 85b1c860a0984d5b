import CProbe
import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("DAMM v2 as any pool")
struct DAMMTradingTests {
    private static let time = DAMMBytes.time

    @Test("a trade is the quote, and settling moves the pool")
    func trades() throws {
        var state = try DAMMBytes().state()
        let amount = SwapAmount.exactIn(Atoms(1_000_000_000))
        let trade = try state.trade(.aToB, amount, at: Self.time)
        #expect(trade.amountIn.count == 1_000_000_000 && trade.amountOut.count == 156_809_197)
        #expect(trade.fee == 393_006 && trade.isFeeInOutput)
        #expect(try state.settle(.aToB, amount, at: Self.time) == trade)
        #expect(state.sqrtPrice.bits == 7_312_450_535_626_913_472)
        do throws(PoolRefusal) {
            _ = try state.trade(.aToB, .exactIn(Atoms(0)), at: Self.time)
            Issue.record("a trade of nothing")
        } catch {
            #expect(error.description == "6006 AmountIsZero")
        }
    }

    @Test("each error has the program's number and name")
    func errors() {
        let expected: [(DAMMError, String)] = [
            (.mathOverflow, "6000 MathOverflow"), (.poolDisabled, "6003 PoolDisabled"),
            (.amountIsZero, "6006 AmountIsZero"), (.typeCastFailed, "6007 TypeCastFailed"),
            (.priceRangeViolation, "6015 PriceRangeViolation"),
            (.undetermined, "6051 UndeterminedError"), (.aborted, "panic"),
            (.poolUnknown, "PoolUnknown"),
        ]
        #expect(expected.count == DAMMError.allCases.count)
        for (error, text) in expected {
            #expect(error.description == text && error.refusal.description == text)
        }
    }

    /// What walking the stretches buys with an amount, in doubles.
    private func walked(
        _ state: DAMMState, _ direction: SwapDirection, _ amount: Double
    ) -> Double {
        var cursor = state.stretchCursor(direction, at: Self.time)
        var (left, bought) = (amount, 0.0)
        while left > 0, let stretch = state.nextStretch(&cursor) {
            let isDown = direction.isDown
            let whole =
                isDown ? 1 / stretch.to - 1 / stretch.from : stretch.to - stretch.from
            let net = min(left * stretch.inputKept, whole * stretch.depth)
            left -= net / stretch.inputKept
            if left < amount * 1e-12 { left = 0 }
            let end =
                isDown
                ? 1 / (1 / stretch.from + net / stretch.depth)
                : stretch.from + net / stretch.depth
            let moved = isDown ? stretch.from - end : 1 / stretch.from - 1 / end
            bought += moved * stretch.depth * stretch.outputKept
        }
        return bought
    }

    @Test("walking the stretches buys what a quote buys")
    func stretches() throws {
        var seeded = Seeded(state: 51)
        var (found, limited) = (0, 0)
        for _ in 0..<4_000 {
            let state = try seeded.dammPool().state()
            let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
            let amount = 1 + seeded.next() >> (8 + seeded.below(40))
            guard
                let result = try? state.quote(direction, .exactIn, amount, at: Self.time),
                result.amountOut.count > 1_000_000, amount > 1_000_000
            else { continue }
            found += 1
            if case .limiter = state.baseFee, !direction.isDown { limited += 1 }
            let bought = walked(state, direction, Double(amount))
            let exact = Double(result.amountOut.count)
            #expect(abs(bought - exact) <= exact * 3e-6 + 3, "\(bought) \(exact)")
        }
        #expect(found > 500 && limited > 20, "\(found), \(limited)")
    }

    @Test("the spot is where the walk begins, and nothing while no swap can happen")
    func spots() throws {
        let state = try DAMMBytes().with { $0.bytes[484] = 1 }.state()
        for direction in SwapDirection.allCases {
            var cursor = state.stretchCursor(direction, at: Self.time)
            let first = try #require(state.nextStretch(&cursor))
            let spot = try #require(state.spot(direction, at: Self.time))
            #expect(spot.from == first.from && spot.to == spot.from && spot.depth == 0)
            #expect(abs(spot.from - 0.396_565_940_05) < 1e-10)
            #expect(spot.inputKept == first.inputKept && spot.outputKept == first.outputKept)
            #expect(first.depth == 1e12)
            #expect(state.nextStretch(&cursor) == nil)
        }
        #expect(state.spot(.bToA, at: Self.time)?.inputKept == 0.9975)
        #expect(state.spot(.aToB, at: Self.time)?.outputKept == 0.9975)
        let early = ChainTime(slot: 0, seconds: 0)
        for state in [state, DAMMState(), try DAMMBytes().with { $0.bytes[481] = 1 }.state()] {
            let time = state.terms.isEnabled && state.isKnown ? early : Self.time
            #expect(state.spot(.aToB, at: time) == nil)
            var cursor = state.stretchCursor(.aToB, at: time)
            #expect(state.nextStretch(&cursor) == nil)
        }
    }

    @Test("a copy is equal, and a forgotten pool is unknown")
    func copies() throws {
        let state = try DAMMBytes().state()
        var copy = DAMMState()
        copy.copy(from: state)
        #expect(DAMMFacts(copy) == DAMMFacts(state) && copy.isKnown)
        copy.forget()
        #expect(!copy.isKnown && DAMMFacts(copy) == DAMMFacts(DAMMState()))
    }

    @Test("the plan is the pool, then its mints of Token-2022")
    func plans() throws {
        let pool = DAMMBytes.address
        var known = KnownAccounts()
        #expect(try DAMMLayout.plan(pool, known).map(\.role) == [.pool])
        known[pool] = .present(owner: dammProgram, data: DAMMBytes().bytes)
        #expect(try DAMMLayout.plan(pool, known).map(\.key) == [pool])
        let extended = DAMMBytes().with { $0.bytes[483] = 1 }
        known[pool] = .present(owner: dammProgram, data: extended.bytes)
        let plan = try DAMMLayout.plan(pool, known)
        #expect(plan.map(\.role) == [.pool, .mintB])
        let mint = plan[1].key
        #expect(mint.bytes == [UInt8](repeating: 2, count: 32))
        let token2022 = WrittenAccount.tokens2022
        known[mint] = .present(owner: token2022, data: mintBytes(fees: (0, 0)))
        #expect(try DAMMLayout.plan(pool, known) == plan)
        known[mint] = .present(owner: token2022, data: mintBytes(fees: (0, 1)))
        #expect(throws: AccountError.unsupportedExtension) { try DAMMLayout.plan(pool, known) }
        known[mint] = .missing
        #expect(throws: AccountError.missing) { try DAMMLayout.plan(pool, known) }
        #expect(DAMMLayout.tellsWhole(.pool) && DAMMLayout.tellsWhole(.mintB))
    }

    /// A mint of Token-2022 with a metadata pointer and a transfer fee: now, and from an epoch.
    private func mintBytes(fees: (UInt16, UInt16)) -> [UInt8] {
        var account = WrittenAccount(length: 166 + 68 + 112, owner: WrittenAccount.tokens2022)
        account.put(UInt8(1), at: 45)
        account.put(UInt8(1), at: 165)
        account.put(UInt16(18), at: 166)
        account.put(UInt16(64), at: 168)
        account.put(UInt16(1), at: 234)
        account.put(UInt16(108), at: 236)
        account.put(fees.0, at: 238 + 88)
        account.put(fees.1, at: 238 + 106)
        return account.bytes
    }

    @Test("a mint whose transfers cost a fee is refused, whenever it begins")
    func mints() throws {
        let mint = PoolAccount(key: PublicKey(words: 1, 2, 3, 4), role: .mintA)
        let program = WrittenAccount.tokens2022
        var diff = DAMMBytes.diff()
        func read(_ data: [UInt8], _ owner: PublicKey = program) throws {
            try data.withUnsafeBytes {
                try DAMMLayout.read(mint, AccountBytes($0), owner: owner, into: &diff)
            }
        }
        try read(mintBytes(fees: (0, 0)))
        try read(Array(mintBytes(fees: (5, 5)).prefix(82)), WrittenAccount.tokens)
        for fees: (UInt16, UInt16) in [(1, 0), (0, 1), (10_000, 10_000)] {
            #expect(throws: AccountError.unsupportedExtension) { try read(mintBytes(fees: fees)) }
        }
        #expect(throws: AccountError.wrongOwner) { try read(mintBytes(fees: (0, 0)), dammProgram) }
        #expect(throws: AccountError.truncated) {
            try read(Array(mintBytes(fees: (0, 0)).dropLast()))
        }
        #expect(throws: AccountError.truncated) { try read([1, 2]) }
        #expect(throws: AccountError.wrongPool) {
            try DAMMLayout.read(
                PoolAccount(key: mint.key, role: .vaultA),
                AccountBytes(.init(start: nil, count: 0)), owner: program, into: &diff)
        }
        #expect(throws: AccountError.missing) { try DAMMLayout.readMissing(mint, into: &diff) }
    }
}

/// What a feed turn and a price turn do with a pool; that it is `@_noLocks` holds what it calls to
/// it.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout DAMMState, _ copy: inout DAMMState,
    _ pool: UnsafeRawBufferPointer
) -> UInt64 {
    var sum: UInt64 = 0
    let time = ChainTime(slot: 1, seconds: 1_760_000_000)
    do throws(AccountError) {
        diff.beginSnapshot()
        try DAMMLayout.read(
            PoolAccount(key: diff.pool, role: .pool), AccountBytes(pool),
            owner: DAMMLayout.program, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    do throws(PoolRefusal) {
        sum &+= try state.trade(.bToA, .exactIn(Atoms(1_000_000)), at: time).amountOut.count
        sum &+= try state.trade(.aToB, .exactOut(Atoms(1_000_000)), at: time).amountIn.count
        copy.copy(from: state)
        sum &+= try copy.settle(.aToB, .exactIn(Atoms(5_000)), at: time).amountOut.count
    } catch {
        return 0
    }
    var cursor = state.stretchCursor(.bToA, at: time)
    if let stretch = state.nextStretch(&cursor), stretch.depth > 0 { sum &+= 1 }
    if let spot = state.spot(.aToB, at: time), spot.from > 0 { sum &+= 1 }
    return sum
}

@Suite("DAMM v2 pools and the heap", .enabled(if: probe_active() == 1))
struct DAMMAllocationTests {
    @Test("accounts, events, quotes, swaps and walks allocate nothing")
    func nothing() {
        var diff = DAMMBytes.diff()
        var state = DAMMState()
        var copy = DAMMState()
        DAMMBytes().bytes.withUnsafeBytes { pool in
            var sum = turn(&diff, &state, &copy, pool)
            let before = probe_allocations()
            for _ in 0..<100 { sum &+= turn(&diff, &state, &copy, pool) }
            #expect(probe_allocations() - before == 0)
            #expect(sum > 101 * 6_000_000)
        }
    }
}
