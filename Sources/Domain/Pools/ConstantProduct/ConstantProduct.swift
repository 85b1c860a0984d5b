import Numbers

/// The arithmetic of x·y = k on whole atoms, with products of two words and one division.
enum ConstantProduct {
    /// What `net` of the input token buys: ⌊net·out ÷ (in + net)⌋, at most `out`. Nil when both
    /// `net` and the input reserve are 0: the program then divides by zero.
    @_noLocks @inline(__always)
    static func output(
        of net: UInt64, reserveIn: UInt64, reserveOut: UInt64
    ) -> UInt64? {
        let (divisor, overflow) = reserveIn.addingReportingOverflow(net)
        if overflow { return longOutput(of: net, reserveIn: reserveIn, reserveOut: reserveOut) }
        guard divisor != 0 else { return nil }
        return mulDiv(net, reserveOut, by: divisor, rounding: .down)
    }

    /// As `output`, where the input reserve grows beyond one word.
    @_noLocks @inline(never)
    private static func longOutput(
        of net: UInt64, reserveIn: UInt64, reserveOut: UInt64
    ) -> UInt64 {
        let divisor = UInt128(reserveIn) &+ UInt128(net)
        return (UInt128(product: net, reserveOut) / divisor).lowWord
    }

    /// The least net input that buys `output`: ⌈in·output ÷ (out − output)⌉. Nil when the reserve
    /// does not exceed `output`, or when the input exceeds one word.
    @_noLocks @inline(__always)
    static func input(
        for output: UInt64, reserveIn: UInt64, reserveOut: UInt64
    ) -> UInt64? {
        guard output < reserveOut else { return nil }
        return scaledUp(reserveIn, by: output, over: reserveOut &- output)
    }

    /// ⌈amount·numerator ÷ denominator⌉; nil when the denominator is 0 or the result exceeds one
    /// word.
    @_noLocks @inline(__always)
    static func scaledUp(
        _ amount: UInt64, by numerator: UInt64, over denominator: UInt64
    ) -> UInt64? {
        let product = amount.multipliedFullWidth(by: numerator)
        guard product.high < denominator else { return nil }
        let (quotient, remainder) =
            product.high == 0
            ? product.low.quotientAndRemainder(dividingBy: denominator)
            : denominator.dividingFullWidth(product)
        guard remainder != 0 else { return quotient }
        let (rounded, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : rounded
    }
}
