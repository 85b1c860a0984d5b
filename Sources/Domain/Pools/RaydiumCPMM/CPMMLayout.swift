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
        let trade = try CPMMConfig.rate(data, at: 12)
        let protocolShare = try CPMMConfig.rate(data, at: 20)
        let fundShare = try CPMMConfig.rate(data, at: 28)
        let creator = try CPMMConfig.rate(data, at: 108)
        guard UInt64(trade &+ creator) < HundredthsOfBasisPoint.whole,
            UInt64(protocolShare &+ fundShare) <= HundredthsOfBasisPoint.whole
        else { throw .valueOutOfRange }
        tradeFee = HundredthsOfBasisPoint(trade)
        self.protocolShare = HundredthsOfBasisPoint(protocolShare)
        self.fundShare = HundredthsOfBasisPoint(fundShare)
        creatorFee = HundredthsOfBasisPoint(creator)
    }

    @_noLocks private static func rate(
        _ data: AccountBytes, at offset: Int
    ) throws(AccountError) -> UInt32 {
        let rate = data.load(UInt64.self, at: offset)
        guard rate <= HundredthsOfBasisPoint.whole else { throw .valueOutOfRange }
        return UInt32(truncatingIfNeeded: rate)
    }
}
