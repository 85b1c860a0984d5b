import Markets
import Numbers
import Pools
import Solana
import Testing

@testable import Simulators

@Suite("Simulated pools of every kind")
struct ChainPoolTests {
    static let kinds = PoolKind.allCases.filter { $0 != .whirlpool }

    static func terms(seed: UInt64) throws -> SyntheticTerms {
        SyntheticTerms(
            mintA: try #require(PublicKey(base58: SyntheticPool.mintA)),
            mintB: try #require(PublicKey(base58: SyntheticPool.mintB)), decimalsA: 9,
            decimalsB: 6, sqrtPrice: 0.15.squareRoot(), depth: 150_000_000_000, seed: seed,
            time: ChainTime(slot: 300_000_000, seconds: 1_790_000_000))
    }

    /// What a reader of the accounts would quote.
    static func quotes(
        _ pool: any ChainPool, _ amounts: [UInt64], at time: ChainTime
    ) throws -> [UInt64?] {
        let events = try #require(ChainReading.events(pool.kind, pool.accounts))
        var table = PoolTable([pool.kind], arrays: 64, levels: 512)
        for event in events {
            let fits = table.apply(event, at: 0)
            #expect(fits)
        }
        var found: [UInt64?] = []
        for amount in amounts {
            for direction in [SwapDirection.aToB, .bToA] {
                let trade = try? table.trade(
                    direction, .exactIn(Atoms(amount)), at: 0, time: time)
                found.append(trade?.amountOut.count)
            }
        }
        return found
    }

    @Test("the accounts say what the pool does next, swap after swap", arguments: kinds)
    func bytes(kind: PoolKind) throws {
        var random = RandomSource(seed: 9)
        let amounts: [UInt64] = [1_000, 1_000_000, 77_777_777, 3_000_000_000]
        var done = 0
        for seed in 1...3 as ClosedRange<UInt64> {
            var terms = try Self.terms(seed: seed)
            let pool = try #require(ChainPools.make(kind, terms))
            #expect(pool.kind == kind)
            for _ in 0..<40 {
                terms.time.slot += 1 + random.below(3)
                terms.time.seconds += random.below(3)
                let promised = try Self.quotes(pool, amounts, at: terms.time)
                let place = Int(random.below(UInt64(2 * amounts.count)))
                let direction: SwapDirection = place % 2 == 0 ? .aToB : .bToA
                let before = pool.accounts.map(\.data)
                pool.changed.removeAll()
                let trade = pool.swap(direction, exactIn: amounts[place / 2], at: terms.time)
                #expect(trade?.amountOut.count == promised[place], "\(kind) \(direction)")
                for (index, account) in pool.accounts.enumerated() {
                    #expect(before[index] == account.data || pool.changed.contains(index))
                }
                if trade != nil { done += 1 }
            }
        }
        #expect(done >= 100, "\(done) of 120 swaps were done")
    }

    @Test("an input is found that moves the price where it should go", arguments: kinds)
    func reach(kind: PoolKind) throws {
        let terms = try Self.terms(seed: 4)
        for share in [0.99, 0.997, 1.002, 1.01] {
            let pool = try #require(ChainPools.make(kind, terms))
            let start = try #require(pool.spot(.aToB, at: terms.time)).from
            let direction: SwapDirection = share < 1 ? .aToB : .bToA
            let input = pool.input(toReach: start * share, direction, at: terms.time)
            #expect(input > 0)
            #expect(pool.swap(direction, exactIn: input, at: terms.time) != nil)
            let end = try #require(pool.spot(.aToB, at: terms.time)).from
            // A price that moves in steps may stop a step short or beyond.
            #expect(abs(end / start - share) < 0.002, "\(kind): \(end / start) for \(share)")
        }
    }
}
