public import Numbers
public import Solana

/// A swap in a Raydium CLMM pool as its program is asked for it (raydium.md section 3.7).
public struct CLMMInstruction: Sendable {
    public var payer: PublicKey
    /// The payer's token accounts.
    public var input: PublicKey
    public var output: PublicKey
    public var direction: SwapDirection
    public var amount: SwapAmount
    /// Of an exact input the least output, of an exact output the most input.
    public var threshold: UInt64
    /// 0: none, and the whole amount must be traded.
    public var limit: SqrtPrice
    /// Whether the bitmap's extension is passed; a swap that leaves the pool's own bitmap needs it.
    public var hasExtension: Bool
    /// The starts of the tick arrays that the swap may reach, in its direction.
    public var arrays: [TickIndex]

    public init(
        payer: PublicKey, input: PublicKey, output: PublicKey, direction: SwapDirection,
        amount: SwapAmount, threshold: UInt64, limit: SqrtPrice = SqrtPrice(bits: 0),
        hasExtension: Bool, arrays: [TickIndex]
    ) {
        self.payer = payer
        self.input = input
        self.output = output
        self.direction = direction
        self.amount = amount
        self.threshold = threshold
        self.limit = limit
        self.hasExtension = hasExtension
        self.arrays = arrays
    }

    /// `swap_v2` for a pool; nil where an address cannot be derived (a chance of 2⁻²⁵⁶).
    public func swapV2(_ pool: PublicKey, _ account: CLMMAccount) -> Instruction? {
        let isDown = direction.isDown
        var accounts = [
            AccountMeta(payer, isSigner: true),
            AccountMeta(account.config),
            AccountMeta(pool, isWritable: true),
            AccountMeta(input, isWritable: true),
            AccountMeta(output, isWritable: true),
            AccountMeta(isDown ? account.vault0 : account.vault1, isWritable: true),
            AccountMeta(isDown ? account.vault1 : account.vault0, isWritable: true),
            AccountMeta(account.observation, isWritable: true),
            AccountMeta(TokenAccount.program),
            AccountMeta(TokenAccount.program2022),
            AccountMeta(CLMMInstruction.memoProgram),
            AccountMeta(isDown ? account.mint0 : account.mint1),
            AccountMeta(isDown ? account.mint1 : account.mint0),
        ]
        if hasExtension {
            guard let bitmap = CLMMLayout.bitmapAddress(pool: pool) else { return nil }
            accounts.append(AccountMeta(bitmap, isWritable: true))
        }
        for start in arrays {
            guard let array = CLMMLayout.tickArrayAddress(pool: pool, start: start) else {
                return nil
            }
            accounts.append(AccountMeta(array, isWritable: true))
        }
        return Instruction(program: CLMMLayout.program, accounts: accounts, data: data)
    }

    private var data: [UInt8] {
        let count: UInt64
        let isExactIn: Bool
        switch amount {
        case .exactIn(let input): (count, isExactIn) = (input.count, true)
        case .exactOut(let output): (count, isExactIn) = (output.count, false)
        }
        let mark: [UInt8] = [0x2B, 0x04, 0xED, 0x0B, 0x1A, 0xC9, 0x1E, 0x62]
        let words = [count, threshold, limit.bits.lowWord, limit.bits.highWord]
        let numbers = words.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        return mark + numbers + [isExactIn ? 1 : 0]
    }

    /// MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr
    private static var memoProgram: PublicKey {
        PublicKey(
            words: 0x0621_2999_5A53_4A05, 0x7C38_DA60_71E8_244D, 0x81BB_92BC_DDB5_357C,
            0x8D44_0541_40A8_1FE4)
    }
}

extension CLMMState {
    /// The starts of the tick arrays that a swap would read, first to last: as the bitmap names
    /// them, whether they are known or not. Cold.
    public borrowing func arrayStarts(_ direction: SwapDirection, count: Int) -> [TickIndex] {
        var starts: [TickIndex] = []
        var next = firstStart(direction).next
        while starts.count < count, case .start(let start) = next {
            starts.append(TickIndex(start))
            next = nextStart(behind: start, direction)
        }
        return starts
    }
}
