// Division by words, after Knuth (The Art of Computer Programming, volume 2, algorithm D). The
// processor divides two words by one; everything here guesses a quotient word from the leading
// words that way and corrects it exactly. The library's own 256/128 division takes twice as long.

/// A quotient and whether the division left a remainder: all that a rounding needs.
@frozen
public struct Quotient<Value: BitwiseCopyable & Equatable & Sendable>:
    BitwiseCopyable, Equatable, Sendable
{
    public let value: Value
    public let isExact: Bool

    @inlinable @inline(__always) public init(_ value: Value, isExact: Bool) {
        self.value = value
        self.isExact = isExact
    }
}

extension UInt256 {
    /// Three words by two: `(top, next)` ÷ `divisor`, where `divisor` has its highest bit set and
    /// `top < divisor`, so that the quotient is one word.
    @_noLocks @inlinable @inline(__always)
    public static func divide(
        _ top: UInt128, _ next: UInt64, byNormalised divisor: UInt128
    ) -> (quotient: UInt64, remainder: UInt128) {
        assert(divisor.highWord &>> 63 == 1 && top < divisor)
        let d1 = divisor.highWord, d0 = divisor.lowWord
        if top.highWord == d1 { return divideAtBrink(top, next, byNormalised: divisor) }
        var (quotient, rest) = d1.dividingFullWidth((top.highWord, top.lowWord))
        let owed = UInt128(product: quotient, d0)
        var remainder = UInt128(high: rest, low: next)
        if owed > remainder {
            quotient &-= 1
            let (sum, carry) = rest.addingReportingOverflow(d1)
            rest = sum
            let again = UInt128(high: rest, low: next)
            remainder = remainder &+ divisor
            // The estimate is at most two too large; the second step is rare.
            if !carry && owed &- UInt128(d0) > again {
                quotient &-= 1
                remainder = remainder &+ divisor
            }
        }
        return (quotient, remainder &- owed)
    }

    /// The same where the leading words agree, so that the processor's division would overflow.
    @_noLocks @inlinable @inline(never)
    public static func divideAtBrink(
        _ top: UInt128, _ next: UInt64, byNormalised divisor: UInt128
    ) -> (quotient: UInt64, remainder: UInt128) {
        // The quotient is 2⁶⁴−1 or at most two less: subtract (2⁶⁴−1)·divisor, then give back.
        let owed = UInt256(product: UInt128(UInt64.max), divisor)
        let numerator = UInt256(high: top &>> 64, low: top &<< 64 | UInt128(next))
        var quotient = UInt64.max
        var rest = numerator &- owed
        while rest.high != 0 {
            quotient &-= 1
            rest = rest &+ UInt256(high: 0, low: divisor)
        }
        return (quotient, rest.low)
    }

    /// `self ÷ divisor` where the quotient is known to fit one word: `self < divisor·2⁶⁴`, and the
    /// divisor is positive and below 2¹⁹². One processor division.
    @_noLocks @inlinable @inline(__always)
    public func wordQuotient(dividingBy divisor: UInt256) -> Quotient<UInt64> {
        assert(divisor.fits192 && !divisor.isZero)
        if divisor.high == 0 { return wordQuotient(dividingBy: divisor.low) }
        let d2 = divisor.high.lowWord, d1 = divisor.low.highWord, d0 = divisor.low.lowWord
        let shift = UInt64(truncatingIfNeeded: d2.leadingZeroBitCount)
        let head = UInt128(
            high: UInt256.shifted(d2, d1, shift), low: UInt256.shifted(d1, d0, shift))
        let tail = d0 &<< shift
        let top = UInt128(
            high: UInt256.shifted(high.highWord, high.lowWord, shift),
            low: UInt256.shifted(high.lowWord, low.highWord, shift))
        // The two leading words decide only up to the third: they may be equal.
        if top >= head { return brinkQuotient(dividingBy: divisor) }
        let (quotient, rest) = UInt256.divide(
            top, UInt256.shifted(low.highWord, low.lowWord, shift), byNormalised: head)
        let left = UInt256(
            high: rest &>> 64, low: rest &<< 64 | UInt128(low.lowWord &<< shift))
        let owed = UInt256(high: 0, low: UInt128(product: quotient, tail))
        if left < owed {
            // One correction suffices: the estimate came from the two leading words.
            let by = UInt256(high: head &>> 64, low: head &<< 64 | UInt128(tail))
            return Quotient(quotient &- 1, isExact: left &+ by == owed)
        }
        return Quotient(quotient, isExact: left == owed)
    }

