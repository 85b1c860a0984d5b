import Numbers
import Solana
import Testing

@testable import Pools

/// A row of the reference's examples: a book, an order, and what it fills.
struct PhoenixExample: Sendable {
    var market: PlainMarket
    var order: PhoenixOrder
    var time = ChainTime(slot: 1, seconds: 1)
    var fill: PhoenixFill
    var label: String

    static func one(
        _ label: String, _ market: PlainMarket, _ order: PhoenixOrder, slot: UInt64 = 1,
        base: UInt64, quote: UInt64, fee: UInt64, crossed: UInt32
    ) -> PhoenixExample {
        PhoenixExample(
            market: market, order: order, time: ChainTime(slot: slot, seconds: 1),
            fill: PhoenixFill(baseLots: base, quoteLots: quote, feeLots: fee, crossed: crossed),
            label: label)
    }

    static let wide: PlainMarket = {
        var market = PlainMarket(tickSize: 10_000)
        market.add(bids: [(9_900, 10)], asks: [(10_100, 10)])
        return market
    }()
    static let free: PlainMarket = {
        var market = PlainMarket(fee: 0)
        market.add(bids: [(100, 10_000), (99, 20_000)])
        return market
    }()
    static let expiring: PlainMarket = {
        var market = PlainMarket(fee: 2)
        market.add(
            bids: [(150_100, 7_777), (150_090, 20_000)],
            asks: [(150_123, 2_500), (150_124, 4_000), (150_130, 9_000)])
        market.asks[1].slot = 100
        return market
    }()

    static let all: [PhoenixExample] = [
        one(
            "buy 10", wide, PhoenixOrder(.bToA, baseLots: 10),
            base: 10, quote: 1_010_505, fee: 505, crossed: 1),
        one(
            "sell 10", wide, PhoenixOrder(.aToB, baseLots: 10),
            base: 10, quote: 989_505, fee: 495, crossed: 1),
        one(
            "sell for 1000000", free, PhoenixOrder(.aToB, quoteLots: 1_000_000),
            base: 10_000, quote: 1_000_000, fee: 0, crossed: 1),
        one(
            "buy for 6000000", .f, PhoenixOrder(.bToA, quoteLots: 6_000_000),
            base: 58_611, quote: 5_999_932, fee: 2_999, crossed: 2),
        one(
            "sell 50000", .f, PhoenixOrder(.aToB, baseLots: 50_000),
            base: 50_000, quote: 4_887_555, fee: 2_445, crossed: 2),
        one(
            "buy 25000", .f, PhoenixOrder(.bToA, baseLots: 25_000),
            base: 25_000, quote: 2_541_270, fee: 1_270, crossed: 1),
        one(
            "buy 12345 at most at 101", .f, PhoenixOrder(.bToA, limit: 101, baseLots: 12_345),
            base: 10_000, quote: 1_010_505, fee: 505, crossed: 1),
        one(
            "sell for 1234567", .f, PhoenixOrder(.aToB, quoteLots: 1_234_567),
            base: 12_501, quote: 1_234_480, fee: 618, crossed: 1),
        one(
            "buy for 999999", .f, PhoenixOrder(.bToA, quoteLots: 999_999),
            base: 9_896, quote: 999_996, fee: 500, crossed: 0),
        one(
            "buy for 1", .f, PhoenixOrder(.bToA, quoteLots: 1),
            base: 0, quote: 0, fee: 0, crossed: 0),
        one(
            "expired level", expiring, PhoenixOrder(.bToA, quoteLots: 2_000_000_000), slot: 101,
            base: 11_500, quote: 1_726_822_796, fee: 345_296, crossed: 2),
        one(
            "level's last slot", expiring, PhoenixOrder(.bToA, quoteLots: 2_000_000_000),
            slot: 100, base: 13_319, quote: 1_999_939_878, fee: 399_908, crossed: 2),
        one(
            "sell 10000", expiring, PhoenixOrder(.aToB, baseLots: 10_000), slot: 101,
            base: 10_000, quote: 1_500_677_574, fee: 300_196, crossed: 1),
    ]
}

extension PhoenixExample: CustomTestStringConvertible {
    var testDescription: String { label }
}

