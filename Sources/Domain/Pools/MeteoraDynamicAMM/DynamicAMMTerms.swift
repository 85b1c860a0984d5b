/// What a pool's own account says of a swap: whether it may happen, the fees and the curve.
public struct DynamicAMMTerms: BitwiseCopyable, Sendable {
    public internal(set) var isEnabled = false
    /// Whether `activationPoint` is in seconds since 1970; else it is a slot.
    public internal(set) var activatesAtTime = false
    /// When swaps begin.
    public internal(set) var activationPoint: UInt64 = 0
    /// The fee as a fraction of the input.
    public internal(set) var tradeNumerator: UInt64 = 0
    public internal(set) var tradeDenominator: UInt64 = 0
    /// The protocol's part, as a fraction of the fee.
    public internal(set) var protocolNumerator: UInt64 = 0
    public internal(set) var protocolDenominator: UInt64 = 0
    public internal(set) var curve = DynamicAMMCurve()

    @_noLocks init() {}

    /// Whether swaps have begun.
    @_noLocks func isActive(at time: ChainTime) -> Bool {
        (activatesAtTime ? time.seconds : time.slot) >= activationPoint
    }

    /// The flags, as they travel: bit 0 enabled, 1 stable curve, 2 activated by time, 3 and 4 whose
    /// stake pool.
    var flags: UInt64 {
        @_noLocks get {
            (isEnabled ? 1 : 0) | (curve.isStable ? 2 : 0) | (activatesAtTime ? 4 : 0)
                | curve.depeg.number &<< 3
        }
    }

    /// Takes the flags; false where no pool has such ones.
    @_noLocks mutating func take(flags: UInt64) -> Bool {
        guard let depeg = DynamicAMMDepeg(number: flags &>> 3) else { return false }
        isEnabled = flags & 1 != 0
        curve.isStable = flags & 2 != 0
        activatesAtTime = flags & 4 != 0
        curve.depeg = depeg
        return curve.isStable || depeg.isNone
    }
}

/// The rule by which one token's amount decides the other's.
public struct DynamicAMMCurve: BitwiseCopyable, Sendable {
    /// Stable, for tokens of about one worth; else constant product.
    public internal(set) var isStable = false
    /// How flat the stable curve is: 1 ... 10,000.
    public internal(set) var amplification: UInt64 = 0
    /// What an atom of each token counts for, so that both have the same decimals.
    public internal(set) var multiplierA: UInt64 = 0
    public internal(set) var multiplierB: UInt64 = 0
    public internal(set) var depeg = DynamicAMMDepeg.none
    /// What the pool remembers of token B's worth in token A, in 10⁻⁶.
    public internal(set) var virtualPrice: UInt64 = 0
    /// When it was read, in seconds since 1970.
    public internal(set) var priceUpdated: UInt64 = 0

    @_noLocks init() {}

    /// For how long the pool's own memory of the price is good enough, in seconds.
    static var memorySeconds: UInt64 { @_noLocks get { 600 } }
    /// What a price is counted in.
    static var pricePrecision: UInt64 { @_noLocks get { 1_000_000 } }
}
