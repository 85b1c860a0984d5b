// The fee that grows with volatility (raydium.md section 3.5): read from source, not executed.

/// How a pool's fee answers to volatility; all zeros: it does not.
@frozen public struct CLMMFeeRule: BitwiseCopyable, Hashable, Sendable {
    /// Seconds after the last reference in which it stays as it is.
    public var filterPeriod: UInt16 = 0
    /// Seconds after which nothing of the volatility is left.
    public var decayPeriod: UInt16 = 0
    /// 1/10,000 of the volatility that is left in between.
    public var reduction: UInt16 = 0
    /// How steeply the fee grows, in 1/100,000.
    public var control: UInt32 = 0
    /// The accumulator's limit, in 1/10,000 of a spacing.
    public var accumulatorMax: UInt32 = 0

    @_noLocks public init() {}

    @_noLocks public init(
        filterPeriod: UInt16, decayPeriod: UInt16, reduction: UInt16, control: UInt32,
        accumulatorMax: UInt32
    ) {
        self.filterPeriod = filterPeriod
        self.decayPeriod = decayPeriod
        self.reduction = reduction
        self.control = control
        self.accumulatorMax = accumulatorMax
    }

    /// Whether the fee is dynamic at all. A valid rule has a filter.
    public var isOn: Bool { @_noLocks get { filterPeriod != 0 } }

    /// Whether the program would accept the rule for a pool of this spacing.
    @_noLocks public func isValid(spacing: UInt16) -> Bool {
        filterPeriod > 0 && decayPeriod > filterPeriod && reduction > 0 && reduction < 10_000
            && control > 0 && control < 100_000
            && UInt64(accumulatorMax) &* UInt64(spacing) <= UInt64(UInt32.max)
    }

    /// Whether every field is 0.
    var isEmpty: Bool {
        @_noLocks get {
            UInt32(filterPeriod) | UInt32(decayPeriod) | UInt32(reduction) | control
                | accumulatorMax == 0
        }
    }

    /// The highest rate of a pool with such a rule, in 1/1,000,000.
    static var rateMax: UInt64 { @_noLocks get { 100_000 } }

    /// The rate at a volatility: base + ⌈control·(accumulator·spacing)² ÷ 10¹³⌉, at most a tenth.
    /// The caller knows that accumulator·spacing fits 32 bits, so that its square fits 64.
    @_noLocks func rate(base: UInt64, accumulator: UInt32, spacing: UInt16) -> UInt64 {
        let crossed = UInt64(accumulator) &* UInt64(spacing)
        let added =
            (crossed &* crossed).scaledUp(UInt64(control), by: 10_000_000_000_000) ?? .max
        return min(CLMMFeeRule.rateMax, base &+ min(CLMMFeeRule.rateMax, added))
    }
}

/// What a pool remembers of its volatility.
@frozen public struct CLMMFeeMemory: BitwiseCopyable, Hashable, Sendable {
    /// Seconds since 1970.
    public var updated: UInt64 = 0
    /// The spacing from which distance is counted: ⌊tick ÷ spacing⌋.
    public var index: Int32 = 0
    /// What is left of earlier volatility, in 1/10,000 of a spacing.
    public var reference: UInt32 = 0
    /// The volatility now, in 1/10,000 of a spacing.
    public var accumulator: UInt32 = 0

    @_noLocks public init() {}

    @_noLocks public init(updated: UInt64, index: Int32, reference: UInt32, accumulator: UInt32) {
        self.updated = updated
        self.index = index
        self.reference = reference
        self.accumulator = accumulator
    }

    /// What a swap does first: ages what was remembered. A clock behind the last update counts as
    /// no time.
    @_noLocks mutating func begin(at index: Int32, seconds: UInt64, _ rule: CLMMFeeRule) {
        let elapsed = seconds > updated ? seconds &- updated : 0
        if elapsed < UInt64(rule.filterPeriod) { return }
        if elapsed < UInt64(rule.decayPeriod) {
            let left = UInt64(accumulator) &* UInt64(rule.reduction) / 10_000
            reference = UInt32(truncatingIfNeeded: left)
        } else {
            reference = 0
        }
        self.index = index
        updated = seconds
    }

    /// What every step does: counts the distance from the reference.
    @_noLocks mutating func accumulate(at index: Int32, _ rule: CLMMFeeRule) {
        let distance = (Int64(self.index) &- Int64(index)).magnitude
        let total = UInt64(reference) &+ distance &* 10_000
        accumulator = UInt32(truncatingIfNeeded: min(total, UInt64(rule.accumulatorMax)))
    }

    /// The spacing that holds a tick.
    @_noLocks static func index(of tick: Int32, spacing: UInt16) -> Int32 {
        let (quotient, rest) = tick.quotientAndRemainder(dividingBy: Int32(spacing))
        return rest < 0 ? quotient &- 1 : quotient
    }
}
