import Numbers

/// Division by a number that stays the same while a pool's fees do. Its inverse is computed once;
/// then two multiplications take the place of the processor's division, which takes longer
/// (Möller and Granlund, "Improved division by invariant integers", 2011, algorithm 4).
struct FixedDivisor: BitwiseCopyable {
    /// 0: there is nothing to divide by.
    let divisor: UInt64
    /// How far the divisor was shifted up for its highest bit to be set.
    private let shift: UInt64
    private let normalised: UInt64
    /// ⌊(2¹²⁸ − 1) ÷ normalised⌋ − 2⁶⁴.
    private let inverse: UInt64

    /// Any divisor; with 0 every division fails.
    @_noLocks init(_ divisor: UInt64) {
        self.divisor = divisor
        guard divisor != 0 else {
            (shift, normalised, inverse) = (0, 0, 0)
            return
        }
        shift = UInt64(truncatingIfNeeded: divisor.leadingZeroBitCount)
        normalised = divisor &<< shift
        inverse = normalised.dividingFullWidth((~normalised, .max)).quotient
    }

    @_noLocks @inline(__always)
    private init(divisor: UInt64, shift: UInt64, normalised: UInt64, inverse: UInt64) {
        self.divisor = divisor
        self.shift = shift
        self.normalised = normalised
        self.inverse = inverse
    }

    /// 1,000,000: the whole of a `HundredthsOfBasisPoint`.
    static var whole: FixedDivisor {
        @_noLocks @inline(__always) get {
            FixedDivisor(
                divisor: 1_000_000, shift: 44, normalised: 0xF424_0000_0000_0000,
                inverse: 0x0C6F_7A0B_5ED8_D36B)
        }
    }

    /// `a·b ÷ divisor`; nil when there is no divisor or the result exceeds one word.
    @_noLocks @inline(__always)
    func quotient(_ a: UInt64, _ b: UInt64, rounding: Rounding) -> UInt64? {
        let product = a.multipliedFullWidth(by: b)
        guard product.high < divisor else { return nil }
        let top = product.high &<< shift | (product.low &>> 1) &>> (63 &- shift)
        let next = product.low &<< shift
        let estimate = UInt128(product: inverse, top) &+ UInt128(high: top, low: next)
        var quotient = estimate.highWord &+ 1
        var rest = next &- quotient &* normalised
        if rest > estimate.lowWord {
            quotient &-= 1
            rest = rest &+ normalised
        }
        if rest >= normalised {
            quotient &+= 1
            rest = rest &- normalised
        }
        guard rounding.isUp && rest != 0 else { return quotient }
        let (rounded, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : rounded
    }
}
