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
        _ pool: any ChainPool, _ amounts: [UInt64], at time: ChainTime,
        by plan: [PoolAccount]? = nil
    ) throws -> [UInt64?] {
        let events = try #require(ChainReading.events(pool.kind, pool.accounts, by: plan))
        var table = PoolTable([pool.kind], arrays: 16, levels: 512)
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
            let plan = try #require(ChainReading.plan(kind, pool.accounts))
            for _ in 0..<40 {
                terms.time.slot += 1 + random.below(3)
                terms.time.seconds += random.below(3)
                let promised = try Self.quotes(pool, amounts, at: terms.time, by: plan)
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

    @Test("so do they after swaps that move the price by whole per cents", arguments: kinds)
    func farBytes(kind: PoolKind) throws {
        var random = RandomSource(seed: 10)
        var terms = try Self.terms(seed: 5)
        let pool = try #require(ChainPools.make(kind, terms))
        var crossed: UInt32 = 0
        for _ in 0..<24 {
            terms.time.slot += 1
            terms.time.seconds += random.below(40)
            let direction: SwapDirection = random.below(2) == 0 ? .aToB : .bToA
            // Up to what stands within two per cent.
            let worth = random.below(terms.depth)
            let amount = direction.isDown ? worth / 15 * 100 : worth
            let promised = try Self.quotes(pool, [amount], at: terms.time)
            let trade = pool.swap(direction, exactIn: amount, at: terms.time)
            #expect(trade != nil, "\(kind) \(direction)")
            #expect(trade?.amountOut.count == promised[direction.isDown ? 0 : 1])
            crossed += trade?.crossed ?? 0
        }
        switch kind {
        case .raydiumCLMM, .meteoraDLMM, .phoenix: #expect(crossed > 12)
        default: #expect(crossed == 0)
        }
    }

    @Test("an order book's trees are red-black, and their orders stand apart")
    func trees() throws {
        let terms = try Self.terms(seed: 6)
        let pool = try #require(ChainPhoenix(terms))
        for swap in 0..<20 as Range<UInt64> {
            let data = pool.accounts[0].data
            var best: [UInt64] = []
            for (start, isAsk) in [(880, false), (880 + 32 + 64 * 512, true)] {
                let tree = BookTree(data: data, start: start, isAsk: isAsk)
                let count = Int(data.load(UInt64.self, at: start + 16))
                let root = Int(data.load(UInt32.self, at: start))
                #expect(tree.register(root, 2) == 0 && tree.register(root, 3) == 0)
                let prices = try tree.prices(root).prices
                #expect(prices.count == count && count >= 20)
                #expect(zip(prices, prices.dropFirst()).allSatisfy { isAsk ? $0 < $1 : $0 > $1 })
                best.append(try #require(prices.first))
            }
            #expect(best[0] < best[1])
            let direction: SwapDirection = swap % 3 == 0 ? .aToB : .bToA
            let amount = 30_000_000_000 + swap * 7_000_000_000
            #expect(pool.swap(direction, exactIn: amount, at: terms.time) != nil)
        }
    }

    /// A tree read by the rules of its kind alone.
    struct BookTree {
        let data: [UInt8]
        let start: Int
        let isAsk: Bool

        /// Left, right, parent, colour (1 is red).
        func register(_ node: Int, _ place: Int) -> Int {
            Int(data.load(UInt32.self, at: start + 32 + 64 * (node - 1) + 4 * place))
        }

        /// Prices in order, and how many black nodes lie on each way down.
        func prices(_ node: Int) throws -> (prices: [UInt64], black: Int) {
            if node == 0 { return ([], 1) }
            let (left, right) = (register(node, 0), register(node, 1))
            let isRed = register(node, 3) == 1
            for child in [left, right] where child != 0 {
                #expect(register(child, 2) == node)
                #expect(!isRed || register(child, 3) == 0)
            }
            let (below, above) = (try prices(left), try prices(right))
            #expect(below.black == above.black)
            let record = start + 32 + 64 * (node - 1)
            let number = data.load(UInt64.self, at: record + 24)
            #expect((number >> 63 == 0) == isAsk)
            #expect(data.load(UInt64.self, at: record + 40) > 0)
            let price = data.load(UInt64.self, at: record + 16)
            return (below.prices + [price] + above.prices, below.black + (isRed ? 0 : 1))
        }
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
