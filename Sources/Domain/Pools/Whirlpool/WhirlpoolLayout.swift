public import Numbers
public import Solana

/// Where a Whirlpool's numbers stand in its accounts (whirlpool.md section 2).
public enum WhirlpoolLayout {
    /// The length of a pool account.
    public static var poolBytes: Int { @_noLocks @inlinable get { 653 } }
    /// The length of a fixed tick array.
    public static var tickArrayBytes: Int { @_noLocks @inlinable get { 9_988 } }
    /// The lengths of a dynamic tick array: with no initialised tick, and with all of them.
    public static var dynamicArrayBytesMin: Int { @_noLocks @inlinable get { 148 } }
    public static var dynamicArrayBytesMax: Int { @_noLocks @inlinable get { 10_004 } }
    /// The length of an oracle account.
    public static var oracleBytes: Int { @_noLocks @inlinable get { 254 } }

    static var pool: AccountShape {
        @_noLocks get { AccountShape(mark: 0x0963_80E1_0CD1_953F, length: poolBytes) }
    }
    static var tickArray: AccountShape {
        @_noLocks get { AccountShape(mark: 0xBB42_076E_BEBD_6145, length: tickArrayBytes) }
    }
    static var oracle: AccountShape {
        @_noLocks get { AccountShape(mark: 0xF4E5_B38C_B383_C28B, length: oracleBytes) }
    }
    static var dynamicArrayMark: UInt64 { @_noLocks get { 0x38DA_C7E1_8EF6_D811 } }

    /// Whether the key is one of the two deployments of the program.
    @_noLocks public static func isProgram(_ key: PublicKey) -> Bool {
        key == program || key == immutableProgram
    }

    /// whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x5390_908E_5F68_030E, 0x6AA7_F566_1C12_58E4, 0xF882_1CA1_6A70_C7ED,
                0xA979_782B_8F2A_95AA)
        }
    }

    /// iwhrLHdsgrvmnwU8GF2FSmyabSMjfHwFGJAX2ufJ3ZN, the same code, which nobody can change.
    public static var immutableProgram: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x53B1_6A28_E4AA_BE0A, 0xBBF3_7CDA_EDFF_A81A, 0x5B97_247A_0ACC_6FA5,
                0x65E3_0BE0_9CC1_81A7)
        }
    }

    /// Whether a pool can stand at this tick and √price: the price lies within the program's limits
    /// and in the tick, or on the upper edge of it after a fall that stopped there.
    @_noLocks static func isConsistent(tick: TickIndex, _ price: SqrtPrice) -> Bool {
        guard price >= TickMath.sqrtPriceMin, price <= TickMath.sqrtPriceMax else { return false }
        let owner = TickMath.tick(atBits: price.bits)
        if tick.count == owner { return true }
        return tick.count == owner - 1 && TickMath.bits(at: owner) == price.bits
    }
}

/// A decoded pool account.
public struct WhirlpoolAccount: BitwiseCopyable, Hashable, Sendable {
    public var config: PublicKey
    public var tickSpacing: UInt16
    /// Equal to the spacing exactly when the fee is static.
    public var feeTierIndex: UInt16
    public var feeRate: HundredthsOfBasisPoint
    public var protocolShare: BasisPoints
    public var liquidity: UInt128
    public var sqrtPrice: SqrtPrice
    public var tick: TickIndex
    public var mintA: PublicKey
    public var vaultA: PublicKey
    public var mintB: PublicKey
    public var vaultB: PublicKey
    /// Q64.64, wrapping.
    public var feeGrowthA: UInt128
    public var feeGrowthB: UInt128
    /// Seconds since 1970; a swap before it fails.
    public var rewardLastUpdated: UInt64

    /// Decodes a pool account.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try WhirlpoolLayout.pool.check(data, isOwned: WhirlpoolLayout.isProgram(owner))
        config = data.key(at: 8)
        tickSpacing = data.load(UInt16.self, at: 41)
        feeTierIndex = data.load(UInt16.self, at: 43)
        feeRate = HundredthsOfBasisPoint(UInt32(data.load(UInt16.self, at: 45)))
        protocolShare = BasisPoints(UInt32(data.load(UInt16.self, at: 47)))
        liquidity = data.load(UInt128.self, at: 49)
        sqrtPrice = SqrtPrice(bits: data.load(UInt128.self, at: 65))
        tick = TickIndex(data.load(Int32.self, at: 81))
        mintA = data.key(at: 101)
        vaultA = data.key(at: 133)
        feeGrowthA = data.load(UInt128.self, at: 165)
        mintB = data.key(at: 181)
        vaultB = data.key(at: 213)
        feeGrowthB = data.load(UInt128.self, at: 245)
        rewardLastUpdated = data.load(UInt64.self, at: 261)
        try checkRanges()
    }

    /// Whether the fee adapts to volatility, as the pool's oracle account says.
    public var isAdaptive: Bool { @_noLocks get { feeTierIndex != tickSpacing } }

    @_noLocks private func checkRanges() throws(AccountError) {
        guard tickSpacing > 0, feeRate.count <= 60_000, protocolShare.count <= 2_500,
            WhirlpoolLayout.isConsistent(tick: tick, sqrtPrice)
        else { throw .valueOutOfRange }
    }
}
