import Numbers
import Testing

@testable import Pools

extension CLMMFeeRule {
    /// Of the reference's example C.
    static let exampleC = CLMMFeeRule(
        filterPeriod: 30, decayPeriod: 600, reduction: 5_000, control: 50_000,
        accumulatorMax: 200_000)
}

/// Example C of the reference, whose numbers come from a model of the source, not from a program.
@Suite("Raydium CLMM: fees on the output, dynamic fees and limit orders")
struct CLMMLongTests {
    private func pool(_ change: (inout CLMMScript) -> Void) -> CLMMState {
        var script = CLMMScript.exampleB
        change(&script)
        return script.state()
    }

    private func at(_ seconds: UInt64) -> ChainTime { ChainTime(slot: 0, seconds: seconds) }

    @Test("the fee is taken from the output")
    func feeSide() throws {
        let state = pool { $0.feeSide = 2 }
        let fall = try state.quote(.aToB, .exactIn(Atoms(5_000_000_000)))
        #expect(fall.amountOut.count == 4_960_056_947 && fall.tick.count == -122)
        #expect(fall.sqrtPrice.bits == 18_335_445_319_374_324_939 && fall.isFeeInOutput)
        let exact = try state.quote(.aToB, .exactOut(Atoms(4_000_000_000)))
        #expect(exact.amountIn.count == 4_027_162_576)
        #expect(exact.sqrtPrice.bits == 18_360_808_620_214_054_716)
        let rise = try state.quote(.bToA, .exactIn(Atoms(5_000_000_000)))
        #expect(rise.amountOut.count == 4_960_163_514 && !rise.isFeeInOutput)
    }

