import Numbers

/// Division by a number that stays the same while a pool's fees do: a multiplier that is computed
/// once takes the place of the processor's division, which takes longer (Granlund and Montgomery,
/// "Division by invariant integers using multiplication", 1994, theorem 4.2, for numerators of 63
/// bits). Longer numerators are divided.
struct FixedDivisor: BitwiseCopyable {
    /// 0: there is nothing to divide by.
    let divisor: UInt64
    /// With 2ˡ the least power of two that is not below the divisor: ⌈2⁶³⁺ˡ ÷ divisor⌉.
    private let multiplier: UInt64
    /// l − 1.
    private let shift: UInt64
    /// Numerators below it can be multiplied, also rounded up; 0 when none can.
    private let bound: UInt64

    /// Any divisor; with 0 every division fails.
    @_noLocks init(_ divisor: UInt64) {
        self.divisor = divisor
        guard divisor >= 2, divisor <= 1 &<< 62 else {
            (multiplier, shift, bound) = (0, 0, 0)
            return
        }
        shift = 63 &- UInt64(truncatingIfNeeded: (divisor &- 1).leadingZeroBitCount)
        let (quotient, rest) = divisor.dividingFullWidth((1 &<< shift, 0))
        multiplier = rest == 0 ? quotient : quotient &+ 1
        bound = 1 &<< 63 &- divisor
    }

    /// `a·b ÷ divisor`; nil when there is no divisor or the result exceeds one word.
    @_noLocks @inline(__always)
    func quotient(_ a: UInt64, _ b: UInt64, rounding: Rounding) -> UInt64? {
        let product = a.multipliedFullWidth(by: b)
        guard product.high == 0 && product.low < bound else {
            return longQuotient(product, rounding)
        }
        let numerator = rounding.isUp ? product.low &+ (divisor &- 1) : product.low
        return numerator.multipliedFullWidth(by: multiplier).high &>> shift
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
