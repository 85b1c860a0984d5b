public import Solana

/// A decoded token account of the Token or the Token-2022 program: a pool's vault.
public struct TokenAccount: BitwiseCopyable, Hashable, Sendable {
    public var mint: PublicKey
    /// Who may spend from it; of a vault, the pool program's authority.
    public var holder: PublicKey
    /// The balance in atoms of the mint. A fee that Token-2022 withheld is not in it.
    public var amount: UInt64
    /// Frozen by the mint's authority: no transfer in or out succeeds.
    public var isFrozen: Bool
    /// The mint can take a fee from each transfer, so less arrives than is sent.
    public var hasTransferFee: Bool

    /// The length without extensions; the Token program writes no other.
    public static var bytes: Int { @_noLocks @inlinable get { 165 } }

    /// The length that both programs keep for multi-signature accounts.
    static var multisigBytes: Int { @_noLocks get { 355 } }

    /// Checks owner, length, state, and that each extension of a Token-2022 account lies within
    /// the data. Beyond 165 bytes such an account says which kind it is; its extensions follow.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        let isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= TokenAccount.bytes else { throw .truncated }
        if data.count > TokenAccount.bytes {
            guard isExtensible, data.count != TokenAccount.multisigBytes else {
                throw .wrongLength
            }
            guard data.load(UInt8.self, at: 165) == 2 else { throw .wrongDiscriminator }
        }
        let state = data.load(UInt8.self, at: 108)
        guard state == 1 || state == 2 else { throw .valueOutOfRange }
        mint = data.key(at: 0)
        holder = data.key(at: 32)
        amount = data.load(UInt64.self, at: 64)
        isFrozen = state == 2
        hasTransferFee = false
        var extensions = TokenExtensions(data)
        while let found = try extensions.next() {
            if found.type == 2 { hasTransferFee = true }
        }
    }

    /// TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x93A1_65D7_E1F6_DD06, 0xAC79_EBCE_46E1_CBD9, 0x9137_5B5F_ED85_B41C,
                0xA900_FF7E_85F5_8C3A)
        }
    }

    /// TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb
    public static var program2022: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0xDE8F_75EE_E1F6_DD06, 0xDACD_6CE4_BC5D_4218, 0x270D_B983_4DFC_1AB6,
                0xFC8B_A1D8_28F9_BDFE)
        }
    }
}
