import Numbers
public import Solana

/// A decoded oracle account: what a pool with an adaptive fee has beside its own account
/// (whirlpool.md section 2). A pool with a static fee has none.
public struct WhirlpoolOracle: BitwiseCopyable, Hashable, Sendable {
    public var whirlpool: PublicKey
    /// Seconds since 1970; a swap before it fails.
    public var tradeEnabled: UInt64
    public var constants: WhirlpoolFeeConstants
    public var variables: WhirlpoolFeeVariables

    /// Decodes an oracle account; `isSound` says what a pool's spacing asks of it.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try WhirlpoolLayout.oracle.check(data, isOwned: WhirlpoolLayout.isProgram(owner))
        whirlpool = data.key(at: 8)
        tradeEnabled = data.load(UInt64.self, at: 40)
        constants = WhirlpoolFeeConstants()
        constants.filterPeriod = data.load(UInt16.self, at: 48)
        constants.decayPeriod = data.load(UInt16.self, at: 50)
        constants.reductionFactor = data.load(UInt16.self, at: 52)
        constants.controlFactor = data.load(UInt32.self, at: 54)
        constants.volatilityMax = data.load(UInt32.self, at: 58)
        constants.groupSize = data.load(UInt16.self, at: 62)
        constants.majorSwapTicks = data.load(UInt16.self, at: 64)
        variables = WhirlpoolFeeVariables()
        variables.lastReferenceUpdate = data.load(UInt64.self, at: 82)
        variables.lastMajorSwap = data.load(UInt64.self, at: 90)
        variables.volatilityReference = data.load(UInt32.self, at: 98)
        variables.groupReference = data.load(Int32.self, at: 102)
        variables.volatility = data.load(UInt32.self, at: 106)
        guard max(variables.volatilityReference, variables.volatility) <= constants.volatilityMax
        else { throw .valueOutOfRange }
    }

    /// Whether the program would have taken the constants for a pool of this spacing, and the
    /// reference is a group that exists.
    @_noLocks func isSound(spacing: UInt16) -> Bool {
        guard constants.isSound(spacing: spacing) else { return false }
        let size = Int32(constants.groupSize)
        let low = AdaptiveFee.group(of: TickMath.tickMin.count &- 1, size)
        let high = AdaptiveFee.group(of: TickMath.tickMax.count, size)
        return variables.groupReference >= low && variables.groupReference <= high
    }
}
