import Numbers
import Testing

@testable import Pools

extension PlainPair {
    /// A pair nobody would run: any prices, gaps, and amounts of any size.
    static func strange(_ seeded: inout Seeded, orders: Bool) -> PlainPair {
        let step = UInt16([1, 10, 80, 400][Int(seeded.below(4))])
        let reach: UInt64 = step == 400 ? 500 : 3_000
        let active = Int32(seeded.below(2 * reach)) - Int32(reach)
        var plain = PlainPair(step: step, active: active)
        plain.pair.baseFactor = UInt16(seeded.below(20_000))
        plain.pair.filterPeriod = UInt16(seeded.below(100))
        plain.pair.decayPeriod = plain.pair.filterPeriod + UInt16(seeded.below(500))
        plain.pair.reductionFactor = UInt16(seeded.below(10_001))
        plain.pair.variableFeeControl = seeded.below(2) == 0 ? 0 : UInt32(seeded.below(100_000))
        plain.pair.accumulatorMax = UInt32(seeded.below(400_000))
        plain.pair.protocolShare = UInt16(seeded.below(2_501))
        plain.pair.takesFeeInY = seeded.below(3) == 0
        plain.pair.supportsOrders = orders
        plain.pair.volatility.accumulator = UInt32(seeded.below(400_000))
        plain.pair.volatility.reference = UInt32(seeded.below(200_000))
        plain.pair.volatility.indexReference = active + Int32(seeded.below(9)) - 4
        let spread = seeded.below(2) == 0 ? 8 : 200
        for _ in 0..<12 {
            let id = active + Int32(seeded.below(UInt64(spread))) - Int32(spread / 2)
            let x = UInt64(seeded.bits(1 + seeded.below(44)))
            let y = UInt64(seeded.bits(1 + seeded.below(44)))
            plain.put(id, x: id >= active ? x : 0, y: id <= active ? y : 0)
            guard orders else { continue }
            plain.bins[id]?.ordersAreAsks = id > active || (id == active && y % 2 == 0)
            plain.bins[id]?.openOrders = UInt64(seeded.bits(1 + seeded.below(40)))
            plain.bins[id]?.processedOrders = UInt64(seeded.bits(1 + seeded.below(40)))
        }
        return plain
    }
}

/// The amounts of a swap; nil where it fails.
private func amounts(
    _ state: borrowing DLMMState, _ direction: SwapDirection, _ order: SwapAmount,
    at time: ChainTime
) -> (paid: UInt64, received: UInt64)? {
    guard let result = try? state.quote(direction, order, at: time) else { return nil }
    return (result.amountIn.count, result.amountOut.count)
}

@Suite("What holds for every DLMM swap")
struct DLMMPropertyTests {
    static let directions = [SwapDirection.aToB, .bToA]

    /// `body` on pairs without and with limit orders.
    static func each(
        _ seed: UInt64, _ count: Int, orders: [Bool] = [false, true],
        _ body: (PlainPair, SwapDirection, inout Seeded) -> Int
    ) -> Int {
        var seeded = Seeded(state: seed)
        var checked = 0
        for round in 0..<count {
            for orders in orders {
                let plain = PlainPair.strange(&seeded, orders: orders)
                checked += body(plain, directions[round % 2], &seeded)
            }
        }
        return checked
    }

    @Test("more input never gives less output, and never costs more than it is")
    func monotonous() {
        let checked = Self.each(1, 1_500) { plain, direction, seeded in
            let state = plain.state()
            let less = UInt64(seeded.bits(1 + seeded.below(46)))
            let more = less + UInt64(seeded.bits(1 + seeded.below(40)))
            let first = amounts(state, direction, .exactIn(Atoms(less)), at: seconds(200))
            let second = amounts(state, direction, .exactIn(Atoms(more)), at: seconds(200))
            guard let first, let second else { return 0 }
            #expect(first.paid == less && second.paid == more)
            #expect(first.received <= second.received)
            return 1
        }
        #expect(checked > 500)
    }

    @Test("going there and back never profits")
    func roundTrip() throws {
        let checked = Self.each(2, 2_000) { plain, direction, seeded in
            var state = plain.state()
            let input = UInt64(seeded.bits(1 + seeded.below(44)))
            let there = try? state.swap(direction, .exactIn(Atoms(input)), at: seconds(200))
            guard let there else { return 0 }
            let back: SwapDirection = direction.isDown ? .bToA : .aToB
            let order = SwapAmount.exactIn(Atoms(there.amountOut.count))
            guard let home = amounts(state, back, order, at: seconds(200)) else { return 0 }
            #expect(home.received <= input)
            return 1
        }
        #expect(checked > 500)
    }

