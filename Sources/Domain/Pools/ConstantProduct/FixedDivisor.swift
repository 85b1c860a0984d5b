import Numbers

/// Division by a number that stays the same while a pool's fees do: a multiplier that is computed
/// once takes the place of the processor's division, which takes longer (Granlund and Montgomery,
/// "Division by invariant integers using multiplication", 1994, theorem 4.2, for numerators of 63
/// bits). Longer numerators are divided.
struct FixedDivisor: BitwiseCopyable {
    /// 0: there is nothing to divide by.
    let divisor: UInt64
    /// With 2ˡ the least power of two that is not below the divisor: ⌈2⁶³⁺ˡ ÷ divisor⌉; 0 where
    /// every numerator has to be divided.
    private let multiplier: UInt64

    /// Any divisor; with 0 every division fails.
    @_noLocks init(_ divisor: UInt64) {
        self.divisor = divisor
        guard divisor >= 2, divisor <= 1 &<< 62 else {
            multiplier = 0
            return
        }
        let (quotient, rest) = divisor.dividingFullWidth((1 &<< FixedDivisor.shift(divisor), 0))
        multiplier = rest == 0 ? quotient : quotient &+ 1
    }

    /// l − 1, for a divisor of 2 or more.
    @_noLocks @inline(__always)
    private static func shift(_ divisor: UInt64) -> UInt64 {
        63 &- UInt64(truncatingIfNeeded: (divisor &- 1).leadingZeroBitCount)
    }

    /// `a·b ÷ divisor`; nil when there is no divisor or the result exceeds one word.
    @_noLocks @inline(__always)
    func quotient(_ a: UInt64, _ b: UInt64, rounding: Rounding) -> UInt64? {
        let product = a.multipliedFullWidth(by: b)
        // Rounding up adds almost a divisor, and the sum stays below 2⁶³.
        guard product.high == 0, multiplier != 0, product.low < 1 &<< 63 &- divisor else {
            return longQuotient(product, rounding)
        }
        let numerator = rounding.isUp ? product.low &+ (divisor &- 1) : product.low
        return numerator.multipliedFullWidth(by: multiplier).high &>> FixedDivisor.shift(divisor)
    }

    @_noLocks @inline(never)
    private func longQuotient(
        _ product: (high: UInt64, low: UInt64), _ rounding: Rounding
    ) -> UInt64? {
        guard product.high < divisor else { return nil }
        let (quotient, rest) = divisor.dividingFullWidth(product)
        guard rounding.isUp && rest != 0 else { return quotient }
        let (rounded, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : rounded
    }
}