@Suite("Phoenix examples")
struct PhoenixExampleTests {
    @Test("an order fills as the reference's example says", arguments: PhoenixExample.all)
    func examples(_ example: PhoenixExample) throws {
        let pair = try PhoenixPair.of(example.market)
        #expect(try pair.state.quote(example.order, at: example.time) == example.fill)
        var slow = SlowPhoenix(market: example.market)
        let fill = try slow.run(example.order, at: example.time)
        #expect(fill.base == example.fill.baseLots && fill.quote == example.fill.quoteLots)
        #expect(fill.fee == example.fill.feeLots)
    }

    @Test("what a swap leaves is what the next one finds")
    func remaining() throws {
        var pair = try PhoenixPair.of(PhoenixExample.free)
        let order = PhoenixOrder(.aToB, quoteLots: 1_000_000)
        let time = ChainTime(slot: 1, seconds: 1)
        try pair.state.swap(order, at: time)
        #expect(pair.bids == [PhoenixLevel(ticks: 99, lots: 20_000)])
        let fill = try pair.state.swap(order, at: time)
        #expect(fill == PhoenixFill(baseLots: 10_101, quoteLots: 999_999, feeLots: 0))
        #expect(pair.bids == [PhoenixLevel(ticks: 99, lots: 9_899)])
    }

    @Test("an expired order is one of the matches that a limit counts, in the slow twin")
    func matchLimit() throws {
        var slow = SlowPhoenix(market: PhoenixExample.expiring)
        let fill = try slow.run(
            PhoenixOrder(.bToA, baseLots: 5_000), at: ChainTime(slot: 101, seconds: 1), matches: 2)
        #expect(fill.base == 2_500 && fill.quote == 375_382_562)
    }

    @Test("the reference's minima: 4,900,000 for 50,000 base fails, 28 bps below it passes")
    func minima() throws {
        let pair = try PhoenixPair.of(.f)
        let time = ChainTime(slot: 1, seconds: 1)
        var order = PhoenixOrder(.aToB, baseLots: 50_000, quoteLotsMin: 4_900_000)
        #expect(throws: PhoenixError.newOrder) { try pair.state.quote(order, at: time) }
        order.quoteLotsMin = 4_900_000 * 9_972 / 10_000
        #expect(try pair.state.quote(order, at: time).quoteLots == 4_887_555)
        #expect(PhoenixError.newOrder.description == "15 NewOrderError")
    }

    @Test("an order that the program refuses, or that does nothing")
    func refusals() throws {
        var market = PlainMarket.f
        let time = ChainTime(slot: 9, seconds: 9)
        var pair = try PhoenixPair.of(market)
        let both = PhoenixOrder(.aToB, baseLots: 1, quoteLots: 1)
        let bad = [both, PhoenixOrder(.bToA), PhoenixOrder(.bToA, limit: 0, baseLots: 1)]
        for order in bad {
            #expect(throws: PhoenixError.newOrder) { try pair.state.quote(order, at: time) }
        }
        let nothing = PhoenixFill(baseLots: 0, quoteLots: 0, feeLots: 0)
        for (slot, second) in [(8, nil), (nil, 8), (0, 99), (99, 0)] as [(UInt64?, UInt64?)] {
            let late = PhoenixOrder(.bToA, baseLots: 1, lastSlot: slot, lastSecond: second)
            #expect(try pair.state.quote(late, at: time) == nothing)
        }
        let intime = PhoenixOrder(.bToA, baseLots: 1, lastSlot: 9, lastSecond: 9)
        #expect(try pair.state.quote(intime, at: time).baseLots == 1)
        for status in [0, 2, 3, 4, 5] as [UInt64] {
            market.status = status
            try pair.read(market.bytes())
            pair.drain()
            #expect(throws: PhoenixError.invalidAccountData) {
                try pair.state.quote(intime, at: time)
            }
            #expect(pair.state.spot(.aToB, at: time) == nil)
        }
        pair.state.forget()
        #expect(throws: PhoenixError.marketUnknown) { try pair.state.quote(intime, at: time) }
        #expect(pair.state.misfits == 0)
    }
}
