import Markets
import Numbers
import Pools
import Testing

@testable import Simulators

@Suite("A generated market")
struct MarketTests {
    /// A book kept by somebody who only sees the changes.
    struct Mirror {
        var bids: [Int64: UInt64] = [:]
        var asks: [Int64: UInt64] = [:]

        mutating func apply(_ change: LevelChange) {
            let size: UInt64? = change.size == 0 ? nil : change.size
            switch change.side {
            case .bid: bids[change.price] = size
            case .ask: asks[change.price] = size
            }
        }
    }

    static func market(seed: UInt64) -> GeneratedMarket {
        var market = GeneratedMarket()
        market.seed = seed
        return market
    }

    @Test(
        "the book is never crossed, never empty, and its changes tell all of it",
        arguments: [1, 2, 77] as [UInt64])
    func book(seed: UInt64) throws {
        var walk = PriceWalk(MarketTests.market(seed: seed))
        var book = GeneratedBook(around: walk.price, depth: 40, sizeDecimals: 8, seed: seed)
        var mirror = Mirror()
        for level in book.bids { mirror.bids[level.price] = level.size }
        for level in book.asks { mirror.asks[level.price] = level.size }
        var removals = 0
        for _ in 0..<5_000 {
            walk.step()
            let changes = book.move(to: walk.price)
            removals += changes.count { $0.size == 0 }
            for change in changes { mirror.apply(change) }
            let bid = try #require(mirror.bids.keys.max())
            let ask = try #require(mirror.asks.keys.min())
            #expect(bid > 0 && bid < ask)
            #expect(book.bids.first?.price == bid && book.asks.first?.price == ask)
        }
        #expect(removals > 1_000)
        #expect(mirror.bids.count == book.bids.count && book.bids.count >= 20)
        for level in book.asks { #expect(mirror.asks[level.price] == level.size) }
    }

    @Test("the book stays above zero when the price is a few ticks")
    func cheapBook() throws {
        var book = GeneratedBook(around: 3_000, depth: 10, sizeDecimals: 2, seed: 5)
        for price in [1, 2_000, 40_000, 1, 3_400] as [Int64] {
            _ = book.move(to: price)
            let lowest = try #require(book.bids.last)
            let bid = try #require(book.bids.first)
            let ask = try #require(book.asks.first)
            #expect(lowest.price > 0 && bid.price < ask.price)
        }
    }

    @Test("the same seed gives the same market, another seed another one")
    func determinism() throws {
        func digest(_ seed: UInt64) throws -> [UInt64] {
            var process = try MarketProcess.make(
                .generated(MarketTests.market(seed: seed)), speed: 1, epoch: 0)
            var digest: [UInt64] = []
            process.advance(to: .seconds(30)) { event, market in
                switch event {
                case .book(let changes):
                    digest += changes.flatMap { [UInt64(bitPattern: $0.price), $0.size] }
                case .slot(let slot, let changed):
                    digest += [slot, UInt64(changed.count)]
                    digest.append(UInt64(truncatingIfNeeded: market.pool.state.sqrtPrice.bits))
                }
            }
            return digest
        }
        let once = try digest(9)
        #expect(once.count > 1_000)
        #expect(try digest(9) == once)
        #expect(try digest(10) != once)
    }

    @Test("it makes no difference how often time is told")
    func steps() throws {
        func last(_ step: Nanoseconds) throws -> (UInt64, UInt128, Int64) {
            var process = try MarketProcess.make(
                .generated(MarketTests.market(seed: 4)), speed: 3, epoch: 0)
            var now = Nanoseconds(0)
            while now < .seconds(12) {
                now = now + step
                process.advance(to: now) { _, _ in }
            }
            return (process.slot, process.pool.state.sqrtPrice.bits, process.fairPrice)
        }
        let coarse = try last(.seconds(12))
        let fine = try last(.milliseconds(1))
        #expect(coarse.0 == fine.0 && coarse.1 == fine.1 && coarse.2 == fine.2)
    }

    @Test("arbitrage appears and disappears in both directions", arguments: [1, 3] as [UInt64])
    func arbitrage(seed: UInt64) throws {
        var process = try MarketProcess.make(
            .generated(MarketTests.market(seed: seed)), speed: 1, epoch: 0)
        // 5 bp of the pool and 5 of the exchange, and 2 for the chain.
        var states: [Int] = []
        process.advance(to: .seconds(120)) { event, market in
            guard case .book = event, let book = market.book, let bid = book.bids.first,
                let ask = book.asks.first
            else { return }
            let pool = market.scale.thousandths(of: market.pool.state.sqrtPrice)
            let isPoolCheap = bid.price * 1_000 * 10_000 > pool * 10_012
            let isPoolDear = ask.price * 1_000 * 10_012 < pool * 10_000
            states.append(isPoolCheap ? 1 : isPoolDear ? -1 : 0)
        }
        let changes = zip(states, states.dropFirst()).count { $0 != $1 }
        let share = { (state: Int) in states.count { $0 == state } * 100 / states.count }
        #expect(states.count > 2_000)
        #expect(share(1) >= 3 && share(-1) >= 3, "\(share(1)) % and \(share(-1)) %")
        #expect(share(0) >= 30, "\(share(0)) %")
        #expect(changes >= 40, "\(changes) changes in 120 s")
    }

    @Test("slots are numbered without a gap, one each 400 ms")
    func slots() throws {
        var process = try MarketProcess.make(
            .generated(MarketTests.market(seed: 1)), speed: 1, epoch: 0)
        var slots: [UInt64] = []
        process.advance(to: .seconds(20)) { event, _ in
            if case .slot(let slot, _) = event { slots.append(slot) }
        }
        #expect(slots == (300_000_001...300_000_050).map { $0 })
    }
}

extension MarketProcess {
    /// Lets time pass and shows what happens.
    mutating func advance(
        to elapsed: Nanoseconds, _ body: (MarketEvent, borrowing MarketProcess) -> Void
    ) {
        while let event = next(upTo: elapsed) { body(event, self) }
    }
}
