public import Numbers
public import Solana

/// A pool as its instructions name it.
public struct DynamicAMMParty: Sendable {
    public var pool: PublicKey
    public var account: DynamicAMMPool
    public var vaultA: DynamicAMMVault
    public var vaultB: DynamicAMMVault

    public init(
        pool: PublicKey, account: DynamicAMMPool, vaultA: DynamicAMMVault,
        vaultB: DynamicAMMVault
    ) {
        self.pool = pool
        self.account = account
        self.vaultA = vaultA
        self.vaultB = vaultB
    }
}

/// Who swaps.
public struct DynamicAMMTaker: Sendable {
    /// Signs, and owns both token accounts.
    public var user: PublicKey
    /// Token accounts that are paid from and received into.
    public var source: PublicKey
    public var destination: PublicKey

    public init(user: PublicKey, source: PublicKey, destination: PublicKey) {
        self.user = user
        self.source = source
        self.destination = destination
    }
}

/// What the program is asked to do; nothing here can send it.
public enum DynamicAMMInstruction {
    /// A swap of an exact input, which fails below a least output. A pool of a staked token names
    /// its stake pool at the end, which the program reads where its own memory is too old.
    public static func swap(
        _ direction: SwapDirection, input: Atoms<InputToken>, outputMin: Atoms<OutputToken>,
        _ party: DynamicAMMParty, _ taker: DynamicAMMTaker
    ) -> Instruction {
        let account = party.account
        let written = [
            party.pool, taker.source, taker.destination, account.vaultA, account.vaultB,
            party.vaultA.tokenVault, party.vaultB.tokenVault, party.vaultA.shareMint,
            party.vaultB.shareMint, account.sharesA, account.sharesB,
            direction.isDown ? account.protocolFeeA : account.protocolFeeB,
        ]
        var accounts = written.map { AccountMeta($0, isWritable: true) }
        accounts += [
            AccountMeta(taker.user, isSigner: true), AccountMeta(DynamicAMMLayout.vaultProgram),
            AccountMeta(TokenAccount.program),
        ]
        if let stake = account.stake { accounts.append(AccountMeta(stake)) }
        let mark: UInt64 = 0xC887_75E1_919E_C6F8
        return Instruction(
            program: DynamicAMMLayout.program, accounts: accounts,
            data: [mark, input.count, outputMin.count].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
            })
    }
}