    /// Volatility is left out: a swap that stays in its bin lets the next one reduce it again.
    @Test("two swaps never give more than one, where the fee is static")
    func split() {
        let checked = Self.each(3, 2_000) { plain, direction, seeded in
            var plain = plain
            plain.pair.variableFeeControl = 0
            var state = plain.state()
            let first = 1 + UInt64(seeded.bits(1 + seeded.below(43)))
            let second = 1 + UInt64(seeded.bits(1 + seeded.below(43)))
            let order = SwapAmount.exactIn(Atoms(first + second))
            guard let whole = amounts(state, direction, order, at: seconds(200)),
                let one = try? state.swap(direction, .exactIn(Atoms(first)), at: seconds(200)),
                let two = amounts(state, direction, .exactIn(Atoms(second)), at: seconds(200))
            else { return 0 }
            #expect(one.amountOut.count + two.received <= whole.received)
            return 1
        }
        #expect(checked > 500)
    }

    @Test("an exact output's input buys it; with the fee on the input, no smaller one does")
    func leastInput() {
        let checked = Self.each(4, 2_000, orders: [false]) { plain, direction, seeded in
            let state = plain.state()
            let output = 1 + UInt64(seeded.bits(1 + seeded.below(44)))
            let order = SwapAmount.exactOut(Atoms(output))
            guard let result = try? state.quote(direction, order, at: seconds(200)) else {
                return 0
            }
            #expect(result.amountOut.count == output)
            let input = result.amountIn.count
            let exact = amounts(state, direction, .exactIn(Atoms(input)), at: seconds(200))
            #expect((exact?.received ?? 0) >= output)
            guard result.feeIsOnInput, input > 1 else { return 1 }
            let less = amounts(state, direction, .exactIn(Atoms(input - 1)), at: seconds(200))
            #expect((less?.received ?? 0) < output)
            return 1
        }
        #expect(checked > 500)
    }

    @Test("the fee is split into parts of it, and a swap ends within the bins")
    func fees() {
        let checked = Self.each(5, 1_500) { plain, direction, seeded in
            let state = plain.state()
            let input = UInt64(seeded.bits(1 + seeded.below(46)))
            let order = SwapAmount.exactIn(Atoms(input))
            guard let result = try? state.quote(direction, order, at: seconds(200)) else {
                return 0
            }
            #expect(result.feeRate <= 100_000_000)
            let paidFrom = result.feeIsOnInput ? input : result.amountOut.count + result.fee
            #expect(result.fee <= paidFrom / 10 + UInt64(plain.bins.count) + 1)
            #expect(plain.bins[result.activeBin] != nil)
            return 1
        }
        #expect(checked > 500)
    }

    @Test("no amount and no state traps")
    func extremes() {
        var succeeded = 0
        let checked = Self.each(7, 2_000) { plain, direction, seeded in
            var plain = plain
            let reach = 443_636 / UInt64(plain.pair.binStep) + 2
            let active = Int32(seeded.below(2 * reach)) - Int32(reach)
            plain.pair.activeBin = active
            plain.bins = [:]
            for id in active - 3...active + 3 where seeded.below(4) != 0 {
                let isWild = seeded.below(2) == 0
                plain.put(
                    id, x: seeded.next() >> (isWild ? 0 : seeded.below(64)),
                    y: seeded.next() >> (isWild ? 0 : seeded.below(64)))
                if seeded.below(3) == 0 { plain.bins[id]?.openOrders = seeded.next() }
                if seeded.below(3) == 0 { plain.bins[id]?.processedOrders = seeded.next() }
                plain.bins[id]?.ordersAreAsks = seeded.below(2) == 0
                if plain.bins[id]?.price == 0 { plain.bins[id] = nil }
            }
            plain.pair.accumulatorMax = UInt32(truncatingIfNeeded: seeded.next())
            plain.pair.variableFeeControl = UInt32(truncatingIfNeeded: seeded.next())
            plain.pair.baseFeePower = UInt8(truncatingIfNeeded: seeded.next())
            plain.pair.volatility.indexReference = Int32(truncatingIfNeeded: seeded.next())
            plain.pair.volatility.lastUpdate = Int64(bitPattern: seeded.next())
            plain.pair.protocolShare = UInt16(seeded.below(10_001))
            var state = plain.state()
            #expect(state.misfits == 0)
            let amount = seeded.next() >> seeded.below(64)
            let time = ChainTime(slot: seeded.next(), seconds: seeded.next())
            _ = amounts(state, direction, .exactOut(Atoms(amount)), at: time)
            _ = amounts(state, direction, .exactIn(Atoms(.max)), at: time)
            _ = state.spot(direction, at: time)
            var cursor = state.stretchCursor(direction, at: time)
            while state.nextStretch(&cursor) != nil {}
            let done = try? state.settle(direction, .exactIn(Atoms(amount)), at: time)
            if done != nil { succeeded += 1 }
            return 1
        }
        #expect(checked == 4_000)
        #expect(succeeded > 100)
    }
}
