import Numbers
import Testing

@testable import Pools

@Suite("Dynamic AMM swaps")
struct DynamicAMMSwapTests {
    /// The recorded mSOL pool: A is SOL, B is mSOL.
    static let staked: PlainDynamicAMM = {
        var pool = PlainDynamicAMM()
        pool.a = PlainSide([
            154_402_082_133_447, 145_998_019_653_473, 41_924_615_981_385, 63_190_649_839_728,
            2_783_432_316, 1_719_233_007, 46_296_296,
        ])
        pool.b = PlainSide([
            82_323_752_629_142, 81_482_558_527_139, 78_979_143_181_675, 81_596_954_022_978,
            15_448_744, 1_712_678_761, 46_296_296,
        ])
        pool.fees = [100, 1_000_000, 0, 1_000_000]
        pool.isStable = true
        pool.depeg = 1
        pool.amplification = 1_000
        pool.multipliers = [1, 1]
        pool.virtualPrice = 1_198_483
        pool.updated = 1_719_234_101
        return pool
    }()
    static let now = ChainTime(slot: 300_000_000, seconds: 1_719_234_201)

    @Test(
        "the sheet's examples, which the program executed",
        arguments: [
            (.aToB, 1_000_000_000, 835_119_749), (.bToA, 1_000_000_000, 1_197_193_504),
            (.aToB, 123_456_789_012, 103_100_814_590), (.bToA, 123_456_789_012, 147_800_995_985),
            (.aToB, 1_000, 833), (.bToA, 1_000, 1_195),
        ] as [(SwapDirection, UInt64, UInt64)])
    func sheet(direction: SwapDirection, input: UInt64, output: UInt64) throws {
        let state = try Self.staked.state()
        let result = try state.quote(direction, input: Atoms(input), at: Self.now)
        #expect(result.amountOut.count == output)
        #expect(result.poolFee.count == max(input / 10_000, 1))
        #expect(result.protocolFee.count == 0)
    }

    @Test("executed swaps: what comes out, what fails and how, and the pool afterwards")
    func executed() throws {
        #expect(DynamicAMMExecutedRow.all.count >= 60)
        for row in DynamicAMMExecutedRow.all {
            var state = try row.pool.state()
            do throws(DynamicAMMError) {
                let result = try state.swap(
                    row.direction, input: Atoms(row.amount), at: row.time)
                #expect(result.amountOut.count == row.output)
                let (a, b, curve) = (state.sideA, state.sideB, state.terms.curve)
                #expect(
                    [
                        a.total, a.supply, a.shares, a.balance, b.total, b.supply, b.shares,
                        b.balance, curve.virtualPrice, curve.priceUpdated,
                    ] == row.after)
            } catch {
                #expect(error.code == row.code && row.code != nil)
            }
        }
    }

    @Test("random pools: the same as numbers of any size say")
    func twin() throws {
        var seeded = Seeded(state: 60)
        var found = 0
        for _ in 0..<400 {
            let pool = seeded.dynamicAMM()
            let direction = seeded.dynamicDirection()
            let amount = seeded.dynamicSize(44)
            let time = ChainTime(slot: 0, seconds: Seeded.dynamicNow)
            let expected = try? SlowDynamicAMM(pool: pool, seconds: time.seconds)
                .move(direction, amount)
            var state = try pool.state()
            do throws(DynamicAMMError) {
                let result = try state.swap(direction, input: Atoms(amount), at: time)
                found += 1
                let before = direction.isDown ? (pool.a, pool.b) : (pool.b, pool.a)
                let after =
                    direction.isDown ? (state.sideA, state.sideB) : (state.sideB, state.sideA)
                #expect(
                    expected
                        == SlowDynamicAMM.Move(
                            output: result.amountOut.count,
                            minted: after.0.supply - before.0.supply,
                            burnt: before.1.supply - after.1.supply,
                            deposited: after.0.total - before.0.total))
            } catch {
                #expect(expected == nil, "\(error)")
            }
        }
        #expect(found > 180)
    }

    @Test("a vault's profit is released second by second")
    func release() throws {
        var pool = PlainDynamicAMM()
        pool.a = PlainSide([1_000_000, 1_000_000, 1_000_000, 1_000_000, 0, 0, 0])
        // A tenth is locked; a thousandth of it is released each second.
        pool.b = PlainSide([
            1_000_000, 1_000_000, 1_000_000, 1_000_000, 100_000, 1_000, 1_000_000_000,
        ])
        let state = try pool.state()
        func output(_ seconds: UInt64) throws -> UInt64 {
            let time = ChainTime(slot: 0, seconds: seconds)
            return try state.quote(.aToB, input: Atoms(1_000_000), at: time).amountOut.count
        }
        #expect(try output(1_000) == 450_000)
        #expect(try output(1_500) == 475_000)
        #expect(try output(2_000) == 500_000)
        #expect(try output(1_000_000) == 500_000)
        #expect(throws: DynamicAMMError.mathOverflow) { try output(999) }
    }

    @Test("a pool trades when it is enabled and its slot or second has come")
    func opening() throws {
        var pool = Self.staked
        func error(_ time: ChainTime) throws -> DynamicAMMError? {
            let state = try pool.state()
            do throws(DynamicAMMError) {
                _ = try state.quote(.aToB, input: Atoms(1_000), at: time)
                return nil
            } catch {
                return error
            }
        }
        pool.activation = 300_000_001
        #expect(try error(Self.now) == .poolDisabled)
        #expect(try error(ChainTime(slot: 300_000_001, seconds: 1_719_234_201)) == nil)
        pool.activatesAtTime = true
        pool.activation = 1_719_234_202
        #expect(try error(Self.now) == .poolDisabled)
        #expect(try error(ChainTime(slot: 0, seconds: 1_719_234_202)) == nil)
        pool.isEnabled = false
        #expect(try error(ChainTime(slot: 0, seconds: 1_719_234_202)) == .poolDisabled)
    }

    @Test("a pool's own memory of the price serves for 600 seconds, then the stake pool's account")
    func memory() throws {
        var pool = Self.staked
        pool.stakePrice = 1_300_000
        (pool.a.locked, pool.b.locked) = (0, 0)
        var state = try pool.state()
        func output(_ after: UInt64) throws -> UInt64 {
            let time = ChainTime(slot: 0, seconds: pool.updated + after)
            return try state.quote(.bToA, input: Atoms(1_000_000_000), at: time).amountOut.count
        }
        #expect(try output(600) == output(0))
        #expect(try output(601) > output(600))
        let time = ChainTime(slot: 0, seconds: pool.updated + 601)
        _ = try state.swap(.bToA, input: Atoms(1_000), at: time)
        #expect(state.terms.curve.virtualPrice == 1_300_000)
        #expect(state.terms.curve.priceUpdated == pool.updated + 601)
    }
}
