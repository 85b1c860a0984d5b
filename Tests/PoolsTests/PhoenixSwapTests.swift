import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Phoenix swaps")
struct PhoenixSwapTests {
    private let time = ChainTime(slot: 100, seconds: 1_000)

    /// What the twin says, as the library says it.
    private func outcome(_ slow: inout SlowPhoenix, _ order: PhoenixOrder) -> String {
        do {
            let fill = try slow.run(order, at: time)
            return "\(fill.base) \(fill.quote) \(fill.fee)"
        } catch {
            return (error as? SlowPhoenix.Stop) == .order ? "15 NewOrderError" : "panic"
        }
    }

    private func outcome(_ state: inout PhoenixState, _ order: PhoenixOrder) -> String {
        do {
            let fill = try state.swap(order, at: time)
            return "\(fill.baseLots) \(fill.quoteLots) \(fill.feeLots)"
        } catch {
            return error.description
        }
    }

    private func order(_ seeded: inout Seeded) -> PhoenixOrder {
        var order = PhoenixOrder(seeded.below(2) == 0 ? .aToB : .bToA)
        let lots = seeded.next() >> (seeded.below(8) == 0 ? 0 : 44 + seeded.below(20))
        if seeded.below(2) == 0 { order.baseLots = lots } else { order.quoteLots = lots }
        if seeded.below(3) == 0 { order.limit = 88 + seeded.below(26) }
        if seeded.below(4) == 0 { order.baseLotsMin = seeded.below(3_000) }
        if seeded.below(4) == 0 { order.quoteLotsMin = seeded.below(300_000) }
        if seeded.below(9) == 0 { order.lastSlot = 98 + seeded.below(4) }
        return order
    }

