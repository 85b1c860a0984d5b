import Markets
import Meters
import Numbers
import Pools
import Testing

@testable import Pipeline
@testable import Simulators

@Suite("What a node tells of pools")
struct ChainTests {
    @Test("arrays ahead of a price that moves on are followed while the pool stays live")
    func ahead() throws {
        var market = GeneratedMarket()
        market.drift = 6_000
        market.bound = BasisPoints(4_500)
        market.pool.arbitragePerMillion = 900_000
        var flight = try ChainFlight(market)
        #expect(flight.statuses[0].last == .live)
        let first = flight.node.subscriptions.count
        let start = flight.market.pool.state.tick.count
        flight.run(seconds: 60)
        let moved = flight.market.pool.state.tick.count - start
        #expect(moved > 4 * 704, "the price moved by \(moved) ticks")
        // Connected once, live once; a change of liquidity may unsettle it, nothing quarantines it.
        #expect(!flight.statuses[0].contains(.quarantined))
        #expect(flight.intake.counters.gauge.value(of: .snapshotRead) == 1)
        #expect(flight.intake.counters.gauge.value(of: .accountRefused) == 0)
        // What fell behind is let go: the number of subscriptions does not grow with the way.
        #expect(flight.node.subscriptions.count <= first + 2)
        for amount in [1_000_000, 1_000_000_000, 200_000_000_000] as [UInt64] {
            for direction in [SwapDirection.aToB, .bToA] {
                let told = try? flight.table.trade(
                    direction, .exactIn(Atoms(amount)), at: 0, time: flight.time)
                let real = try? flight.market.pool.state.quote(direction, .exactIn(Atoms(amount)))
                #expect(told?.amountOut == real?.amountOut && real != nil)
            }
        }
    }

    @Test("pools of every kind the simulator has stay equal to the chain, swap after swap")
    func kinds() throws {
        var market = GeneratedMarket()
        market.otherPools = PoolKind.allCases.filter { kind in
            kind != .whirlpool && Self.isSimulated(kind)
        }
        market.pool.arbitragePerMillion = 900_000
        var flight = try ChainFlight(market)
        for _ in 0..<20 {
            flight.run(seconds: 2)
            for (index, pool) in flight.market.others.enumerated() {
                #expect(flight.statuses[index + 1].last == .live, "\(pool.kind)")
                var chain = PoolTable([pool.kind], arrays: 64, levels: 512)
                let events = try #require(ChainReading.events(pool.kind, pool.accounts))
                for event in events { _ = chain.apply(event, at: 0) }
                for amount in [50_000, 70_000_000, 9_000_000_000] as [UInt64] {
                    for direction in [SwapDirection.aToB, .bToA] {
                        let swap = SwapAmount.exactIn(Atoms(amount))
                        let told = try? flight.table.trade(
                            direction, swap, at: index + 1, time: flight.time)
                        let real = try? chain.trade(direction, swap, at: 0, time: flight.time)
                        #expect(told?.amountOut == real?.amountOut, "\(pool.kind) \(amount)")
                        #expect(real != nil, "\(pool.kind) \(amount)")
                    }
                }
            }
        }
        #expect(flight.intake.counters.gauge.value(of: .accountRefused) == 0)
        #expect(flight.intake.counters.gauge.value(of: .snapshotRead) == 1)
    }

    private static func isSimulated(_ kind: PoolKind) -> Bool {
        switch kind {
        case .raydiumAMMv4, .raydiumCPMM, .meteoraDAMM: true
        default: false
        }
    }
}
