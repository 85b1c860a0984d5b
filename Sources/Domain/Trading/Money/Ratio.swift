public import Numbers

/// An exact positive fraction that turns a count of one unit into a count of another.
@frozen public struct Ratio: BitwiseCopyable, Hashable, Sendable {
    public let numerator: UInt64
    public let denominator: UInt64

    /// In lowest terms. Both are 1 or more.
    public init(_ numerator: UInt64, _ denominator: UInt64) {
        precondition(numerator > 0 && denominator > 0, "a ratio is positive")
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        self.numerator = numerator / a
        self.denominator = denominator / a
    }

    /// `units · 10^exponent`; nil when it doesn't fit two words.
    public init?(units: UInt64, exponent: Int) {
        guard let power = Ratio.powerOfTen(exponent.magnitude), units > 0 else { return nil }
        if exponent < 0 {
            self.init(units, power)
            return
        }
        let (product, overflow) = units.multipliedReportingOverflow(by: power)
        guard !overflow else { return nil }
        self.init(product, 1)
    }

    /// This ratio of that one; nil when it doesn't fit two words.
    public func times(_ other: Ratio) -> Ratio? {
        let left = Ratio(numerator, other.denominator)
        let right = Ratio(other.numerator, denominator)
        let (top, over) = left.numerator.multipliedReportingOverflow(by: right.numerator)
        let (bottom, under) = left.denominator.multipliedReportingOverflow(by: right.denominator)
        guard !over, !under else { return nil }
        return Ratio(top, bottom)
    }

    /// 10^exponent; nil beyond 10¹⁹.
    public static func powerOfTen(_ exponent: UInt) -> UInt64? {
        guard exponent <= 19 else { return nil }
        var power: UInt64 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// `count · numerator ÷ denominator`; nil when it exceeds `Int64.max`, the most money there is.
    @_noLocks public func of(_ count: UInt128, rounding: Rounding) -> Int64? {
        Ratio.share(count, numerator, denominator, rounding)
    }

    /// `count · share ÷ 1,000,000` of this ratio, rounded once.
    @_noLocks public func of(
        _ count: UInt128, share: HundredthsOfBasisPoint, rounding: Rounding
    ) -> Int64? {
        let (top, over) = count.multipliedReportingOverflow(by: UInt128(share.count))
        guard !over else { return nil }
        let (bottom, under) = denominator.multipliedReportingOverflow(by: 1_000_000)
        guard !under else { return nil }
        return Ratio.share(top, numerator, bottom, rounding)
    }

    /// For a search that integers confirm.
    public var approximation: Double {
        @_noLocks get { Double(numerator) / Double(denominator) }
    }

    @_noLocks private static func share(
        _ count: UInt128, _ numerator: UInt64, _ denominator: UInt64, _ rounding: Rounding
    ) -> Int64? {
        let (product, overflow) = count.multipliedReportingOverflow(by: UInt128(numerator))
        guard !overflow else { return nil }
        let by = UInt128(denominator)
        var quotient = product / by
        switch rounding {
        case .up: if quotient &* by != product { quotient &+= 1 }
        case .down: break
        }
        guard quotient <= UInt128(UInt64(Int64.max)) else { return nil }
        return Int64(truncatingIfNeeded: quotient)
    }
}
