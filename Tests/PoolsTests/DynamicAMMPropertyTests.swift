import Numbers
import Testing

@testable import Pools

/// What a vault's shares round to. Whole shares enter and leave, so an amount counts only up to
/// what a share is worth, and what the pool is credited is a difference of two rounded numbers: it
/// may be an atom more than what was paid. All properties hold but for that.
@Suite("Dynamic AMM pools, always")
struct DynamicAMMPropertyTests {
    static let rounds = 4_000
    static let time = ChainTime(slot: 0, seconds: Seeded.dynamicNow)

    /// What a share of a vault is worth, rounded up.
    static func worth(_ side: DynamicAMMSide) -> UInt64 {
        guard side.supply > 0 else { return 1 }
        return side.total / side.supply + 1
    }

    @Test("more in never gives less out, once it is more by what a share is worth")
    func monotone() throws {
        var seeded = Seeded(state: 61)
        var found = 0
        for _ in 0..<Self.rounds {
            let state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let amount = seeded.dynamicSize(48)
            let sides =
                direction.isDown ? (state.sideA, state.sideB) : (state.sideB, state.sideA)
            let more = amount + 2 * Self.worth(sides.0) + 4 + seeded.dynamicSize(48)
            guard let small = state.output(direction, amount),
                let large = state.output(direction, more)
            else { continue }
            found += 1
            #expect(large + Self.worth(sides.1) >= small)
            if sides.1.supply == sides.1.total { #expect(large >= small) }
        }
        #expect(found > Self.rounds / 5)
    }

    @Test("there and back never profits by more than an atom and a share's worth")
    func roundTrip() throws {
        var seeded = Seeded(state: 62)
        var found = 0
        for _ in 0..<Self.rounds {
            var state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let amount = seeded.dynamicSize(48)
            let side = direction.isDown ? state.sideA : state.sideB
            let worth = Self.worth(side)
            guard let bought = state.settled(direction, amount),
                let back = state.settled(direction.isDown ? .bToA : .aToB, bought)
            else { continue }
            found += 1
            let atom = amount / max(bought, 1) + 2
            #expect(back <= amount + worth + atom, "\(amount) \(bought) \(back)")
        }
        #expect(found > Self.rounds / 5)
    }

    @Test("two swaps in a row never beat one of both amounts by more than such atoms")
    func split() throws {
        var seeded = Seeded(state: 63)
        var found = 0
        for _ in 0..<Self.rounds {
            var state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let (one, two) = (seeded.dynamicSize(47), seeded.dynamicSize(47))
            let sides =
                direction.isDown ? (state.sideA, state.sideB) : (state.sideB, state.sideA)
            let atoms = 4 * (Self.worth(sides.0) + 2)
            guard let whole = state.output(direction, one &+ two &+ atoms),
                let first = state.settled(direction, one),
                let second = state.settled(direction, two)
            else { continue }
            found += 1
            #expect(first + second <= whole + 3 * Self.worth(sides.1), "\(one) \(two)")
        }
        #expect(found > Self.rounds / 5)
    }

    @Test("an exact output costs an input that covers it, while an atom less does not")
    func least() throws {
        var seeded = Seeded(state: 64)
        var (found, refused) = (0, 0)
        for _ in 0..<Self.rounds {
            let state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let wanted = seeded.dynamicSize(46)
            do throws(PoolRefusal) {
                let trade = try state.trade(direction, .exactOut(Atoms(wanted)), at: Self.time)
                found += 1
                let input = trade.amountIn.count
                #expect(trade.amountOut.count >= wanted)
                #expect(state.output(direction, input) == trade.amountOut.count)
                if input > 0 { #expect(state.output(direction, input - 1) ?? 0 < wanted) }
            } catch {
                refused += 1
            }
        }
        #expect(found > Self.rounds / 5 && refused > 0)
    }

    @Test("what is traded is what is settled, and the fee is a part of the input")
    func settling() throws {
        var seeded = Seeded(state: 65)
        var found = 0
        for _ in 0..<Self.rounds / 2 {
            var state = try seeded.dynamicAMM().state()
            let direction = seeded.dynamicDirection()
            let amount: SwapAmount =
                seeded.below(2) == 0
                ? .exactIn(Atoms(seeded.dynamicSize(48))) : .exactOut(Atoms(seeded.dynamicSize(44)))
            let before = state.told
            do throws(PoolRefusal) {
                let trade = try state.trade(direction, amount, at: Self.time)
                #expect(state.told == before)
                #expect(try state.settle(direction, amount, at: Self.time) == trade)
                #expect(trade.fee <= trade.amountIn.count && !trade.isFeeInOutput)
                found += 1
            } catch {
                let refusal = Result { () throws(PoolRefusal) in
                    _ = try state.settle(direction, amount, at: Self.time)
                }
                guard case .failure(let again) = refusal else {
                    Issue.record("refused, then settled")
                    continue
                }
                #expect(again.code == error.code)
                #expect(state.told == before)
            }
        }
        #expect(found > Self.rounds / 10)
    }

    @Test("nothing in, nothing out, nothing moved")
    func nothing() throws {
        var state = try DynamicAMMSwapTests.staked.state()
        let before = state.told
        let late = ChainTime(slot: 0, seconds: 1_800_000_000)
        for amount in [SwapAmount.exactIn(Atoms(0)), .exactOut(Atoms(0))] {
            let trade = try state.settle(.aToB, amount, at: late)
            #expect(trade.amountIn.count == 0 && trade.amountOut.count == 0 && trade.fee == 0)
        }
        #expect(state.told == before)
    }

    @Test("an output beyond the pool, or beyond what its vault has at hand, is out of reach")
    func reach() throws {
        var pool = DynamicAMMSwapTests.staked
        func name(_ wanted: UInt64) throws -> String? {
            let state = try pool.state()
            do throws(PoolRefusal) {
                _ = try state.trade(
                    .aToB, .exactOut(Atoms(wanted)), at: DynamicAMMSwapTests.now)
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(try name(79_800_000_000_000) == "OutputOutOfReach")
        #expect(try name(70_000_000_000_000) == nil)
        pool.b.balance = 69_999_999_999_999
        #expect(try name(70_000_000_000_000) == "OutputOutOfReach")
    }
}

extension DynamicAMMState {
    /// What an input buys; nil when the swap fails.
    func output(_ direction: SwapDirection, _ amount: UInt64) -> UInt64? {
        let time = DynamicAMMPropertyTests.time
        return try? quote(direction, input: Atoms(amount), at: time).amountOut.count
    }

    /// Does the swap; nil, and nothing changed, when it fails.
    mutating func settled(_ direction: SwapDirection, _ amount: UInt64) -> UInt64? {
        let time = DynamicAMMPropertyTests.time
        return try? swap(direction, input: Atoms(amount), at: time).amountOut.count
    }
}
