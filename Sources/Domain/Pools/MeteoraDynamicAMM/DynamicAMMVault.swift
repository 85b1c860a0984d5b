public import Solana

/// A vault's account, checked once: another program keeps many pools' tokens in it and lends some
/// of them out. What a pool owns there is a share of `total`, less the profit that is still locked.
public struct DynamicAMMVault: BitwiseCopyable, Sendable {
    /// Whether tokens may come in; they may always leave.
    public let takesDeposits: Bool
    /// All tokens that belong to the vault, wherever they are, in atoms.
    public let total: UInt64
    /// Where the tokens lie that are not lent out.
    public let tokenVault: PublicKey
    public let mint: PublicKey
    /// The mint of the vault's shares.
    public let shareMint: PublicKey
    /// Profit, in atoms, of which the last report released nothing yet.
    public let lockedProfit: UInt64
    /// Seconds since 1970.
    public let lastReport: UInt64
    /// The share of the locked profit that a second releases, in 10⁻¹².
    public let degradation: UInt64

    /// Checks owner, kind and length.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DynamicAMMLayout.check(
            data, isOwned: owner == DynamicAMMLayout.vaultProgram,
            mark: DynamicAMMLayout.vaultMark, lengthMin: DynamicAMMLayout.vaultBytes)
        takesDeposits = data.load(UInt8.self, at: 8) != 0
        total = data.load(UInt64.self, at: 11)
        tokenVault = data.key(at: 19)
        mint = data.key(at: 83)
        shareMint = data.key(at: 115)
        lockedProfit = data.load(UInt64.self, at: 1_203)
        lastReport = data.load(UInt64.self, at: 1_211)
        degradation = data.load(UInt64.self, at: 1_219)
    }
}

/// The mint of a vault's shares. Both programs know the Token program alone, so a mint of
/// Token-2022 is `wrongOwner`, and no transfer fee exists.
struct DynamicAMMShareMint: BitwiseCopyable {
    /// All shares that exist, in atoms.
    let supply: UInt64

    @_noLocks init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        guard owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= 82 else { throw .truncated }
        guard data.count == 82 else { throw .wrongLength }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        supply = data.load(UInt64.self, at: 36)
    }
}
