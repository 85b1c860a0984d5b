import Markets
import Numbers
import Pools
import Solana
import Testing

@testable import Simulators

@Suite("The simulated pool")
struct PoolModelTests {
    static let price = PriceScale(priceDecimals: 2, decimalsA: 9, decimalsB: 6)
        .sqrtPrice(of: 15_000_000)

    static func pool(seed: UInt64 = 1) throws -> PoolModel {
        guard let pool = SyntheticPool.model(GeneratedPool(), at: price, seed: seed) else {
            throw ScenarioError.invalid("the pool")
        }
        return pool
    }

    @Test("√price and price belong together")
    func scale() {
        // 150 USDC per SOL: 0.15 atoms per atom; √0.15 · 2⁶⁴ = 7144393258922745604 …
        let error = Int128(PoolModelTests.price.bits) - 7_144_393_258_922_745_604
        #expect(abs(error) < 1 << 27, "\(error)")
        let scale = PriceScale(priceDecimals: 2, decimalsA: 9, decimalsB: 6)
        for price in [1_000, 14_999_999, 15_000_000, 21_474_836_470] as [Int64] {
            let back = scale.thousandths(of: scale.sqrtPrice(of: price))
            #expect(abs(back - price) <= 1 + price / 100_000_000, "\(price) \(back)")
        }
    }

    @Test("integer roots are floors")
    func roots() {
        for value in [0, 1, 2, 3, 4, 15, 16, 17, UInt128(UInt64.max), UInt128.max] {
            let root = PriceScale.root(of: value)
            #expect(root.multipliedReportingOverflow(by: root).partialValue <= value)
            let (above, isOver) = (root + 1).multipliedReportingOverflow(by: root + 1)
            #expect(isOver || above > value)
        }
    }

    @Test("its accounts read back through the decoder as the same pool")
    func layout() throws {
        let pool = try PoolModelTests.pool()
        let account = pool.accounts[0]
        #expect(account.data.count == 653 && account.lamports == 5_435_760)
        let decoded = try account.data.withUnsafeBytes {
            try WhirlpoolAccount(AccountBytes($0), owner: WhirlpoolLayout.program)
        }
        #expect(decoded.sqrtPrice == PoolModelTests.price)
        #expect(decoded.tickSpacing == 8 && decoded.feeRate.count == 500)
        #expect(decoded.protocolShare.count == 1_300)
        #expect(decoded.tick == TickMath.tick(at: PoolModelTests.price))
        #expect(decoded.liquidity > 30_000_000_000_000)
        #expect(decoded.mintA.base58 == "So11111111111111111111111111111111111111112")
        #expect(decoded.mintB.base58 == "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")
        #expect(pool.accounts.count >= 5, "\(pool.accounts.count) accounts")
        var total: Int128 = 0
        for array in pool.accounts.dropFirst() {
            #expect(array.data.count == 9_988 && array.lamports == 70_407_360)
            try array.data.withUnsafeBytes { bytes in
                let view = try WhirlpoolTickArray(
                    AccountBytes(bytes), owner: WhirlpoolLayout.program)
                #expect(view.whirlpool == pool.key)
                for slot in 0..<88 where view.isInitialised(slot: slot) {
                    total += view.net(slot: slot)
                    #expect(view.gross(slot: slot) > 0)
                }
            }
        }
        #expect(total == 0)
    }

    @Test("the pool of spacing 64 has the real SOL/USDC pool's address")
    func address() {
        // whirlpool.md section 3.
        let key = SyntheticPool.address(tickSpacing: 64)
        #expect(key?.base58 == "HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ")
    }

