import Foundation
import Numbers
import Testing

@testable import Pools

@Suite("Dynamic AMM stretches")
struct DynamicAMMStretchTests {
    static func walk(
        _ state: DynamicAMMState, _ direction: SwapDirection, _ time: ChainTime
    ) -> [PoolStretch] {
        var cursor = state.stretchCursor(direction, at: time)
        var found: [PoolStretch] = []
        while let next = state.nextStretch(&cursor) { found.append(next) }
        return found
    }

    /// What stretches say that an input buys; nil beyond their end.
    static func output(
        _ stretches: [PoolStretch], _ direction: SwapDirection, _ input: Double
    ) -> Double? {
        var left = input
        var bought = 0.0
        for stretch in stretches {
            let (from, to, depth) = (stretch.from, stretch.to, stretch.depth)
            let net = left * stretch.inputKept
            let room = direction.isDown ? depth * (1 / to - 1 / from) : depth * (to - from)
            let paid = min(net, room)
            if direction.isDown {
                let end = 1 / (1 / from + paid / depth)
                bought += depth * (from - end)
            } else {
                let end = from + paid / depth
                bought += depth * (1 / from - 1 / end)
            }
            left -= paid / stretch.inputKept
            if net <= room { return bought }
        }
        return nil
    }

    @Test("random pools: stretches join, run one way and foretell quotes within three percent")
    func foretell() throws {
        var seeded = Seeded(state: 66)
        let time = DynamicAMMPropertyTests.time
        var found = 0
        for _ in 0..<2_000 {
            let state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let stretches = Self.walk(state, direction, time)
            for (one, next) in zip(stretches, stretches.dropFirst()) {
                #expect(one.to == next.from)
            }
            for stretch in stretches {
                #expect(direction.isDown ? stretch.to < stretch.from : stretch.to > stretch.from)
                #expect(stretch.depth > 0 && stretch.inputKept > 0.8 && stretch.outputKept == 1)
            }
            #expect(stretches.count <= (state.terms.curve.isStable ? 96 : 1))
            guard let first = stretches.first else { continue }
            let spot = try #require(state.spot(direction, at: time))
            let amount = seeded.dynamicSize(46)
            guard let exact = state.output(direction, amount), exact > 20_000, amount > 20_000,
                let told = Self.output(stretches, direction, Double(amount))
            else { continue }
            found += 1
            #expect(abs(spot.from - first.from) < 1e-6 * spot.from)
            #expect(abs(told - Double(exact)) < 0.03 * Double(exact), "\(told) \(exact)")
        }
        #expect(found > 300)
    }

    @Test("the mSOL pool's price is that of a small swap")
    func spot() throws {
        let state = try DynamicAMMSwapTests.staked.state()
        let now = DynamicAMMSwapTests.now
        let spot = try #require(state.spot(.aToB, at: now))
        #expect(spot.from == spot.to && spot.depth == 0)
        #expect(abs(spot.inputKept - 0.9999) < 1e-12)
        let output = try state.quote(.aToB, input: Atoms(1_000_000_000), at: now).amountOut.count
        let told = spot.from * spot.from * spot.inputKept * 1e9
        #expect(abs(told - Double(output)) < 1e-5 * told)
        let other = try #require(state.spot(.bToA, at: now))
        #expect(abs(other.from - spot.from) < 1e-9 * spot.from)
    }

    @Test("the walk ends where the output's vault has nothing more at hand")
    func reach() throws {
        var pool = DynamicAMMSwapTests.staked
        let now = DynamicAMMSwapTests.now
        pool.b.balance = 10_000_000_000_000
        let state = try pool.state()
        let stretches = Self.walk(state, .aToB, now)
        #expect(stretches.count == 3)
        let all = stretches.reduce(0) { $0 + $1.depth * ($1.from - $1.to) }
        #expect(abs(all - 1e13) < 1e9)
        pool.b.balance = 0
        #expect(try pool.state().spot(.aToB, at: now) == nil)
        pool = DynamicAMMSwapTests.staked
        pool.a.takesDeposits = false
        #expect(try pool.state().spot(.aToB, at: now) == nil)
        #expect(try pool.state().spot(.bToA, at: now) != nil)
        #expect(DynamicAMMState().spot(.aToB, at: now) == nil)
    }
}
