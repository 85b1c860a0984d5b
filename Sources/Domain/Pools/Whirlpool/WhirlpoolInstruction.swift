public import Numbers
public import Solana

/// A pool as its instructions name it.
public struct WhirlpoolParty: Sendable {
    public var pool: PublicKey
    /// The deployment that owns the pool.
    public var program: PublicKey
    public var account: WhirlpoolAccount
    /// The programs that own the two mints.
    public var tokenProgramA: PublicKey
    public var tokenProgramB: PublicKey
    /// Starts of tick arrays beyond the three that a swap names anyway, at most three, for when the
    /// price has moved by the time it lands.
    public var spares: [TickIndex]

    public init(
        pool: PublicKey, program: PublicKey, account: WhirlpoolAccount, tokenProgramA: PublicKey,
        tokenProgramB: PublicKey, spares: [TickIndex] = []
    ) {
        precondition(spares.count <= 3, "the program takes at most three more arrays")
        self.pool = pool
        self.program = program
        self.account = account
        self.tokenProgramA = tokenProgramA
        self.tokenProgramB = tokenProgramB
        self.spares = spares
    }

    /// The token of the input, or of the output, of a swap in a direction.
    func side(
        _ direction: SwapDirection, isInput: Bool
    ) -> (mint: PublicKey, vault: PublicKey, program: PublicKey) {
        direction.isDown == isInput
            ? (account.mintA, account.vaultA, tokenProgramA)
            : (account.mintB, account.vaultB, tokenProgramB)
    }

    /// The three tick arrays of a direction; the last one stands in where there are fewer.
    func arrays(_ direction: SwapDirection) -> [AccountMeta]? {
        let starts = WhirlpoolLayout.swapArrayStarts(
            from: account.tick, spacing: account.tickSpacing, direction)
        guard let last = starts.last else { return nil }
        let padded = starts + Array(repeating: last, count: 3 - starts.count)
        return metas(padded)
    }

    /// Tick arrays, which a swap writes to.
    func metas(_ starts: [TickIndex]) -> [AccountMeta]? {
        var metas: [AccountMeta] = []
        for start in starts {
            let key = WhirlpoolLayout.tickArrayAddress(pool: pool, start: start, program: program)
            guard let key else { return nil }
            metas.append(AccountMeta(key, isWritable: true))
        }
        return metas
    }

    var oracle: AccountMeta? {
        WhirlpoolLayout.oracleAddress(pool: pool, program: program).map {
            AccountMeta($0, isWritable: true)
        }
    }
}

/// How much a swap asks for, and what it accepts.
public struct WhirlpoolOrder: Sendable {
    public var amount: SwapAmount
    /// In atoms of the other end: the least that may arrive of an exact input, the most that may
    /// be paid for an exact output.
    public var threshold: UInt64

    public init(_ amount: SwapAmount, threshold: UInt64) {
        self.amount = amount
        self.threshold = threshold
    }
}

extension WhirlpoolLayout {
    /// MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr, which vaults with memos call.
    public static var memoProgram: PublicKey {
        PublicKey(
            words: 0x0621_2999_5A53_4A05, 0x7C38_DA60_71E8_244D, 0x81BB_92BC_DDB5_357C,
            0x8D44_0541_40A8_1FE4)
    }