    @Test("random orders on random books do what the slow twin does", arguments: 1...8)
    func twin(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed) * 77)
        var filled = 0
        for _ in 0..<120 {
            let market = seeded.phoenixMarket(orders: 40)
            var slow = SlowPhoenix(market: market)
            var pair = try PhoenixPair.of(market)
            for _ in 0..<6 {
                let order = order(&seeded)
                let expected = outcome(&slow, order)
                let result = outcome(&pair.state, order)
                #expect(result == expected)
                if !expected.hasPrefix("0 ") && expected.contains(" ") { filled += 1 }
                // Of one price the twin takes the orders in their sequence, the library its levels
                // by expiry: prices agree, so sums by price must.
                #expect(lots(pair.bids) == lots(slow.market.sortedBids))
                #expect(lots(pair.asks) == lots(slow.market.sortedAsks))
            }
        }
        #expect(filled > 150)
    }

    /// Lots that can be traded, by price.
    private func lots(_ levels: [PhoenixLevel]) -> [UInt64: UInt64] {
        levels.filter { !$0.isExpired(at: time) }
            .reduce(into: [:]) { $0[$1.ticks, default: 0] += $1.lots }
    }

    private func lots(_ orders: [PlainOrder]) -> [UInt64: UInt64] {
        let live = orders.filter { order in
            order.lots > 0 && !(order.slot > 0 && order.slot < time.slot)
                && !(order.second > 0 && order.second < time.seconds)
        }
        return live.reduce(into: [:]) { $0[$1.ticks, default: 0] += $1.lots }
    }

    /// What the whole book of a direction can give, in atoms.
    private func most(_ state: borrowing PhoenixState, _ direction: SwapDirection) -> UInt64 {
        var cursor = state.stretchCursor(direction, at: time)
        var sum = 0.0
        while let stretch = state.nextStretch(&cursor) { sum += stretch.depth }
        return UInt64(sum)
    }

    @Test("an exact output is the least input that gives it", arguments: 1...8)
    func exactOut(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed) * 991)
        var checked = 0
        for _ in 0..<150 {
            let market = seeded.phoenixMarket(orders: 40)
            let pair = try PhoenixPair.of(market)
            for direction in [SwapDirection.aToB, .bToA] {
                let wanted = 1 + seeded.below(most(pair.state, direction) + 2)
                let trade: PoolTrade
                let sent: PhoenixOrder
                do {
                    sent = try pair.state.order(direction, .exactOut(Atoms(wanted)), at: time)
                    trade = try pair.state.trade(direction, .exactOut(Atoms(wanted)), at: time)
                } catch {
                    // The whole book does not give it.
                    var slow = SlowPhoenix(market: market)
                    let all = PhoenixOrder(direction, baseLots: UInt64.max)
                    let fill = try slow.run(all, at: time)
                    let given =
                        direction == .aToB
                        ? fill.quote * market.quoteLotSize : fill.base * market.baseLotSize
                    #expect(given < wanted)
                    continue
                }
                checked += 1
                #expect(trade.amountOut.count >= wanted)
                let lot = direction == .aToB ? market.quoteLotSize : market.baseLotSize
                let lots = (wanted + lot - 1) / lot
                if direction == .bToA { #expect(trade.amountOut.count == lots * lot) }
                // One base lot fewer gives less, as the twin says.
                guard sent.baseLots > 1 else { continue }
                var slow = SlowPhoenix(market: market)
                let fewer = PhoenixOrder(direction, baseLots: sent.baseLots - 1)
                let fill = try slow.run(fewer, at: time)
                #expect(direction == .aToB ? fill.quote < lots : fill.base < lots)
            }
        }
        #expect(checked > 100)
    }

    @Test("more in never gives less out, and never pays more than was offered", arguments: 1...6)
    func monotone(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed) * 31)
        for _ in 0..<60 {
            let pair = try PhoenixPair.of(seeded.phoenixMarket())
            for direction in [SwapDirection.aToB, .bToA] {
                var last: UInt64 = 0
                let amounts = (0..<20).map { _ in seeded.next() >> (24 + seeded.below(40)) }
                for amount in amounts.sorted() {
                    guard
                        let trade = try? pair.state.trade(
                            direction, .exactIn(Atoms(amount)), at: time)
                    else { continue }
                    #expect(trade.amountOut.count >= last)
                    #expect(trade.amountIn.count <= amount)
                    last = trade.amountOut.count
                }
            }
        }
    }

    @Test("a split never beats the whole; there and back never profits", arguments: 1...6)
    func splits(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed) * 131)
        for _ in 0..<100 {
            var market = seeded.phoenixMarket()
            market.baseLotSize = 1
            let pair = try PhoenixPair.of(market)
            var copy = PhoenixState()
            let (first, second) = (1 + seeded.below(20_000), 1 + seeded.below(20_000))
            for direction in [SwapDirection.aToB, .bToA] {
                copy.copy(from: pair.state)
                guard
                    let whole = try? pair.state.trade(
                        direction, .exactIn(Atoms(first + second)), at: time),
                    let one = try? copy.settle(direction, .exactIn(Atoms(first)), at: time),
                    let two = try? copy.settle(direction, .exactIn(Atoms(second)), at: time)
                else { continue }
                // A budget in quote lots rounds to whole base lots: a split may waste them less,
                // and then pays for them.
                let (paid, got) = (
                    one.amountIn.count + two.amountIn.count,
                    one.amountOut.count + two.amountOut.count
                )
                #expect(got <= whole.amountOut.count || paid > whole.amountIn.count)
                // Back, on the book that the first part left.
                copy.copy(from: pair.state)
                let there = try copy.settle(direction, .exactIn(Atoms(first)), at: time)
                guard there.amountOut.count > 0,
                    let back = try? copy.trade(
                        direction == .aToB ? .bToA : .aToB,
                        .exactIn(Atoms(there.amountOut.count)), at: time)
                else { continue }
                #expect(back.amountOut.count <= there.amountIn.count)
            }
        }
    }

    @Test("a trade is the order it sends, in atoms, and settling it is swapping it")
    func trades() throws {
        var pair = try PhoenixPair.of(.f)
        let buy = try pair.state.trade(.bToA, .exactIn(Atoms(6_000_000)), at: time)
        #expect(buy.amountIn.count == 5_999_932 && buy.amountOut.count == 58_611_000_000)
        #expect(buy.fee == 2_999 && !buy.isFeeInOutput && buy.crossed == 2)
        let sell = try pair.state.trade(.aToB, .exactIn(Atoms(50_000_999_999)), at: time)
        #expect(sell.amountIn.count == 50_000_000_000 && sell.amountOut.count == 4_887_555)
        #expect(sell.fee == 2_445 && sell.isFeeInOutput && sell.crossed == 2)
        for direction in [SwapDirection.aToB, .bToA] {
            for amount in [SwapAmount.exactIn(Atoms(0)), .exactOut(Atoms(0))] {
                let refusal = #expect(throws: PoolRefusal.self) {
                    try pair.state.trade(direction, amount, at: time)
                }
                #expect(refusal?.code == 15 && refusal?.description == "15 NewOrderError")
            }
        }
        // Less than a lot.
        #expect(throws: PoolRefusal.self) {
            try pair.state.trade(.aToB, .exactIn(Atoms(999_999)), at: time)
        }
        // Less than a lot's price: the order does nothing.
        let nothing = try pair.state.trade(.bToA, .exactIn(Atoms(1)), at: time)
        #expect(nothing.amountIn.count == 0 && nothing.amountOut.count == 0)
        #expect(try pair.state.settle(.bToA, .exactIn(Atoms(6_000_000)), at: time) == buy)
        #expect(pair.asks.first == PhoenixLevel(ticks: 103, lots: 1_389))
        #expect(pair.bids == PlainMarket.f.bidLevels)
        // An exact output that the book does not hold.
        let refusal = #expect(throws: PoolRefusal.self) {
            try pair.state.settle(.bToA, .exactOut(Atoms(1 << 40)), at: time)
        }
        #expect(refusal?.code == 15)
    }

    @Test("what lies behind the deepest level that is kept is refused by name")
    func depth() throws {
        let pair = try PhoenixPair.of(.f, capacity: 3)
        #expect(pair.state.bidCount == 3 && pair.state.bidsAreCut && pair.state.asksAreCut)
        let within = try pair.state.trade(.aToB, .exactIn(Atoms(60_000_000_000)), at: time)
        let whole = try PhoenixPair.of(.f)
        #expect(
            try whole.state.trade(.aToB, .exactIn(Atoms(60_000_000_000)), at: time) == within)
        for (direction, amount) in [
            (SwapDirection.aToB, SwapAmount.exactIn(Atoms(60_001_000_000))),
            (.aToB, .exactOut(Atoms(6_000_000))), (.bToA, .exactIn(Atoms(60_000_000))),
            (.bToA, .exactOut(Atoms(60_000_000_001))),
        ] {
            let refusal = #expect(throws: PoolRefusal.self) {
                try pair.state.trade(direction, amount, at: time)
            }
            #expect(refusal?.code == 0 && refusal?.description == "BookTooDeep")
        }
        // A limit before it needs nothing from behind it.
        let limited = PhoenixOrder(.bToA, limit: 102, baseLots: 90_000)
        #expect(try pair.state.quote(limited, at: time).baseLots == 30_000)
    }

    @Test("amounts beyond 64 bits stop as the program stops")
    func overflow() throws {
        var market = PlainMarket()
        market.add(bids: [(50, 10)], asks: [(UInt64.max / 500, 1), (UInt64.max / 500 + 9, 5)])
        let pair = try PhoenixPair.of(market)
        for order in [
            PhoenixOrder(.bToA, baseLots: 1), PhoenixOrder(.bToA, quoteLots: .max),
            PhoenixOrder(.aToB, quoteLots: .max / 999),
        ] {
            #expect(throws: PhoenixError.aborted) { try pair.state.quote(order, at: time) }
            var slow = SlowPhoenix(market: market)
            #expect(throws: SlowPhoenix.Stop.panic) { try slow.run(order, at: time) }
        }
        // A fee of the whole: a sale gives nothing, and a budget for one divides by zero.
        market.fee = 10_000
        let costly = try PhoenixPair.of(market)
        let fill = try costly.state.quote(PhoenixOrder(.aToB, baseLots: 4), at: time)
        #expect(fill == PhoenixFill(baseLots: 4, quoteLots: 0, feeLots: 200))
        #expect(throws: PhoenixError.aborted) {
            try costly.state.quote(PhoenixOrder(.aToB, quoteLots: 4), at: time)
        }
        #expect(throws: PoolRefusal.self) {
            try costly.state.trade(.aToB, .exactOut(Atoms(1)), at: time)
        }
    }

    @Test("stretches are the levels that have not expired, their prices in atoms")
    func stretches() throws {
        let pair = try PhoenixPair.of(PhoenixExample.expiring)
        var cursor = pair.state.stretchCursor(.bToA, at: ChainTime(slot: 101, seconds: 1))
        var found: [PoolStretch] = []
        while let stretch = pair.state.nextStretch(&cursor) { found.append(stretch) }
        #expect(found.map(\.depth) == [2_500e6, 9_000e6])
        // 150,123 ticks are 150.123 USDC, 10⁶ atoms each, for 10⁹ atoms of SOL.
        for (stretch, price) in zip(found, [0.150_123, 0.150_130]) {
            #expect(abs(stretch.from * stretch.from / price - 1) < 1e-14)
            #expect(stretch.from == stretch.to && stretch.outputKept == 1)
            #expect(abs(stretch.inputKept * 1.000_2 - 1) < 1e-15)
        }
        let best = pair.state.spot(.aToB, at: time)
        let bid = try #require(best)
        #expect(abs(bid.from * bid.from / 0.150_100 - 1) < 1e-14)
        #expect(abs(bid.depth / (7_777 * 150_100) - 1) < 1e-14)
        #expect(bid.inputKept == 1 && abs(bid.outputKept - 0.999_8) < 1e-15)
        let none = try PhoenixPair.of(PlainMarket())
        #expect(none.state.spot(.aToB, at: time) == nil)
    }
}
