import Numbers

/// What a swap would do and what it does to the price, for people.
public struct PoolQuote: Sendable {
    public let direction: SwapDirection
    public let trade: PoolTrade
    /// Where a swap would begin, in atoms of B per atom of A and before any fee: before this swap,
    /// and behind it. Nil where nothing is for sale.
    public let priceBefore: Double?
    public let priceAfter: Double?
    /// How much less the swap brings than all of it would at the price before, in basis points:
    /// fees of the pool are set aside, and a token's own transfer fee is not. Nil without a price
    /// before, or where nothing moved.
    public let impact: Double?

    init(
        _ direction: SwapDirection, _ trade: PoolTrade, before: PoolStretch?, after: PoolStretch?
    ) {
        self.direction = direction
        self.trade = trade
        priceBefore = before.map { $0.from * $0.from }
        priceAfter = after.map { $0.from * $0.from }
        let fee = Double(trade.fee)
        let paid = Double(trade.amountIn.count) - (trade.isFeeInOutput ? 0 : fee)
        let received = Double(trade.amountOut.count) + (trade.isFeeInOutput ? fee : 0)
        guard let price = priceBefore, price > 0, paid > 0 else {
            impact = nil
            return
        }
        let unmoved = direction.isDown ? paid * price : paid / price
        impact = (1 - received / unmoved) * 10_000
    }
}
