public import Solana

/// Where the numbers stand in a pool's account, in the vaults that hold its tokens, and in the
/// stake pools that price a staked token (meteora.md Part 3). Two programs are involved: the pool
/// holds shares of two vaults, and what a share is worth stands in the vault's own accounts.
public enum DynamicAMMLayout {
    /// The shortest account of a pool: the curve's number ends it, and further numbers follow it
    /// where the curve has any. Accounts are longer than that, by what was reserved for later.
    public static var poolBytes: Int { @_noLocks @inlinable get { 875 } }
    /// The shortest account of a pool with the stable curve.
    public static var stablePoolBytes: Int { @_noLocks @inlinable get { 925 } }
    /// The shortest account of a vault.
    public static var vaultBytes: Int { @_noLocks @inlinable get { 1_227 } }

    static var poolMark: UInt64 { @_noLocks get { 0xBC6D_B111_046D_9AF1 } }
    static var vaultMark: UInt64 { @_noLocks get { 0x7775_9802_2BE8_08D3 } }

    /// Eo7WjKq67rjJQSZxS6z3YkapzY3eMj6Xy8X5EQVn5UaB
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0xD784_CCCC_D402_F8CC, 0x1AD8_493B_F7B5_21FB, 0x9423_E38E_C8B4_C516,
                0x8040_CC88_351D_C9E1)
        }
    }

    /// 24Uqj9JCLxUeoC3hGfh5W3s9FM9uCHDS2SG3LYwBpyTi
    public static var vaultProgram: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0xBD5C_686D_84E8_BF0F, 0xF6E8_C704_7ECA_2CC6, 0xE277_12B3_3A31_CC8D,
                0xE552_E0C0_2E2A_11E0)
        }
    }

    /// Checks owner, mark and the least length, in this order.
    @_noLocks static func check(
        _ data: AccountBytes, isOwned: Bool, mark: UInt64, lengthMin: Int
    ) throws(AccountError) {
        guard isOwned else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        guard data.load(UInt64.self, at: 0) == mark else { throw .wrongDiscriminator }
        guard data.count >= lengthMin else { throw .truncated }
    }
}

/// A pool's account, checked once.
public struct DynamicAMMPool: BitwiseCopyable, Sendable {
    /// What a swap reads.
    public let terms: DynamicAMMTerms
    public let mintA: PublicKey
    public let mintB: PublicKey
    /// Accounts of the vault program.
    public let vaultA: PublicKey
    public let vaultB: PublicKey
    /// Token accounts with the pool's shares in the vaults.
    public let sharesA: PublicKey
    public let sharesB: PublicKey
    /// Where the protocol's part of the fee goes, by the input token.
    public let protocolFeeA: PublicKey
    public let protocolFeeB: PublicKey
    /// The account that prices token B for a pool of a staked token; nil for all other pools.
    public let stake: PublicKey?

    /// Checks owner, kind and length, and that every field is one that the program writes. Another
    /// number than 0 where later versions may keep a fee that changes with time is
    /// `valueOutOfRange`: the published program has no such fee.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DynamicAMMLayout.check(
            data, isOwned: owner == DynamicAMMLayout.program, mark: DynamicAMMLayout.poolMark,
            lengthMin: DynamicAMMLayout.poolBytes)
        guard data.load(UInt8.self, at: 532) == 0 else { throw .valueOutOfRange }
        terms = try DynamicAMMTerms(data)
        mintA = data.key(at: 40)
        mintB = data.key(at: 72)
        vaultA = data.key(at: 104)
        vaultB = data.key(at: 136)
        sharesA = data.key(at: 168)
        sharesB = data.key(at: 200)
        protocolFeeA = data.key(at: 234)
        protocolFeeB = data.key(at: 266)
        stake = terms.curve.depeg.account(named: data.key(at: 363))
    }
}

extension DynamicAMMTerms {
    /// From an account's data, whose kind and least length have been checked.
    @_noLocks init(_ data: AccountBytes) throws(AccountError) {
        self.init()
        let enabled = data.load(UInt8.self, at: 233)
        let activation = data.load(UInt8.self, at: 475)
        guard enabled <= 1, activation <= 1 else { throw .valueOutOfRange }
        isEnabled = enabled == 1
        activatesAtTime = activation == 1
        activationPoint = data.load(UInt64.self, at: 403)
        tradeNumerator = data.load(UInt64.self, at: 330)
        tradeDenominator = data.load(UInt64.self, at: 338)
        protocolNumerator = data.load(UInt64.self, at: 346)
        protocolDenominator = data.load(UInt64.self, at: 354)
        guard tradeNumerator == 0 || tradeNumerator < tradeDenominator,
            protocolNumerator == 0 || protocolNumerator <= protocolDenominator
        else { throw .valueOutOfRange }
        curve = try DynamicAMMCurve(data)
    }
}

extension DynamicAMMCurve {
    /// The last field of a pool's account.
    @_noLocks init(_ data: AccountBytes) throws(AccountError) {
        self.init()
        let number = data.load(UInt8.self, at: 874)
        guard number <= 1 else { throw .valueOutOfRange }
        guard number == 1 else { return }
        guard data.count >= DynamicAMMLayout.stablePoolBytes else { throw .truncated }
        guard let depeg = DynamicAMMDepeg(number: UInt64(data.load(UInt8.self, at: 916))) else {
            throw .valueOutOfRange
        }
        isStable = true
        amplification = data.load(UInt64.self, at: 875)
        multiplierA = data.load(UInt64.self, at: 883)
        multiplierB = data.load(UInt64.self, at: 891)
        virtualPrice = data.load(UInt64.self, at: 900)
        priceUpdated = data.load(UInt64.self, at: 908)
        self.depeg = depeg
    }
}
