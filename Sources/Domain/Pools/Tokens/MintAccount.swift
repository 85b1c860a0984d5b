public import Solana

/// A decoded mint of the Token or the Token-2022 program.
///
/// A Token-2022 mint may have extensions. Those that change what a transfer delivers, or whether it
/// succeeds, are either read (the transfer fee) or refused as `unsupportedExtension`; the numbers
/// of the types are read from the program's source, not executed.
public struct MintAccount: BitwiseCopyable, Hashable, Sendable {
    /// In atoms.
    public var supply: UInt64
    /// One token is 10^decimals atoms.
    public var decimals: UInt8
    /// Whether Token-2022 owns it, so that instructions name that program.
    public var isExtensible: Bool
    public var transferFees: TransferFees

    /// The length without extensions; the Token program writes no other.
    public static var bytes: Int { @_noLocks @inlinable get { 82 } }

    /// Checks owner, length, that the mint is initialised, and that each extension is harmless,
    /// or a transfer fee. Extensions begin where those of a token account do, so a longer mint is
    /// padded to that length and says in the byte behind it that it is one.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        isExtensible = owner == TokenAccount.program2022
        guard isExtensible || owner == TokenAccount.program else { throw .wrongOwner }
        guard data.count >= MintAccount.bytes else { throw .truncated }
        if data.count > MintAccount.bytes {
            guard isExtensible, data.count > TokenAccount.bytes,
                data.count != TokenAccount.multisigBytes
            else { throw .wrongLength }
            guard data.load(UInt8.self, at: 165) == 1 else { throw .wrongDiscriminator }
        }
        guard data.load(UInt8.self, at: 45) == 1 else { throw .valueOutOfRange }
        supply = data.load(UInt64.self, at: 36)
        decimals = data.load(UInt8.self, at: 44)
        transferFees = .none
        var extensions = TokenExtensions(data)
        while let found = try extensions.next() { try take(found, of: data) }
    }

    /// For kinds whose quotes know no transfer fee.
    @_noLocks public func refuseTransferFee() throws(AccountError) {
        guard transferFees.areNone else { throw .unsupportedExtension }
    }

    @_noLocks private mutating func take(
        _ found: TokenExtension, of data: AccountBytes
    ) throws(AccountError) {
        let harmless: Bool
        switch found.type {
        case 1:
            transferFees = try MintAccount.fees(data, found)
            harmless = true
        // Accounts of a mint may begin frozen (2): whose are not is not ours to know.
        case 6: harmless = try MintAccount.byte(0, of: found, data) != 2
        // A hook is a program that every transfer calls; without one there is nothing to call.
        case 14: harmless = try MintAccount.hasNoHook(data, found)
        // While the mint is paused no transfer succeeds.
        case 26: harmless = try MintAccount.byte(32, of: found, data) == 0
        default: harmless = MintAccount.isHarmless(found.type)
        }
        guard harmless else { throw .unsupportedExtension }
    }

    /// Who may close the mint (3) or move anybody's tokens (12); confidential transfers (4, 16,
    /// 24), which no pool makes; how wallets show amounts (10, 25); metadata and groups (18 to 23);
    /// who may burn (28).
    @_noLocks private static func isHarmless(_ type: UInt16) -> Bool {
        guard type < 32 else { return false }
        let types: UInt32 = 0b1_0011_1111_1101_0001_0100_0001_1000
        return types &>> UInt32(type) & 1 == 1
    }

    @_noLocks private static func byte(
        _ place: Int, of found: TokenExtension, _ data: AccountBytes
    ) throws(AccountError) -> UInt8 {
        guard found.length > place else { throw .truncated }
        return data.load(UInt8.self, at: found.offset &+ place)
    }

    @_noLocks private static func hasNoHook(
        _ data: AccountBytes, _ found: TokenExtension
    ) throws(AccountError) -> Bool {
        guard found.length >= 64 else { throw .truncated }
        return data.key(at: found.offset &+ 32) == PublicKey(words: 0, 0, 0, 0)
    }

    /// Two authorities and what was withheld; then epoch, most and share, twice.
    @_noLocks private static func fees(
        _ data: AccountBytes, _ found: TokenExtension
    ) throws(AccountError) -> TransferFees {
        guard found.length >= 108 else { throw .truncated }
        return TransferFees(
            older: try fee(data, at: found.offset &+ 72),
            newer: try fee(data, at: found.offset &+ 90),
            newerEpoch: data.load(UInt64.self, at: found.offset &+ 90))
    }

    @_noLocks private static func fee(
        _ data: AccountBytes, at offset: Int
    ) throws(AccountError) -> TransferFee {
        let fee = TransferFee(
            share: data.load(UInt16.self, at: offset &+ 16),
            most: data.load(UInt64.self, at: offset &+ 8))
        guard let fee else { throw .valueOutOfRange }
        return fee
    }
}
