import Numbers

/// The arithmetic of one stretch of price without a tick in it, as the Whirlpool program rounds it.
/// Let L be the liquidity and lo < hi two √prices in Q64.64; then A = L·(hi−lo)·2⁶⁴/(hi·lo) and
/// B = L·(hi−lo)/2⁶⁴.
///
/// 256-bit division is what a swap costs. It is avoided where a product answers the same question:
/// "is ⌈n/d⌉ at most x" is "is n at most x·d".
enum ConstantLiquidity {
    /// Token A between two √prices, from `product` = L·(hi−lo) (below 2¹⁹²) and `prices` = hi·lo.
    @_noLocks @_transparent
    static func amountA(
        product: UInt256, prices: UInt256, rounding: Rounding
    ) throws(SwapError) -> UInt64 {
        guard product < prices else { throw overflowA(product: product, prices: prices) }
        let quotient = product.shiftedLeft(by: 64).wordQuotient(dividingBy: prices)
        guard rounding.isUp && !quotient.isExact else { return quotient.value }
        let (rounded, overflow) = quotient.value.addingReportingOverflow(1)
        if overflow { throw .tokenMaxExceeded }
        return rounded
    }

    /// The program tells an amount beyond 128 bits from one beyond 64.
    @_noLocks @inline(never)
    private static func overflowA(product: UInt256, prices: UInt256) -> SwapError {
        // product·2⁶⁴ ÷ prices ≥ 2¹²⁸, where prices < 2¹⁹².
        let beyond = !prices.fits192 || !(product < prices.shiftedLeft(by: 64))
        return beyond ? .numberDownCast : .tokenMaxExceeded
    }

    /// Token B between two √prices, from `product` = L·(hi−lo).
    @_noLocks @_transparent
    static func amountB(product: UInt256, rounding: Rounding) throws(SwapError) -> UInt64 {
        guard product.high == 0 else { throw .multiplicationShiftRightOverflow }
        let amount = product.low.highWord
        guard rounding.isUp && product.low.lowWord != 0 else { return amount }
        let (rounded, overflow) = amount.addingReportingOverflow(1)
        if overflow { throw .multiplicationOverflow }
        return rounded
    }

    /// The √price after `amount` of token A entered: p − ⌊amount·p² ÷ (L·2⁶⁴ + amount·p)⌋, which is
    /// the program's ⌈L·2⁶⁴·p ÷ (L·2⁶⁴ + amount·p)⌉ with a quotient of one word instead of two.
    @_noLocks @_transparent
    static func price(
        _ price: UInt128, afterIn amount: UInt64, liquidity: UInt128
    ) throws(SwapError) -> UInt128 {
        if amount == 0 { return price }
        let moved = UInt256(product: price, UInt128(amount))
        let divisor = UInt256(high: liquidity &>> 64, low: liquidity &<< 64) &+ moved
        let numerator = squared(price, moved)
        let quotient = quotient(numerator, divisor)
        return price &- quotient.value
    }

    /// The √price after `amount` of token A left: p + ⌈amount·p² ÷ (L·2⁶⁴ − amount·p)⌉.
    @_noLocks @_transparent
    static func price(
        _ price: UInt128, afterOut amount: UInt64, liquidity: UInt128
    ) throws(SwapError) -> UInt128 {
        if amount == 0 { return price }
        let moved = UInt256(product: price, UInt128(amount))
        let shifted = UInt256(high: liquidity &>> 64, low: liquidity &<< 64)
        guard moved < shifted else { throw .divideByZero }
        let quotient = quotient(squared(price, moved), shifted &- moved)
        return price &+ quotient.value &+ (quotient.isExact ? 0 : 1)
    }

    /// `moved`·price, below 2²⁵⁶ because moved < 2¹⁶⁰ and price < 2⁹⁶.
    @_noLocks @_transparent
    private static func squared(_ price: UInt128, _ moved: UInt256) -> UInt256 {
        let bottom = UInt256(product: moved.low, price)
        return UInt256(high: bottom.high &+ moved.high &* price, low: bottom.low)
    }

    /// A quotient that is mostly one word: the price's move.
    @_noLocks @_transparent
    private static func quotient(_ numerator: UInt256, _ divisor: UInt256) -> Quotient<UInt128> {
        if divisor.fits192 && numerator < divisor.shiftedLeft(by: 64) {
            let word = numerator.wordQuotient(dividingBy: divisor)
            return Quotient(UInt128(word.value), isExact: word.isExact)
        }
        return longQuotient(numerator, divisor)
    }

    @_noLocks @inline(never)
    private static func longQuotient(
        _ numerator: UInt256, _ divisor: UInt256
    ) -> Quotient<UInt128> {
        let all = numerator.quotient(dividingBy: divisor)
        return Quotient(all.value.low, isExact: all.isExact)
    }

    /// How far `amount` of token B moves the √price: amount·2⁶⁴ ÷ L.
    @_noLocks @_transparent
    static func move(
        ofB amount: UInt64, liquidity: UInt128, rounding: Rounding
    ) throws(SwapError) -> UInt128 {
        guard liquidity != 0 else { throw .divideByZero }
        let value: UInt128
        let isExact: Bool
        if liquidity.highWord == 0 {
            let divisor = liquidity.lowWord
            let (upper, rest) = amount.quotientAndRemainder(dividingBy: divisor)
            let (lower, last) = divisor.dividingFullWidth((rest, 0))
            value = UInt128(high: upper, low: lower)
            isExact = last == 0
        } else {
            let (quotient, rest) = (UInt128(amount) &<< 64).quotientAndRemainder(
                dividingBy: liquidity)
            value = quotient
            isExact = rest == 0
        }
        return rounding.isUp && !isExact ? value &+ 1 : value
    }
}
