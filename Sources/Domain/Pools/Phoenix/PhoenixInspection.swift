public import Solana

extension PhoenixLayout {
    /// A market's account in words. Orders are counted, and the best of either side told, whether
    /// or not they have expired.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        let market = try PhoenixMarket(data, owner: owner)
        let bids = try best(market, .bids)
        let asks = try best(market, .asks)
        return Inspection(
            kind: "MarketHeader",
            fields: rules(market) + tokens(market) + sizes(market) + book(market, bids, asks)
                + keys(market))
    }

    private static func rules(_ market: PhoenixMarket) -> [Inspection.Field] {
        let data = market.data
        let bytes = data.count
        return [
            Inspection.Field("program", "\(program)"),
            Inspection.Field("bytes", "\(bytes)"),
            Inspection.Field("status", "\(market.terms.status.rawValue) \(market.terms.status)"),
            Inspection.Field("taker fee (1/10,000)", "\(market.terms.feeBasisPoints)"),
            Inspection.Field("sequence number", "\(market.sequence)"),
            Inspection.Field("next order's number", "\(data.load(UInt64.self, at: 848))"),
            Inspection.Field("fees collected (quote lots)", "\(data.load(UInt64.self, at: 864))"),
            Inspection.Field("fees unclaimed (quote lots)", "\(data.load(UInt64.self, at: 872))"),
        ]
    }

    private static func tokens(_ market: PhoenixMarket) -> [Inspection.Field] {
        let data = market.data
        return [
            Inspection.Field("base mint", "\(market.baseMint)"),
            Inspection.Field("base decimals", "\(data.load(UInt32.self, at: 40))"),
            Inspection.Field("base vault", "\(market.baseVault)"),
            Inspection.Field("base vault bump", "\(data.load(UInt32.self, at: 44))"),
            Inspection.Field("quote mint", "\(market.quoteMint)"),
            Inspection.Field("quote decimals", "\(data.load(UInt32.self, at: 120))"),
            Inspection.Field("quote vault", "\(market.quoteVault)"),
            Inspection.Field("quote vault bump", "\(data.load(UInt32.self, at: 124))"),
        ]
    }

    private static func sizes(_ market: PhoenixMarket) -> [Inspection.Field] {
        let data = market.data
        let rawUnits = data.load(UInt32.self, at: 312)
        return [
            Inspection.Field("base lot (atoms)", "\(market.terms.baseLotSize)"),
            Inspection.Field("quote lot (atoms)", "\(market.terms.quoteLotSize)"),
            Inspection.Field("base unit (base lots)", "\(market.terms.baseLotsPerUnit)"),
            Inspection.Field("base unit (raw tokens)", "\(rawUnits == 0 ? 1 : rawUnits)"),
            Inspection.Field(
                "tick (quote lots per base unit)", "\(market.terms.tickSize)"),
            Inspection.Field(
                "tick (quote atoms per base unit)", "\(data.load(UInt64.self, at: 200))"),
        ]
    }

    private static func book(
        _ market: PhoenixMarket, _ bids: Summary, _ asks: Summary
    ) -> [Inspection.Field] {
        [
            Inspection.Field("room for orders (a side)", "\(market.ordersMax)"),
            Inspection.Field("room for traders", "\(market.tradersMax)"),
            Inspection.Field("bids (orders)", "\(bids.orders)"),
            Inspection.Field("bids (levels)", "\(bids.levels)"),
            Inspection.Field("best bid (ticks × base lots)", bids.best),
            Inspection.Field("asks (orders)", "\(asks.orders)"),
            Inspection.Field("asks (levels)", "\(asks.levels)"),
            Inspection.Field("best ask (ticks × base lots)", asks.best),
        ]
    }

    private static func keys(_ market: PhoenixMarket) -> [Inspection.Field] {
        [
            Inspection.Field("authority", "\(market.data.key(at: 208))"),
            Inspection.Field("fee recipient", "\(market.data.key(at: 240))"),
            Inspection.Field("successor", "\(market.data.key(at: 280))"),
        ]
    }

    /// One side, for people.
    private struct Summary {
        var orders: Int
        var levels: Int
        var best: String
    }

    private static func best(
        _ market: PhoenixMarket, _ side: PhoenixSide
    ) throws(AccountError) -> Summary {
        let tree = try market.tree(side)
        let room = UnsafeMutablePointer<PhoenixLevel>.allocate(capacity: ordersMax)
        defer { unsafe room.deallocate() }
        var levels = unsafe PhoenixGathering(room, capacity: ordersMax, side)
        try tree.read(into: &levels)
        let first = unsafe levels.count > 0 ? room[0] : nil
        return Summary(
            orders: tree.count, levels: levels.count,
            best: first.map { "\($0.ticks) × \($0.lots)" } ?? "none")
    }
}
