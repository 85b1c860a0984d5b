public import Solana

/// The accounts of one swap that are not the same for every pool.
public struct DAMMSwapAccounts: Hashable, Sendable {
    public var pool: PublicKey
    public var mintA: PublicKey
    public var mintB: PublicKey
    public var vaultA: PublicKey
    public var vaultB: PublicKey
    /// Token or Token-2022, as the mint belongs.
    public var programA: PublicKey
    public var programB: PublicKey
    /// Who signs, and owns the two token accounts.
    public var payer: PublicKey
    /// The token accounts that pay and receive: the first one's mint is the direction.
    public var input: PublicKey
    public var output: PublicKey
    /// A token account that shares the protocol's part of the fee.
    public var referrer: PublicKey?

    /// For a pool's own account.
    public init(
        _ account: DAMMAccount, pool: PublicKey, payer: PublicKey, input: PublicKey,
        output: PublicKey, referrer: PublicKey? = nil
    ) {
        self.pool = pool
        mintA = account.mintA
        mintB = account.mintB
        vaultA = account.vaultA
        vaultB = account.vaultB
        programA = account.isToken2022A ? TokenAccount.program2022 : TokenAccount.program
        programB = account.isToken2022B ? TokenAccount.program2022 : TokenAccount.program
        self.payer = payer
        self.input = input
        self.output = output
        self.referrer = referrer
    }
}

extension DAMMLayout {
    /// Who may spend from every pool's vaults.
    public static func poolAuthority() -> PublicKey? { derived("pool_authority") }

    /// The authority that every swap names for its events.
    public static func eventAuthority() -> PublicKey? { derived("__event_authority") }

    /// The account through which a program sees the transaction's other instructions:
    /// Sysvar1nstructions1111111111111111111111111
    public static var instructionsSysvar: PublicKey {
        PublicKey(
            words: 0x66D1_7B18_17D5_A706, 0xC0C2_FD55_04D4_DA35, 0xA575_5621_8FC6_24C1,
            0x0000_0008_5FCB_BADB)
    }

    /// A swap in one of the three modes: `limit` is the least output or, of an exact output, the
    /// highest input. Nil only where an address cannot be derived (a chance of 2⁻²⁵⁶).
    ///
    /// - Parameter namesSysvar: whether the transaction's instructions can be seen, which a pool
    ///   with a rate limiter demands: it refuses a transaction that swaps in it twice.
    public static func swap(
        _ accounts: DAMMSwapAccounts, _ mode: DAMMSwapMode, amount: UInt64, limit: UInt64,
        namesSysvar: Bool
    ) -> Instruction? {
        // The instruction's mark, then its arguments, little-endian.
        var data: [UInt8] = [0x41, 0x4B, 0x3F, 0x4C, 0xEB, 0x5B, 0x5B, 0x88]
        append(amount, to: &data)
        append(limit, to: &data)
        data.append(mode.rawValue)
        return instruction(accounts, data, namesSysvar)
    }

    /// The older swap instruction: of an exact input.
    public static func swap(
        _ accounts: DAMMSwapAccounts, amountIn: UInt64, leastOut: UInt64, namesSysvar: Bool
    ) -> Instruction? {
        var data: [UInt8] = [0xF8, 0xC6, 0x9E, 0x91, 0xE1, 0x75, 0x87, 0xC8]
        append(amountIn, to: &data)
        append(leastOut, to: &data)
        return instruction(accounts, data, namesSysvar)
    }

    private static func instruction(
        _ accounts: DAMMSwapAccounts, _ data: [UInt8], _ namesSysvar: Bool
    ) -> Instruction? {
        guard let authority = poolAuthority(), let events = eventAuthority() else { return nil }
        // An absent referrer is named by the program's own address.
        let referrer = accounts.referrer.map { AccountMeta($0, isWritable: true) }
        var metas = [
            AccountMeta(authority),
            AccountMeta(accounts.pool, isWritable: true),
            AccountMeta(accounts.input, isWritable: true),
            AccountMeta(accounts.output, isWritable: true),
            AccountMeta(accounts.vaultA, isWritable: true),
            AccountMeta(accounts.vaultB, isWritable: true),
            AccountMeta(accounts.mintA),
            AccountMeta(accounts.mintB),
            AccountMeta(accounts.payer, isSigner: true),
            AccountMeta(accounts.programA),
            AccountMeta(accounts.programB),
            referrer ?? AccountMeta(program),
            AccountMeta(events),
            AccountMeta(program),
        ]
        if namesSysvar { metas.append(AccountMeta(instructionsSysvar)) }
        return Instruction(program: program, accounts: metas, data: data)
    }

    private static func append(_ value: UInt64, to data: inout [UInt8]) {
        data += (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func derived(_ seed: String) -> PublicKey? {
        ProgramAddress(seeds: [Array(seed.utf8)], program: program)?.key
    }
}