    /// The same for a divisor of two words.
    @_noLocks @inlinable @inline(__always)
    public func wordQuotient(dividingBy divisor: UInt128) -> Quotient<UInt64> {
        assert(divisor != 0)
        let d1 = divisor.highWord, d0 = divisor.lowWord
        if d1 == 0 {
            let (quotient, rest) = d0.dividingFullWidth((low.highWord, low.lowWord))
            return Quotient(quotient, isExact: rest == 0)
        }
        let shift = UInt64(truncatingIfNeeded: d1.leadingZeroBitCount)
        let head = UInt128(high: UInt256.shifted(d1, d0, shift), low: d0 &<< shift)
        let top = UInt128(
            high: UInt256.shifted(high.lowWord, low.highWord, shift),
            low: UInt256.shifted(low.highWord, low.lowWord, shift))
        let (quotient, rest) = UInt256.divide(top, low.lowWord &<< shift, byNormalised: head)
        return Quotient(quotient, isExact: rest == 0)
    }

    /// The upper word of `(a, b)` shifted left by 0 ... 63 bits.
    @_noLocks @inlinable @inline(__always)
    static func shifted(_ a: UInt64, _ b: UInt64, _ count: UInt64) -> UInt64 {
        a &<< count | (b &>> 1) &>> (63 &- count)
    }

    @_noLocks @inlinable @inline(never)
    public func brinkQuotient(dividingBy divisor: UInt256) -> Quotient<UInt64> {
        let all = quotient(dividingBy: divisor)
        return Quotient(all.value.low.lowWord, isExact: all.isExact)
    }

    /// `self ÷ divisor` where the quotient is known to fit 128 bits: `high < divisor`.
    @_noLocks @inlinable
    public func divided(by divisor: UInt128) -> (quotient: UInt128, remainder: UInt128) {
        assert(high < divisor)
        let shift = divisor.leadingZeroBitCount
        let scaled = shiftedLeft(by: shift)
        let bits = UInt128(truncatingIfNeeded: shift)
        let by = divisor &<< bits
        let (q1, rest) = UInt256.divide(scaled.high, scaled.low.highWord, byNormalised: by)
        let (q0, last) = UInt256.divide(rest, scaled.low.lowWord, byNormalised: by)
        return (UInt128(high: q1, low: q0), last &>> bits)
    }

    /// `self ÷ divisor` for any positive divisor.
    @_noLocks @inlinable
    public func quotient(dividingBy divisor: UInt256) -> Quotient<UInt256> {
        if divisor.high == 0 {
            let (upper, carried) = high.quotientAndRemainder(dividingBy: divisor.low)
            let rest = UInt256(high: carried, low: low)
            let (lower, remainder) = rest.divided(by: divisor.low)
            return Quotient(UInt256(high: upper, low: lower), isExact: remainder == 0)
        }
        // The quotient fits 128 bits. Dividing half of the numerator by the leading 128 bits of
        // the divisor gives a value at most one too large once the scaling is undone; one is
        // taken away, and given back where the remainder asks for it.
        let shift = divisor.high.leadingZeroBitCount
        let head = divisor.shiftedLeft(by: shift).high
        let scaled = shiftedRight(by: 1).divided(by: head).quotient
        let unscaled = UInt256(high: 0, low: scaled).shiftedLeft(by: shift)
        var estimate = unscaled.shiftedRight(by: 127).low
        if estimate != 0 { estimate &-= 1 }
        var rest = self &- UInt256(wrappingProduct: divisor, estimate)
        while !(rest < divisor) {
            estimate &+= 1
            rest = rest &- divisor
        }
        return Quotient(UInt256(high: 0, low: estimate), isExact: rest.isZero)
    }

    /// `a·b` modulo 2²⁵⁶.
    @_noLocks @inlinable
    public init(wrappingProduct a: UInt256, _ b: UInt128) {
        let bottom = UInt256(product: a.low, b)
        self.init(high: bottom.high &+ a.high &* b, low: bottom.low)
    }
}
