import Markets
import Numbers
import Solana
import Testing

@testable import Pools

private let now = ChainTime(slot: 1, seconds: 1_800_000_000)

@Suite("Raydium constant product, traded like every pool")
struct RaydiumTradeTests {
    @Test("a trade is what the quote says, and settling it moves the pool as a swap does")
    func trades() throws {
        var (cpmm, amm) = (exampleCPMM(creator: 500, side: .token0), exampleAMM())
        let order = SwapAmount.exactIn(Atoms(1_000_000_007))
        let traded = try cpmm.trade(.aToB, order, at: now)
        #expect(traded.amountIn.count == 1_000_000_007 && traded.amountOut.count == 149_520_186)
        #expect(traded.fee == 3_000_001 && !traded.isFeeInOutput)
        var swapped = cpmm
        try swapped.swap(.aToB, order, unixTime: now.seconds)
        #expect(try cpmm.settle(.aToB, order, at: now) == traded)
        #expect("\(cpmm)" == "\(swapped)" && cpmm.vault0 == 5_001_000_001_007)
        let wanted = SwapAmount.exactOut(Atoms(39_899_204))
        let bought = try amm.trade(.aToB, wanted, at: now)
        #expect(bought.amountIn.count == 1_000_000_000 && bought.fee == 2_500_000)
        #expect(try amm.settle(.aToB, wanted, at: now) == bought)
        #expect(amm.coinVault == 50_001_000_000_009)
        #expect(amm.pcVault == 2_000_000_000_005 - 39_899_204)
    }

    @Test("the trade fee alone is told where the creator is paid in the output")
    func outputFee() throws {
        let state = exampleCPMM(creator: 500, side: .token1)
        let traded = try state.trade(.aToB, .exactIn(Atoms(1_000_000_007)), at: now)
        #expect(traded.fee == 2_500_001 && traded.amountOut.count == 149_520_358)
    }

    @Test("a refusal carries the program's code and name, or ours without a code")
    func refusals() {
        let none = SwapAmount.exactIn(Atoms(0))
        func refusal(_ body: () throws(PoolRefusal) -> PoolTrade) -> String {
            do throws(PoolRefusal) { return "\(try body())" } catch { return "\(error)" }
        }
        func refusals(_ pool: CPMMState) -> [String] {
            var pool = pool
            return [
                refusal { () throws(PoolRefusal) in try pool.trade(.aToB, none, at: now) },
                refusal { () throws(PoolRefusal) in try pool.settle(.aToB, none, at: now) },
            ]
        }
        func refusals(_ pool: AMMv4State) -> [String] {
            var pool = pool
            return [
                refusal { () throws(PoolRefusal) in try pool.trade(.aToB, none, at: now) },
                refusal { () throws(PoolRefusal) in try pool.settle(.aToB, none, at: now) },
            ]
        }
        let both = { [String](repeating: $0, count: 2) }
        #expect(refusals(exampleCPMM(openTime: now.seconds + 1)) == both("6000 NotApproved"))
        #expect(refusals(exampleCPMM()) == both("2505 RequireGtViolated"))
        #expect(refusals(exampleAMM()) == both("29 InvalidInput"))
        #expect(refusals(exampleAMM(status: .disabled)) == both("22 InvalidStatus"))
        #expect(refusals(CPMMState()) == both("PoolUnknown"))
        #expect(refusals(AMMv4State()) == both("PoolUnknown"))
    }

    @Test("the walk is one stretch, from the price of the reserves to the end of all prices")
    func stretches() throws {
        let pool = exampleAMM(coin: 4_000_000_000, pc: 1_000_000_000)
        var cursor = pool.stretchCursor(.aToB, at: now)
        let down = try #require(pool.nextStretch(&cursor))
        #expect(pool.nextStretch(&cursor) == nil)
        #expect(down == pool.spot(.aToB, at: now))
        #expect(down.depth == 2e9 && down.from == 0.5 && down.to == 0x1p-64)
        #expect(down.inputKept == 0.9975 && down.outputKept == 1)
        let up = try #require(pool.spot(.bToA, at: now))
        #expect(up.depth == 2e9 && up.from == 0.5 && up.to == 0x1p64)
        let cpmm = exampleCPMM(creator: 500, side: .token1)
        let sold = try #require(cpmm.spot(.aToB, at: now))
        #expect(abs(sold.depth / 1_936_491_673_103.7 - 1) < 1e-12)
        #expect(abs(sold.from * sold.from / 0.15 - 1) < 1e-15)
        #expect(abs(sold.inputKept - 0.9975) < 1e-15 && abs(sold.outputKept - 0.9995) < 1e-15)
        let bought = try #require(cpmm.spot(.bToA, at: now))
        #expect(abs(bought.inputKept - 0.997) < 1e-15 && bought.outputKept == 1)
    }

