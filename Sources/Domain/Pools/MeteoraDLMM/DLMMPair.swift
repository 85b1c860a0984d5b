/// What a swap reads of a pair's account: the parameters of its fee, and where it stands.
@frozen public struct DLMMPair: BitwiseCopyable, Sendable {
    /// 1/10,000 between the prices of two neighbouring bins; 0 while the pair is unknown.
    public var binStep: UInt16 = 0
    /// The bin that the next swap begins in.
    public var activeBin: Int32 = 0
    /// A swap that leaves these bounds fails.
    public var lowestBin: Int32 = .min
    public var highestBin: Int32 = .max

    public var baseFactor: UInt16 = 0
    /// The base fee is multiplied by 10 so often.
    public var baseFeePower: UInt8 = 0
    public var variableFeeControl: UInt32 = 0
    /// Seconds. Before the filter period has passed the references stay; after the decay period
    /// volatility is forgotten.
    public var filterPeriod: UInt16 = 0
    public var decayPeriod: UInt16 = 0
    /// 1/10,000 of the volatility that is kept between the two.
    public var reductionFactor: UInt16 = 0
    /// 1/10,000 of a market maker's fee.
    public var protocolShare: UInt16 = 0
    public var accumulatorMax: UInt32 = 0

    public var volatility = DLMMVolatility()

    /// Whether a swap of X for Y pays its fee in Y. All other swaps pay it in their input.
    public var takesFeeInY = false
    /// Whether limit orders in the bins count.
    public var supportsOrders = false
    public var isEnabled = true
    /// When swaps begin: a slot, or seconds since 1970.
    public var activationPoint: UInt64 = 0
    public var activatesAtSlot = true

    @_noLocks public init() {}

    /// Whether limit orders count in a pair of this function type: 2 is made for them, and 0 has
    /// them while it pays no reward.
    @_noLocks static func supportsOrders(function: UInt8, hasReward: Bool) -> Bool {
        function == 2 || (function == 0 && !hasReward)
    }

    /// Whether swaps are allowed, and have begun. An address that may swap before all others is not
    /// looked for.
    @_noLocks func isOpen(at time: ChainTime) -> Bool {
        isEnabled && (activatesAtSlot ? time.slot : time.seconds) >= activationPoint
    }

    /// The part of the fee that does not depend on volatility, in 10⁻⁹; beyond the cap it may be
    /// less than its formula gives.
    @_noLocks func baseFeeRate() -> UInt64 {
        var rate = UInt64(baseFactor) &* UInt64(binStep) &* 10
        var power = baseFeePower
        while power > 0 && rate > 0 && rate < DLMMFee.rateMax {
            rate &*= 10
            power &-= 1
        }
        return min(rate, DLMMFee.rateMax)
    }

    /// The fee's rate in 10⁻⁹ at this much volatility.
    @_noLocks func feeRate(accumulator: UInt32) -> UInt64 {
        let base = baseFeeRate()
        guard variableFeeControl != 0 else { return base }
        // At most 48 bits squared times 32.
        let move = UInt128(accumulator) &* UInt128(binStep)
        let (scaled, over) = (move &* move &* UInt128(variableFeeControl))
            .addingReportingOverflow(99_999_999_999)
        let cap = UInt128(DLMMFee.rateMax)
        let variable = over ? cap : min(scaled / 100_000_000_000, cap)
        return min(base &+ UInt64(truncatingIfNeeded: variable), DLMMFee.rateMax)
    }
}

/// How much a pair has moved lately; each swap leaves a new value.
@frozen public struct DLMMVolatility: BitwiseCopyable, Sendable {
    /// 10,000 a bin.
    public var accumulator: UInt32 = 0
    /// What the accumulator starts from.
    public var reference: UInt32 = 0
    /// The bin from which distance counts.
    public var indexReference: Int32 = 0
    /// Seconds since 1970 of the last swap that changed the active bin.
    public var lastUpdate: Int64 = 0

    @_noLocks public init() {}

    /// Renews the references at the start of a swap. The program reduces the accumulator in 32
    /// bits and fails where they don't suffice.
    @_noLocks mutating func renew(_ pair: DLMMPair, now: Int64) throws(DLMMError) {
        let (elapsed, over) = now.subtractingReportingOverflow(lastUpdate)
        if over { throw .mathOverflow }
        guard elapsed >= Int64(pair.filterPeriod) else { return }
        indexReference = pair.activeBin
        guard elapsed < Int64(pair.decayPeriod) else {
            reference = 0
            return
        }
        let (product, tooMuch) = accumulator.multipliedReportingOverflow(
            by: UInt32(pair.reductionFactor))
        if tooMuch { throw .mathOverflow }
        reference = product / 10_000
    }

    /// Counts the distance of the bin that is traded next.
    @_noLocks @inline(__always)
    mutating func count(bin: Int32, max: UInt32) {
        let distance = (Int64(indexReference) &- Int64(bin)).magnitude
        let moved = UInt64(reference) &+ distance &* 10_000
        accumulator = UInt32(truncatingIfNeeded: min(moved, UInt64(max)))
    }
}
