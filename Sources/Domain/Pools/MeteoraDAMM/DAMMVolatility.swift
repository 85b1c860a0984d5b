import Markets
import Numbers

/// A pool's dynamic fee: its parameters, and what it remembers of the moves of the price.
@frozen public struct DAMMVolatility: BitwiseCopyable, Sendable {
    /// False: the pool has no dynamic fee, and nothing below matters.
    public var isEnabled = false
    /// Bound of `accumulator`.
    public var accumulatorMax: UInt32 = 0
    /// Scale of the fee.
    public var control: UInt32 = 0
    /// In 1/10,000.
    public var binStep: UInt16 = 0
    /// Seconds within which swaps count as one.
    public var filterPeriod: UInt16 = 0
    /// Seconds after which all is forgotten.
    public var decayPeriod: UInt16 = 0
    /// Share of the accumulator that lasts beyond the filter period, in 1/10,000.
    public var reductionFactor: UInt16 = 0
    /// Seconds since 1970 of the last swap that moved the price by a bin.
    public var lastUpdate: UInt64 = 0
    /// `binStep` as a Q64.64 share.
    public var binStepShare: UInt128 = 0
    /// The √price that moves are measured from.
    public var priceReference: UInt128 = 0
    /// Bins moved, times 10,000.
    public var accumulator: UInt128 = 0
    /// What of earlier moves still counts.
    public var reference: UInt128 = 0

    @_noLocks init() {}

    /// The parameters, as bytes 56–87 of the pool's account hold them.
    @_noLocks init(parameters words: Event.Words) {
        isEnabled = words.w0 & 0xFF != 0
        accumulatorMax = UInt32(truncatingIfNeeded: words.w1)
        control = UInt32(truncatingIfNeeded: words.w1 &>> 32)
        binStep = UInt16(truncatingIfNeeded: words.w2)
        filterPeriod = UInt16(truncatingIfNeeded: words.w2 &>> 16)
        decayPeriod = UInt16(truncatingIfNeeded: words.w2 &>> 32)
        reductionFactor = UInt16(truncatingIfNeeded: words.w2 &>> 48)
        lastUpdate = words.w3
    }

    /// The fee in 10⁻⁹ that comes on top of the base fee: of the accumulator as it stands, which is
    /// before a swap that the last one's.
    @_noLocks func rate() throws(DAMMError) -> UInt128 {
        guard isEnabled else { return 0 }
        let (moved, over) = accumulator.multipliedReportingOverflow(by: UInt128(binStep))
        if over { throw .mathOverflow }
        let (square, overSquare) = moved.multipliedReportingOverflow(by: moved)
        if overSquare { throw .typeCastFailed }
        let (scaled, overScaled) = square.multipliedReportingOverflow(by: UInt128(control))
        let (raised, overRaised) = scaled.addingReportingOverflow(99_999_999_999)
        if overScaled || overRaised { throw .mathOverflow }
        return raised / 100_000_000_000
    }

    /// What happens before a swap: beyond the filter period the price becomes the new reference.
    @_noLocks mutating func begin(price: UInt128, seconds: UInt64) throws(DAMMError) {
        guard isEnabled else { return }
        let elapsed = seconds > lastUpdate ? seconds &- lastUpdate : 0
        guard elapsed >= UInt64(filterPeriod) else { return }
        priceReference = price
        reference = 0
        guard elapsed < UInt64(decayPeriod) else { return }
        let (kept, over) = accumulator.multipliedReportingOverflow(by: UInt128(reductionFactor))
        if over { throw .mathOverflow }
        reference = kept / 10_000
    }

    /// What happens after a swap that moved the price.
    @_noLocks mutating func end(
        from old: UInt128, to new: UInt128, seconds: UInt64
    ) throws(DAMMError) {
        guard isEnabled else { return }
        let away = try bins(new, priceReference)
        let (moved, over) = away.multipliedReportingOverflow(by: 10_000)
        let (sum, overSum) = reference.addingReportingOverflow(moved)
        if over || overSum { throw .mathOverflow }
        accumulator = min(sum, UInt128(accumulatorMax))
        if try bins(old, new) > 0 { lastUpdate = seconds }
    }

    /// How many bins lie between two √prices: twice those that their ratio makes, of a step that is
    /// added instead of multiplied.
    @_noLocks private func bins(_ a: UInt128, _ b: UInt128) throws(DAMMError) -> UInt128 {
        let (high, low) = a > b ? (a, b) : (b, a)
        let scaled = UInt256(high: high &>> 64, low: high &<< 64)
        guard scaled.high < low, binStepShare != 0 else { throw .mathOverflow }
        let beyond = scaled.divided(by: low).quotient &- (1 &<< 64)
        let (twice, over) = (beyond / binStepShare).multipliedReportingOverflow(by: 2)
        if over { throw .mathOverflow }
        return twice
    }
}