    @Test("the fee follows volatility")
    func dynamicFee() throws {
        let state = pool {
            $0.rule = .exampleC
            $0.memory = CLMMFeeMemory(
                updated: 1_000, index: -3, reference: 20_000, accumulator: 60_000)
        }
        let amount = SwapAmount.exactIn(Atoms(5_000_000_000))
        func output(_ direction: SwapDirection, _ seconds: UInt64) throws -> UInt64 {
            try state.quote(direction, amount, at: at(seconds)).amountOut.count
        }
        #expect(try output(.bToA, 1_100) == 4_941_270_851)
        #expect(try output(.bToA, 1_010) == 4_932_454_203)
        #expect(try output(.bToA, 5_000) == 4_950_849_714)
        #expect(try output(.aToB, 1_100) == 4_937_214_006)
        var cursor = state.stretchCursor(.bToA, at: at(1_100))
        var rates: [Int] = []
        while rates.count < 13, let stretch = state.nextStretch(&cursor) {
            rates.append(Int(((1 - stretch.inputKept) * 1_000_000).rounded()))
        }
        #expect(
            rates == [
                2950, 3300, 3750, 4300, 4950, 5700, 6550, 7500, 8550, 9700, 10950, 12300, 13750,
            ])
        var moved = CLMMState(capacity: 64)
        moved.copy(from: state)
        _ = try moved.settle(.bToA, amount, at: at(1_100))
        #expect(moved.feeMemory.accumulator == 150_000 && moved.feeMemory.reference == 30_000)
        #expect(moved.feeMemory.index == 0 && moved.feeMemory.updated == 1_100)
    }

    @Test("limit orders are met at their ticks")
    func orders() throws {
        let state = pool { $0.orders = [30: 200_000_000, 60: 750_000_000] }
        let through = try state.quote(.bToA, .exactIn(Atoms(5_000_000_000)))
        #expect(through.amountOut.count == 4_965_494_641 && through.tick.count == 94)
        #expect(through.sqrtPrice.bits == 18_533_771_022_203_096_168)
        #expect(through.liquidity == 600_000_000_000)
        var moved = CLMMState(capacity: 64)
        moved.copy(from: state)
        let stops = try moved.swap(.bToA, .exactIn(Atoms(3_900_000_000)))
        #expect(stops.amountOut.count == 3_876_550_761 && stops.tick.count == 59)
        #expect(stops.sqrtPrice.bits == CLMMTickMath.bits(at: 60))
        #expect(stops.liquidity == 1_000_000_000_000)
        let exact = try state.quote(.bToA, .exactOut(Atoms(3_000_000_000)))
        #expect(exact.amountIn.count == 3_016_002_896)
        // The order at 30 is gone and its tick with it; of that at 60 a part is left, and comes
        // first in the next swap.
        #expect(!moved.isPlain && moved.spans[0].isKnown)
        let rest = try moved.quote(.bToA, .exactIn(Atoms(1_100_000_000)))
        let both = stops.amountOut.count + rest.amountOut.count
        #expect(both <= through.amountOut.count && both + 5 > through.amountOut.count)
        #expect(rest.tick.count == 94)
        var cursor = state.stretchCursor(.bToA, at: .late)
        let first = state.nextStretch(&cursor)
        let resting = state.nextStretch(&cursor)
        #expect(first?.to == resting?.from && resting?.from == resting?.to)
        #expect(resting?.depth == 200_000_000)
    }

    @Test("without any of this, the long way says what the short one says", arguments: 1...4)
    func twins(seed: UInt64) throws {
        var random = CLMMRandom(state: seed &+ 600)
        var compared = 0
        for _ in 0..<400 {
            let state = random.pool().state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let count = random.amount(bits: 52)
            let amount: SwapAmount =
                Bool.random(using: &random) ? .exactIn(Atoms(count)) : .exactOut(Atoms(count))
            let short = Result { () throws(CLMMError) in try state.quote(direction, amount) }
            let long = Result { () throws(CLMMError) in
                try state.longRun(direction, amount, nil, .late).result()
            }
            guard case .success(let a) = short else {
                #expect(short == long)
                continue
            }
            let b = try long.get()
            compared += 1
            #expect(a.amountIn == b.amountIn && a.amountOut == b.amountOut && a.tick == b.tick)
            #expect(a.sqrtPrice == b.sqrtPrice && a.liquidity == b.liquidity)
            #expect(a.protocolFee <= b.protocolFee && a.crossed == b.crossed)
        }
        #expect(compared > 100)
    }

    @Test("more in never gives less out, and there and back never profits", arguments: 1...4)
    func monotone(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 700)
        var compared = 0
        for _ in 0..<400 {
            var script = random.pool()
            random.modernise(&script)
            var state = script.state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let less = random.amount(bits: 50)
            let more = less + random.amount(bits: 40)
            guard let small = try? state.trade(direction, .exactIn(Atoms(less)), at: .late),
                let large = try? state.trade(direction, .exactIn(Atoms(more)), at: .late),
                let done = try? state.settle(direction, .exactIn(Atoms(more)), at: .late)
            else { continue }
            compared += 1
            #expect(small.amountOut <= large.amountOut && large == done)
            let back: SwapDirection = direction.isDown ? .bToA : .aToB
            let received = SwapAmount.exactIn(Atoms(done.amountOut.count))
            guard let home = try? state.trade(back, received, at: .late) else { continue }
            #expect(home.amountOut.count <= more)
        }
        #expect(compared > 50)
    }

    @Test("an exact output is delivered for the least input that buys it", arguments: 1...4)
    func leastInput(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 800)
        var compared = 0
        for _ in 0..<400 {
            var script = random.pool()
            random.modernise(&script)
            let state = script.state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let wanted = random.amount(bits: 50)
            guard
                let exact = try? state.trade(direction, .exactOut(Atoms(wanted)), at: .late),
                exact.amountIn.count > 1
            else { continue }
            #expect(exact.amountOut.count == wanted)
            let less = SwapAmount.exactIn(Atoms(exact.amountIn.count - 1))
            guard let cheaper = try? state.trade(direction, less, at: .late) else { continue }
            compared += 1
            #expect(cheaper.amountOut.count <= wanted)
        }
        #expect(compared > 50)
    }
}