    @Test("a swap in pieces gives what one swap gives, and the bytes follow the state")
    func swaps() throws {
        var random = RandomSource(seed: 8)
        for seed in 1...6 as ClosedRange<UInt64> {
            var pool = try PoolModelTests.pool(seed: seed)
            var crossings: UInt32 = 0
            for _ in 0..<60 {
                let direction: SwapDirection = random.below(2) == 0 ? .aToB : .bToA
                let most: UInt64 = direction == .aToB ? 3_000_000_000_000 : 450_000_000_000
                let amount = Atoms<InputToken>(1 + random.below(most))
                pool.noteEmptyArrays()
                let due = try? pool.state.quote(direction, .exactIn(amount))
                let result = try? pool.swap(direction, exactIn: amount, seconds: 7)
                #expect(result == due)
                crossings += result?.crossed ?? 0
                let read = try pool.accounts[0].data.withUnsafeBytes {
                    try WhirlpoolAccount(AccountBytes($0), owner: WhirlpoolLayout.program)
                }
                #expect(read.sqrtPrice == pool.state.sqrtPrice)
                #expect(read.tick == pool.state.tick && read.liquidity == pool.state.liquidity)
            }
            #expect(crossings > 20)
            // The accounts alone are the pool: read again, it quotes the same.
            guard
                var again = PoolModel.read(
                    pool: pool.accounts[0], arrays: Array(pool.accounts.dropFirst()))
            else {
                Issue.record("the accounts are a pool")
                continue
            }
            again.noteEmptyArrays()
            pool.noteEmptyArrays()
            let amount = SwapAmount.exactIn(Atoms(250_000_000_000))
            let one = try? pool.state.quote(.bToA, amount)
            let other = try? again.state.quote(.bToA, amount)
            #expect(one == other)
        }
    }

    @Test(
        "swaps of every size, stopped at ticks or not, stay what the program would do",
        arguments: [1, 2, 3] as [UInt64])
    func manySwaps(seed: UInt64) throws {
        // `swap` itself holds that its pieces end where the whole swap ends.
        var random = RandomSource(seed: seed * 77)
        var pool = try PoolModelTests.pool(seed: seed)
        var done = 0
        for _ in 0..<3_000 {
            let amount = Atoms<InputToken>(1 + random.below(1 << random.below(42)))
            let direction: SwapDirection = random.below(2) == 0 ? .aToB : .bToA
            var limit = pool.nextTick(direction).map { TickMath.sqrtPrice(at: TickIndex($0)) }
            if limit == pool.state.sqrtPrice || random.below(3) > 0 { limit = nil }
            do {
                _ = try pool.swap(direction, exactIn: amount, limit: limit, seconds: 0)
                done += 1
            } catch {
                let isBack = pool.walk(to: PoolModelTests.price, seconds: 0) != nil
                #expect(isBack)
            }
        }
        #expect(done > 2_900, "\(done)")
    }

    @Test("crossing a tick turns its outside over, and the growth of fees is what was paid")
    func feeGrowth() throws {
        var pool = try PoolModelTests.pool()
        let small = Atoms<InputToken>(1_000_000_000)
        let liquidity = pool.state.liquidity
        let paid = try pool.swap(.bToA, exactIn: small, seconds: 0)
        #expect(paid.crossed == 0)
        let growth = pool.accounts[0].data.load(UInt128.self, at: 245)
        #expect(growth == (UInt128(paid.fee.count - paid.protocolFee.count) << 64) / liquidity)
        #expect(pool.accounts[0].data.load(UInt64.self, at: 93) == paid.protocolFee.count)
        #expect(pool.changed == [0])
        let far = try pool.swap(.bToA, exactIn: Atoms(90_000_000_000), seconds: 0)
        #expect(far.crossed >= 1)
        #expect(pool.changed.count >= 2)
    }

    @Test("a walk ends exactly at its price, however many arrays lie between")
    func walk() throws {
        var pool = try PoolModelTests.pool()
        let scale = PriceScale(priceDecimals: 2, decimalsA: 9, decimalsB: 6)
        var most = 0
        for price in [16_500_000, 13_200_000, 15_000_000, 15_000_001] as [Int64] {
            let target = scale.sqrtPrice(of: price)
            let swaps = pool.walk(to: target, seconds: 0)
            #expect(swaps != nil)
            most = max(most, swaps ?? 0)
            #expect(pool.state.sqrtPrice == target)
            #expect(pool.state.tick == TickMath.tick(at: target))
            #expect(pool.accounts[0].data.load(UInt128.self, at: 65) == target.bits)
        }
        #expect(most >= 2)
    }
}
