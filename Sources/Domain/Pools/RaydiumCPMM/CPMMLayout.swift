import Markets
public import Numbers
public import Solana

/// Where a Raydium CPMM pool's numbers stand in its accounts (raydium.md section 2.1).
public enum CPMMLayout {
    /// The length of a pool account.
    public static var poolBytes: Int { @_noLocks @inlinable get { 637 } }
    /// The length of a config account.
    public static var configBytes: Int { @_noLocks @inlinable get { 236 } }

    static var pool: AccountShape {
        @_noLocks get { AccountShape(mark: 0x46DE_C3D7_F5E3_EDF7, length: poolBytes) }
    }
    static var config: AccountShape {
        @_noLocks get { AccountShape(mark: 0x6F2B_CBCB_6821_F4DA, length: configBytes) }
    }

    /// CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x5259_294F_8B5A_2AA9, 0x955B_FD93_AA50_2584, 0x930C_92EB_A8E6_ACB5,
                0x73EC_200C_6943_2E94)
        }
    }

    /// GpMZbSM2GgvTKHJirzeGfMFoaZ8UR2X7F4v8vHTvxFbL: holds the vaults of all pools.
    public static var authority: PublicKey {
        PublicKey(
            words: 0x21B4_92B2_F5D9_00EB, 0x64F0_D6B4_37D0_C74A, 0x0573_F30D_6064_B950,
            0x679A_8E2F_4FE8_B52B)
    }
}

/// A decoded pool account.
public struct CPMMAccount: BitwiseCopyable, Sendable {
    public var config: PublicKey
    public var vault0: PublicKey
    public var vault1: PublicKey
    public var mint0: PublicKey
    public var mint1: PublicKey
    public var tokenProgram0: PublicKey
    public var tokenProgram1: PublicKey
    public var observation: PublicKey
    public var isSwapDisabled: Bool
    /// Seconds since 1970; a swap before it fails.
    public var openTime: UInt64
    /// What the vaults owe to the protocol, the fund and the creator, in atoms.
    public var owed0: UInt64
    public var owed1: UInt64
    public var isCreatorFeeEnabled: Bool
    public var creatorSide: CPMMCreatorSide

    /// Decodes a pool account. Fees owed beyond 64 bits are `valueOutOfRange`.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CPMMLayout.pool.check(data, isOwned: owner == CPMMLayout.program)
        guard let owed0 = CPMMAccount.sum(data, 341, 357, 397),
            let owed1 = CPMMAccount.sum(data, 349, 365, 405),
            let side = CPMMCreatorSide(number: UInt64(data.load(UInt8.self, at: 389))),
            data.load(UInt8.self, at: 390) <= 1
        else { throw .valueOutOfRange }
        config = data.key(at: 8)
        vault0 = data.key(at: 72)
        vault1 = data.key(at: 104)
        mint0 = data.key(at: 168)
        mint1 = data.key(at: 200)
        tokenProgram0 = data.key(at: 232)
        tokenProgram1 = data.key(at: 264)
        observation = data.key(at: 296)
        isSwapDisabled = data.load(UInt8.self, at: 329) & 4 != 0
        openTime = data.load(UInt64.self, at: 373)
        self.owed0 = owed0
        self.owed1 = owed1
        isCreatorFeeEnabled = data.load(UInt8.self, at: 390) != 0
        creatorSide = side
    }

    @_noLocks private static func sum(
        _ data: AccountBytes, _ first: Int, _ second: Int, _ third: Int
    ) -> UInt64? {
        let (two, over) = data.load(UInt64.self, at: first)
            .addingReportingOverflow(data.load(UInt64.self, at: second))
        let (three, overAgain) = two.addingReportingOverflow(data.load(UInt64.self, at: third))
        return over || overAgain ? nil : three
    }
}

/// A decoded config account: the fees that many pools share.
public struct CPMMConfig: BitwiseCopyable, Sendable {
    /// Of the input.
    public var tradeFee: HundredthsOfBasisPoint
    /// Of the trade fee.
    public var protocolShare: HundredthsOfBasisPoint
    /// Of the trade fee.
    public var fundShare: HundredthsOfBasisPoint
    /// Charged only by pools that enable it.
    public var creatorFee: HundredthsOfBasisPoint

    /// Decodes a config account. Rates beyond the whole, alone or together, are `valueOutOfRange`.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try CPMMLayout.config.check(data, isOwned: owner == CPMMLayout.program)
        let words = Event.Words(
            data.load(UInt64.self, at: 12), data.load(UInt64.self, at: 20),
            data.load(UInt64.self, at: 28), data.load(UInt64.self, at: 108))
        guard let config = CPMMConfig(words) else { throw .valueOutOfRange }
        self = config
    }

    /// From the rates as an event carries them: trade, protocol, fund, creator. Nil when they are
    /// beyond the whole, alone or together.
    @_noLocks init?(_ words: Event.Words) {
        let whole = HundredthsOfBasisPoint.whole
        guard words.w0 <= whole, words.w1 <= whole, words.w2 <= whole, words.w3 <= whole,
            words.w0 &+ words.w3 < whole, words.w1 &+ words.w2 <= whole
        else { return nil }
        tradeFee = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w0))
        protocolShare = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w1))
        fundShare = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w2))
        creatorFee = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: words.w3))
    }

    /// The rates as an event carries them.
    var words: Event.Words {
        @_noLocks get {
            Event.Words(
                UInt64(tradeFee.count), UInt64(protocolShare.count), UInt64(fundShare.count),
                UInt64(creatorFee.count))
        }
    }
}
