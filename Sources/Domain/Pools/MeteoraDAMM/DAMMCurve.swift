import Numbers

/// The arithmetic of a pool with a price range, as the program rounds it. √prices are Q64.64 and
/// the liquidity L carries 64 more bits, so that A = L·(hi−lo) ÷ (hi·lo) and B = L·(hi−lo) ÷ 2¹²⁸.
enum DAMMCurve {
    /// Token A between two √prices; nil beyond 64 bits.
    @_noLocks static func amountA(
        from low: UInt128, to high: UInt128, liquidity: UInt128, rounding: Rounding
    ) throws(DAMMError) -> UInt64? {
        guard low <= high, low != 0 else { throw .aborted }
        let product = UInt256(product: liquidity, high &- low)
        let prices = UInt256(product: low, high)
        guard prices.fits192 else { return longAmountA(product, prices, rounding) }
        guard product < prices.shiftedLeft(by: 64) else { return nil }
        let quotient = product.wordQuotient(dividingBy: prices)
        guard rounding.isUp && !quotient.isExact else { return quotient.value }
        let (rounded, over) = quotient.value.addingReportingOverflow(1)
        return over ? nil : rounded
    }

    /// The same for prices beyond those that the program allows.
    @_noLocks @inline(never) private static func longAmountA(
        _ product: UInt256, _ prices: UInt256, _ rounding: Rounding
    ) -> UInt64? {
        let quotient = product.quotient(dividingBy: prices)
        return word(quotient.value, isRaised: rounding.isUp && !quotient.isExact)
    }

    /// Token B between two √prices; nil beyond 64 bits.
    @_noLocks static func amountB(
        from low: UInt128, to high: UInt128, liquidity: UInt128, rounding: Rounding
    ) throws(DAMMError) -> UInt64? {
        guard low <= high else { throw .mathOverflow }
        let product = UInt256(product: liquidity, high &- low)
        let isRaised = rounding.isUp && product.low != 0
        return word(UInt256(high: 0, low: product.high), isRaised: isRaised)
    }

    /// The √price after `amount` of token A entered: ⌈L·p ÷ (L + amount·p)⌉.
    @_noLocks static func price(
        _ price: UInt128, afterInA amount: UInt64, liquidity: UInt128
    ) -> UInt128 {
        if amount == 0 { return price }
        let moved = UInt256(product: price, UInt128(amount))
        let divisor = UInt256(high: 0, low: liquidity) &+ moved
        let quotient = ratio(UInt256(product: liquidity, price), divisor)
        // At most the price, so nothing is lost.
        return quotient.value.low &+ (quotient.isExact ? 0 : 1)
    }

    /// The √price after `amount` of token A left: ⌈L·p ÷ (L − amount·p)⌉.
    @_noLocks static func price(
        _ price: UInt128, afterOutA amount: UInt64, liquidity: UInt128
    ) throws(DAMMError) -> UInt128 {
        if amount == 0 { return price }
        let moved = UInt256(product: price, UInt128(amount))
        let whole = UInt256(high: 0, low: liquidity)
        guard moved < whole else { throw .mathOverflow }
        let quotient = ratio(UInt256(product: liquidity, price), whole &- moved)
        let (rounded, over) = quotient.value.low.addingReportingOverflow(
            quotient.isExact ? 0 : 1)
        guard quotient.value.high == 0, !over else { throw .typeCastFailed }
        return rounded
    }

    /// The √price after `amount` of token B entered: p + ⌊amount·2¹²⁸ ÷ L⌋.
    @_noLocks static func price(
        _ price: UInt128, afterInB amount: UInt64, liquidity: UInt128
    ) throws(DAMMError) -> UInt128 {
        guard UInt128(amount) < liquidity else {
            guard amount == 0 else { throw .typeCastFailed }
            return price
        }
        let move = UInt256(high: UInt128(amount), low: 0).divided(by: liquidity).quotient
        let (moved, over) = price.addingReportingOverflow(move)
        if over { throw .typeCastFailed }
        return moved
    }

    /// The √price after `amount` of token B left: p − ⌈amount·2¹²⁸ ÷ L⌉.
    @_noLocks static func price(
        _ price: UInt128, afterOutB amount: UInt64, liquidity: UInt128
    ) throws(DAMMError) -> UInt128 {
        if amount == 0 { return price }
        guard UInt128(amount) < liquidity else { throw .mathOverflow }
        let (quotient, rest) = UInt256(high: UInt128(amount), low: 0).divided(by: liquidity)
        let (move, over) = quotient.addingReportingOverflow(rest == 0 ? 0 : 1)
        guard !over, move <= price else { throw .mathOverflow }
        return price &- move
    }

    /// ⌊√value⌋, by Newton's steps down from a power of two that is not below it.
    @_noLocks static func root(of value: UInt256) -> UInt128 {
        guard !value.isZero else { return 0 }
        let zeros =
            value.high == 0
            ? 128 &+ value.low.leadingZeroBitCount : value.high.leadingZeroBitCount
        let half = (257 &- zeros) &>> 1
        var root = half < 128 ? UInt128(1) &<< UInt128(truncatingIfNeeded: half) : .max
        while value.high < root {
            let quotient = value.divided(by: root).quotient
            guard quotient < root else { break }
            root = quotient &+ (root &- quotient) &>> 1
        }
        return root
    }

    /// A quotient that mostly takes a divisor of two words.
    @_noLocks private static func ratio(
        _ numerator: UInt256, _ divisor: UInt256
    ) -> Quotient<UInt256> {
        guard divisor.high == 0, numerator.high < divisor.low else {
            return numerator.quotient(dividingBy: divisor)
        }
        let (quotient, rest) = numerator.divided(by: divisor.low)
        return Quotient(UInt256(high: 0, low: quotient), isExact: rest == 0)
    }

    /// The number, one more where it is raised; nil beyond 64 bits.
    @_noLocks private static func word(_ value: UInt256, isRaised: Bool) -> UInt64? {
        guard value.high == 0, value.low.highWord == 0 else { return nil }
        let (raised, over) = value.low.lowWord.addingReportingOverflow(isRaised ? 1 : 0)
        return over ? nil : raised
    }
}
