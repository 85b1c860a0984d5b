import Numbers

/// A base fee that falls from period to period, by steps or by a factor.
@frozen public struct DAMMDecay: BitwiseCopyable, Sendable {
    /// In 10⁻⁹, before the first period ends.
    public var cliff: UInt64
    /// Whether each period takes `reduction` in 1/10,000 of what was left; else it takes
    /// `reduction` in 10⁻⁹.
    public var isExponential: Bool
    /// After so many the fee stays as it is.
    public var periods: UInt16
    public var reduction: UInt64

    @_noLocks init(cliff: UInt64, isExponential: Bool, periods: UInt16, reduction: UInt64) {
        self.cliff = cliff
        self.isExponential = isExponential
        self.periods = periods
        self.reduction = reduction
    }

    /// The fee in 10⁻⁹ after this many periods.
    @_noLocks func rate(after period: UInt64) throws(DAMMError) -> UInt64 {
        let period = min(period, UInt64(periods))
        guard !isExponential else { return try factored(UInt16(truncatingIfNeeded: period)) }
        let (fallen, over) = reduction.multipliedReportingOverflow(by: period)
        guard !over, fallen <= cliff else { throw .mathOverflow }
        return cliff &- fallen
    }

    /// cliff·(1 − reduction ÷ 10,000)^period, with a power in Q64.64 whose every product is
    /// floored. A power without any bits left is an overflow to the program.
    @_noLocks private func factored(_ period: UInt16) throws(DAMMError) -> UInt64 {
        guard reduction != 0 else { return cliff }
        guard reduction <= DAMMFeeRate.basisPoints else { throw .mathOverflow }
        let one: UInt128 = 1 &<< 64
        let fallen = (UInt128(reduction) &<< 64) / UInt128(DAMMFeeRate.basisPoints)
        // Below 1, so that no product exceeds 128 bits.
        var square = one &- fallen
        var power = one
        var rest = period
        while rest != 0 {
            if rest & 1 != 0 { power = (power &* square) &>> 64 }
            square = (square &* square) &>> 64
            rest &>>= 1
        }
        guard power != 0 else { throw .mathOverflow }
        return (power &* UInt128(cliff)).highWord
    }
}

/// A base fee that falls with time since the pool's activation.
@frozen public struct DAMMTimeSchedule: BitwiseCopyable, Sendable {
    public var decay: DAMMDecay
    /// Length of a period, in the unit of the pool's activation; 0: the fee never falls.
    public var frequency: UInt64

    @_noLocks init(decay: DAMMDecay, frequency: UInt64) {
        self.decay = decay
        self.frequency = frequency
    }

    /// The fee in 10⁻⁹ at a moment at or after the activation.
    @_noLocks func rate(at point: UInt64, activation: UInt64) throws(DAMMError) -> UInt64 {
        guard frequency != 0 else { return decay.cliff }
        guard point >= activation else { return try decay.rate(after: UInt64(decay.periods)) }
        return try decay.rate(after: (point &- activation) / frequency)
    }
}

/// A base fee that falls while the price rises above the pool's first.
@frozen public struct DAMMPriceSchedule: BitwiseCopyable, Sendable {
    public var decay: DAMMDecay
    /// Rise of the √price that ends a period, in 1/10,000 of the first √price.
    public var step: UInt32
    /// From the activation, in its unit; later the fee is the last period's.
    public var duration: UInt32

    @_noLocks init(decay: DAMMDecay, step: UInt32, duration: UInt32) {
        self.decay = decay
        self.step = step
        self.duration = duration
    }

    /// The fee in 10⁻⁹ at a moment and a √price.
    @_noLocks func rate(
        at point: UInt64, activation: UInt64, price: UInt128, firstPrice: UInt128
    ) throws(DAMMError) -> UInt64 {
        let (end, over) = activation.addingReportingOverflow(UInt64(duration))
        if over { throw .mathOverflow }
        guard point >= activation, point <= end else {
            return try decay.rate(after: UInt64(decay.periods))
        }
        guard price > firstPrice else { return try decay.rate(after: 0) }
        guard firstPrice != 0, step != 0 else { throw .mathOverflow }
        let rise = UInt256(product: price &- firstPrice, UInt128(DAMMFeeRate.basisPoints))
        // A rise beyond 128 bits is beyond any number of periods.
        guard rise.high < firstPrice else { return try decay.rate(after: .max) }
        let period = rise.divided(by: firstPrice).quotient / UInt128(step)
        return try decay.rate(after: period.highWord == 0 ? period.lowWord : .max)
    }
}
