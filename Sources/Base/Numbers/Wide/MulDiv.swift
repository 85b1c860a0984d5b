/// `a·b ÷ divisor`, exact in between; nil when the divisor is 0 or the result exceeds 128 bits.
@_noLocks @inlinable
public func mulDiv(
    _ a: UInt128, _ b: UInt128, by divisor: UInt128, rounding: Rounding
) -> UInt128? {
    let product = UInt256(product: a, b)
    guard product.high < divisor else { return nil }
    let (quotient, remainder) = product.divided(by: divisor)
    guard rounding.isUp && remainder != 0 else { return quotient }
    let (rounded, overflow) = quotient.addingReportingOverflow(1)
    return overflow ? nil : rounded
}

/// `a·b ÷ divisor` in words; the caller knows that the quotient fits one: `a·b < divisor·2⁶⁴`.
@_noLocks @inlinable @inline(__always)
public func mulDiv(
    _ a: UInt64, _ b: UInt64, by divisor: UInt64, rounding: Rounding
) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    let (quotient, remainder) =
        product.high == 0
        ? product.low.quotientAndRemainder(dividingBy: divisor)
        : divisor.dividingFullWidth(product)
    return rounding.isUp && remainder != 0 ? quotient &+ 1 : quotient
}
