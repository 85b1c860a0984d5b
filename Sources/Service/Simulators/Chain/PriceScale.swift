import Numbers

/// Between a venue's price, in thousandths of its tick, and a pool's √price. Integers only, so
/// that every machine draws the same market.
struct PriceScale: Sendable, Equatable {
    /// One thousandth of a tick is `numerator ÷ denominator` atoms of B per atom of A.
    private let numerator: UInt128
    private let denominator: UInt128
    let decimalsA: Int
    let decimalsB: Int

    /// - Parameter priceDecimals: digits behind the point of the venue's tick.
    init(priceDecimals: Int, decimalsA: Int, decimalsB: Int) {
        self.decimalsA = decimalsA
        self.decimalsB = decimalsB
        let exponent = decimalsB - decimalsA - priceDecimals - 3
        numerator = PriceScale.power(max(0, exponent))
        denominator = PriceScale.power(max(0, -exponent))
    }

    private static func power(_ exponent: Int) -> UInt128 {
        precondition(exponent <= 24, "tokens and prices have few digits")
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// The √price at which the pool asks that price, rounded down; precise to 38 bits or more.
    func sqrtPrice(of thousandths: Int64) -> SqrtPrice {
        precondition(thousandths > 0, "a price is positive")
        let price = UInt128(thousandths) * numerator
        // Twice the bits that the root keeps behind the point.
        let bits = min(120, (price.leadingZeroBitCount - 1) & ~1)
        let root = PriceScale.root(of: (price << UInt128(bits)) / denominator)
        return SqrtPrice(bits: root << UInt128(64 - bits / 2))
    }

    /// The price of a √price in thousandths of a tick, rounded down; for comparisons, to 32 bits.
    func thousandths(of price: SqrtPrice) -> Int64 {
        let root = price.bits >> 32
        let scaled = (root * root) >> 24
        return Int64(clamping: (scaled * denominator / numerator) >> 40)
    }

    /// ⌊√value⌋.
    static func root(of value: UInt128) -> UInt128 {
        guard value > 1 else { return value }
        var root = UInt128(1) << UInt128((128 - value.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (root + value / root) / 2
            if next >= root { return root }
            root = next
        }
    }
}