    /// The instruction `swap_v2`; nil where no tick array of the direction can exist.
    ///
    /// - Parameters:
    ///   - authority: signs, and may spend from the trader's two token accounts.
    ///   - limit: the √price at which to stop; 0 for none.
    public static func swap(
        _ party: WhirlpoolParty, _ direction: SwapDirection, _ order: WhirlpoolOrder,
        limit: SqrtPrice, authority: PublicKey, tokensA: PublicKey, tokensB: PublicKey
    ) -> Instruction? {
        guard let arrays = party.arrays(direction), let spares = party.metas(party.spares),
            let oracle = party.oracle
        else { return nil }
        let account = party.account
        let accounts =
            [
                AccountMeta(party.tokenProgramA), AccountMeta(party.tokenProgramB),
                AccountMeta(memoProgram), AccountMeta(authority, isSigner: true),
                AccountMeta(party.pool, isWritable: true), AccountMeta(account.mintA),
                AccountMeta(account.mintB), AccountMeta(tokensA, isWritable: true),
                AccountMeta(account.vaultA, isWritable: true),
                AccountMeta(tokensB, isWritable: true),
                AccountMeta(account.vaultB, isWritable: true),
            ] + arrays + [oracle] + spares
        var data = bytes(0x621E_C91A_0BED_042B as UInt64)
        data += head(order)
        data += bytes(limit.bits)
        data += [order.amount.end.0.isInput ? 1 : 0, direction.isDown ? 1 : 0]
        data += slices([(6, party.spares.count)])
        return Instruction(program: party.program, accounts: accounts, data: data)
    }

    /// The instruction `two_hop_swap_v2` through two pools of one deployment; nil where no tick
    /// array of a direction can exist. The account order is read from the program's source.
    ///
    /// - Parameters:
    ///   - limits: the √prices at which the pools stop; 0 for none.
    ///   - authority: signs, and may spend from `tokensIn`.
    public static func twoHopSwap(
        _ first: WhirlpoolParty, _ firstDirection: SwapDirection, _ second: WhirlpoolParty,
        _ secondDirection: SwapDirection, _ order: WhirlpoolOrder,
        limits: (first: SqrtPrice, second: SqrtPrice), authority: PublicKey,
        tokensIn: PublicKey, tokensOut: PublicKey
    ) -> Instruction? {
        guard let firstArrays = first.arrays(firstDirection), let firstOracle = first.oracle,
            let secondArrays = second.arrays(secondDirection), let secondOracle = second.oracle,
            let firstSpares = first.metas(first.spares),
            let secondSpares = second.metas(second.spares)
        else { return nil }
        let input = first.side(firstDirection, isInput: true)
        let middle = first.side(firstDirection, isInput: false)
        let middleOfSecond = second.side(secondDirection, isInput: true)
        let output = second.side(secondDirection, isInput: false)
        let fixed = [
            AccountMeta(first.pool, isWritable: true), AccountMeta(second.pool, isWritable: true),
            AccountMeta(input.mint), AccountMeta(middle.mint), AccountMeta(output.mint),
            AccountMeta(input.program), AccountMeta(middle.program), AccountMeta(output.program),
            AccountMeta(tokensIn, isWritable: true), AccountMeta(input.vault, isWritable: true),
            AccountMeta(middle.vault, isWritable: true),
            AccountMeta(middleOfSecond.vault, isWritable: true),
            AccountMeta(output.vault, isWritable: true), AccountMeta(tokensOut, isWritable: true),
            AccountMeta(authority, isSigner: true),
        ]
        let accounts =
            fixed + firstArrays + secondArrays + [firstOracle, secondOracle]
            + [AccountMeta(memoProgram)] + firstSpares + secondSpares
        var data = bytes(0x75C2_02FE_1DD1_8FBA as UInt64)
        data += head(order)
        data += [
            order.amount.end.0.isInput ? 1 : 0, firstDirection.isDown ? 1 : 0,
            secondDirection.isDown ? 1 : 0,
        ]
        data += bytes(limits.first.bits)
        data += bytes(limits.second.bits)
        data += slices([(7, first.spares.count), (8, second.spares.count)])
        return Instruction(program: first.program, accounts: accounts, data: data)
    }

    /// Amount and threshold.
    private static func head(_ order: WhirlpoolOrder) -> [UInt8] {
        bytes(order.amount.end.1) + bytes(order.threshold)
    }

    /// What the accounts behind the fixed ones are, by the program's numbers; none: one byte 0.
    private static func slices(_ slices: [(type: UInt8, count: Int)]) -> [UInt8] {
        let used = slices.filter { $0.count > 0 }
        guard !used.isEmpty else { return [0] }
        return [1] + bytes(UInt32(used.count)) + used.flatMap { [$0.type, UInt8($0.count)] }
    }

    /// Little-endian.
    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}