    @Test("what cannot trade has no price")
    func noStretches() {
        #expect(exampleAMM(coin: 0, pc: 5).spot(.aToB, at: now) == nil)
        #expect(exampleAMM(coin: 5, pc: 0).spot(.aToB, at: now) == nil)
        #expect(exampleAMM(status: .disabled).spot(.aToB, at: now) == nil)
        let waiting = exampleAMM(status: .waitingTrade, openTime: now.seconds + 1)
        #expect(waiting.spot(.aToB, at: now) == nil)
        #expect(exampleCPMM(isSwapDisabled: true).spot(.aToB, at: now) == nil)
        #expect(exampleCPMM(openTime: now.seconds + 1).spot(.aToB, at: now) == nil)
        #expect(CPMMState().spot(.aToB, at: now) == nil && AMMv4State().spot(.aToB, at: now) == nil)
        var frozen = exampleCPMM()
        frozen.isVaultFrozen = true
        #expect(frozen.spot(.aToB, at: now) == nil)
    }

    @Test("the stretch foretells what a swap gives, to rounding")
    func foretells() throws {
        var seeded = Seeded(state: 31)
        for _ in 0..<5_000 {
            let state = exampleCPMM(
                creator: UInt32(seeded.below(10_000)), trade: UInt32(seeded.below(30_000)),
                side: CPMMCreatorSide.allCases[Int(seeded.below(3))])
            let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
            let amount = 1_000_000 + seeded.below(1 << 42)
            let stretch = try #require(state.spot(direction, at: now))
            let input = Double(amount) * stretch.inputKept
            let output: Double
            if direction.isDown {
                let end = 1 / (1 / stretch.from + input / stretch.depth)
                output = stretch.depth * (stretch.from - end)
            } else {
                let end = stretch.from + input / stretch.depth
                output = stretch.depth * (1 / stretch.from - 1 / end)
            }
            let got = try state.trade(direction, .exactIn(Atoms(amount)), at: now).amountOut.count
            let slack = 10 + Double(got) * 1e-12 + stretch.depth * 1e-15
            #expect(abs(output * stretch.outputKept - Double(got)) <= slack)
        }
    }

    @Test("random events never stop the program; one that does not fit makes the pool unknown")
    func randomEvents() throws {
        var seeded = Seeded(state: 32)
        for pool in [RaydiumPool.cpmm(), .amm(isOnOrderBook: true)] {
            var diff = pool.diff()
            var state = pool.empty
            try pool.tellAll(&diff, &state)
            var known = 0
            for _ in 0..<20_000 {
                let before = state.misfits
                state.apply(seeded.event())
                if state.misfits != before { #expect(!state.isKnown) }
                known += state.isKnown ? 1 : 0
                let order = SwapAmount.exactIn(Atoms(seeded.next() >> seeded.below(64)))
                _ = state.trade(.aToB, order, at: now)
                _ = state.trade(.bToA, .exactOut(Atoms(seeded.next())), at: now)
                _ = state.spot(.bToA, at: now)
                if seeded.below(20) == 0 { try pool.tellAll(&diff, &state) }
            }
            #expect(state.misfits > 500 && known > 500)
        }
    }

    @Test("a copy equals its original; a snapshot forgets what was known")
    func copies() throws {
        let original = exampleCPMM(creator: 500, side: .token1)
        var copy = CPMMState()
        copy.copy(from: original)
        #expect("\(copy)" == "\(original)")
        var amm = AMMv4State()
        amm.copy(from: exampleAMM())
        #expect(amm.isKnown && amm.coinVault == 50_000_000_000_009)
        let event = Event(
            kind: .poolNumbers, flags: .first | .snapshot, instrument: InstrumentID(0),
            field: Int32(AMMv4Numbers.fee), input: InputSequence(1), received: .never,
            words: Event.Words(1, 2))
        amm.apply(event)
        #expect(!amm.isKnown && amm.feeDenominator == 2 && amm.coinVault == 0)
    }
}

extension Seeded {
    /// An event of any kind and content, more often one of a pool's numbers.
    fileprivate mutating func event() -> Event {
        let all = EventKind.allCases
        let kind = below(3) > 0 ? .poolNumbers : all[Int(below(UInt64(all.count)))]
        let words = (0..<4).map { _ in below(3) == 0 ? below(4) : next() >> below(64) }
        return Event(
            kind: kind, flags: EventFlags(bits: below(20) == 0 ? 5 : UInt8(below(4))),
            instrument: InstrumentID(3),
            field: below(8) == 0 ? Int32(truncatingIfNeeded: next()) : Int32(below(10)),
            sequence: next(), input: InputSequence(1), received: .never,
            words: Event.Words(words[0], words[1], words[2], words[3]))
    }
}
