import Numbers
import Testing

@testable import Pools

@Suite("DLMM pairs under the names of all kinds")
struct DLMMStretchTests {
    @Test("the ladder's bins are stretches of one price, with the fee that each of them takes")
    func ladder() throws {
        // Rates of the bins 0, −1 and −2 at 100 s, by hand: base 10,000·10·10; the accumulator is
        // 10,000 for the bin that the reference is renewed to, and 10,000 more for each bin beyond.
        // Variable: ⌈40,000·(accumulator·10)² ÷ 10¹¹⌉.
        let rates: [Double] = [1_004_000, 1_016_000, 1_036_000]
        for onlyY in [false, true] {
            let state = PlainPair.ladder(onlyY: onlyY).state()
            var cursor = state.stretchCursor(.aToB, at: seconds(100))
            for (index, rate) in rates.enumerated() {
                let next = state.nextStretch(&cursor)
                let stretch = try #require(next)
                let price = DLMMPrice.price(ofBin: -Int32(index), binStep: 10) ?? 0
                let root = (Double(price) * 0x1p-64).squareRoot()
                #expect(stretch.from == stretch.to && abs(stretch.from / root - 1) < 1e-15)
                #expect(stretch.depth == 1_000_000_000)
                let kept = 1 - rate / 1_000_000_000
                #expect(stretch.inputKept == (onlyY ? 1 : kept))
                #expect(stretch.outputKept == (onlyY ? kept : 1))
                if index == 0 { #expect(state.spot(.aToB, at: seconds(100)) == stretch) }
            }
        }
    }

    @Test("walking along the stretches gives what swaps that empty the bins give")
    func walk() {
        let checked = DLMMPropertyTests.each(6, 600) { plain, direction, _ in
            let state = plain.state()
            var cursor = state.stretchCursor(direction, at: seconds(200))
            var (paid, received, found, best) = (0.0, 0.0, 0, 0.0)
            while let stretch = state.nextStretch(&cursor) {
                let price = stretch.from * stretch.from
                let net = direction.isDown ? stretch.depth / price : stretch.depth * price
                paid += net / stretch.inputKept
                received += stretch.depth * stretch.outputKept
                found += 1
                best = max(best, direction.isDown ? price : 1 / price)
                guard paid < 1e18 else { break }
                // Three layers and the fee are rounded in each bin, by an atom of the input or the
                // output; an input atom buys at most this much.
                let order = SwapAmount.exactIn(Atoms(UInt64(paid)))
                guard let whole = try? state.trade(direction, order, at: seconds(200)) else {
                    continue
                }
                let slack = 6 * Double(found) * (1 + best)
                #expect(abs(Double(whole.amountOut.count) - received) <= slack + received * 1e-9)
                #expect(whole.isFeeInOutput == (stretch.outputKept < 1))
                #expect(Int(whole.crossed) <= found)
            }
            return found
        }
        #expect(checked > 500)
    }

    @Test("what is settled is what was traded, and a refusal changes nothing")
    func settle() {
        let checked = DLMMPropertyTests.each(8, 1_000) { plain, direction, seeded in
            var state = plain.state()
            var copy = DLMMState(capacity: 16)
            copy.copy(from: state)
            let amount = UInt64(seeded.bits(1 + seeded.below(50)))
            let order: SwapAmount =
                seeded.below(2) == 0 ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
            let time = seconds(200)
            let traded = try? state.trade(direction, order, at: time)
            let before = DLMMFacts(state)
            #expect(before == DLMMFacts(copy))
            let settled = try? state.settle(direction, order, at: time)
            #expect(traded == settled)
            guard let settled else {
                #expect(DLMMFacts(state) == before)
                return 0
            }
            let result = try? copy.quote(direction, order, at: time)
            #expect(settled.fee == result?.fee && settled.crossed == result?.crossed)
            #expect(state.pair.activeBin == result?.activeBin)
            #expect(DLMMFacts(state) != before)
            return 1
        }
        #expect(checked > 300)
    }

    @Test("bins that a swap empties are counted")
    func crossed() throws {
        let state = PlainPair.ladder(onlyY: false).state()
        for (output, count) in [(1, 0), (1_000_000_000, 1), (1_500_000_000, 1), (2_000_000_000, 2)]
            as [(UInt64, UInt32)]
        {
            let trade = try state.trade(.aToB, .exactOut(Atoms(output)), at: seconds(100))
            #expect(trade.crossed == count)
        }
    }

    @Test("a pair that is not known has no spot, no stretch and no trade")
    func unknown() {
        let state = DLMMState()
        #expect(state.spot(.aToB, at: seconds(0)) == nil)
        var cursor = state.stretchCursor(.bToA, at: seconds(0))
        #expect(state.nextStretch(&cursor) == nil)
        #expect(throws: PoolRefusal.self) {
            try state.trade(.aToB, .exactIn(Atoms(1)), at: seconds(0))
        }
    }
}
