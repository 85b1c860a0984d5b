public import Numbers
public import Solana

/// The accounts that a swap in a DLMM pair names.
public struct DLMMSwapAccounts: Hashable, Sendable {
    public var pair: PublicKey
    /// Nil where the pair has no bitmap beyond its own.
    public var bitmap: PublicKey?
    public var reserveX: PublicKey
    public var reserveY: PublicKey
    /// The trader's token accounts.
    public var source: PublicKey
    public var destination: PublicKey
    public var mintX: PublicKey
    public var mintY: PublicKey
    public var oracle: PublicKey
    /// A token account that gets a part of the protocol's fee.
    public var host: PublicKey?
    public var trader: PublicKey
    public var tokenProgramX: PublicKey
    public var tokenProgramY: PublicKey
    /// In the order in which the swap enters them.
    public var arrays: [PublicKey]

    /// What the pair's own account names, and what it does not.
    public init(
        _ account: DLMMPairAccount, at pair: PublicKey, bitmap: PublicKey? = nil,
        source: PublicKey, destination: PublicKey, trader: PublicKey, arrays: [PublicKey]
    ) {
        self.init(
            pair: pair, bitmap: bitmap, reserveX: account.reserveX, reserveY: account.reserveY,
            source: source, destination: destination, mintX: account.mintX,
            mintY: account.mintY, oracle: account.oracle, trader: trader,
            tokenProgramX: account.tokenProgramX, tokenProgramY: account.tokenProgramY,
            arrays: arrays)
    }

    public init(
        pair: PublicKey, bitmap: PublicKey? = nil, reserveX: PublicKey, reserveY: PublicKey,
        source: PublicKey, destination: PublicKey, mintX: PublicKey, mintY: PublicKey,
        oracle: PublicKey, host: PublicKey? = nil, trader: PublicKey,
        tokenProgramX: PublicKey, tokenProgramY: PublicKey, arrays: [PublicKey]
    ) {
        self.pair = pair
        self.bitmap = bitmap
        self.reserveX = reserveX
        self.reserveY = reserveY
        self.source = source
        self.destination = destination
        self.mintX = mintX
        self.mintY = mintY
        self.oracle = oracle
        self.host = host
        self.trader = trader
        self.tokenProgramX = tokenProgramX
        self.tokenProgramY = tokenProgramY
        self.arrays = arrays
    }

    /// In the program's order.
    fileprivate func metas(withMemo: Bool) -> [AccountMeta] {
        var metas = [
            AccountMeta(pair, isWritable: true), optional(bitmap),
            AccountMeta(reserveX, isWritable: true), AccountMeta(reserveY, isWritable: true),
            AccountMeta(source, isWritable: true), AccountMeta(destination, isWritable: true),
            AccountMeta(mintX), AccountMeta(mintY), AccountMeta(oracle, isWritable: true),
            optional(host), AccountMeta(trader, isSigner: true), AccountMeta(tokenProgramX),
            AccountMeta(tokenProgramY),
        ]
        if withMemo { metas.append(AccountMeta(DLMMLayout.memoProgram)) }
        metas.append(AccountMeta(DLMMLayout.eventAuthority))
        metas.append(AccountMeta(DLMMLayout.program))
        return metas + arrays.map { AccountMeta($0, isWritable: true) }
    }

    /// The program's own address, not to be written, stands for an account that there is none of.
    private func optional(_ key: PublicKey?) -> AccountMeta {
        key.map { AccountMeta($0, isWritable: true) } ?? AccountMeta(DLMMLayout.program)
    }
}

extension DLMMLayout {
    /// The authority that every swap names for its events:
    /// D1ZN9Wj1fRSUQfCjhvnu1hqDMT7hzjzBBpi12nVniYD6
    public static var eventAuthority: PublicKey {
        PublicKey(
            words: 0xCF51_8CA9_7FD6_70B2, 0xAF2B_9658_1305_1302, 0x44D9_C959_ED2B_7435,
            0x91CD_C785_0C0D_9C5E)
    }

    /// MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr
    static var memoProgram: PublicKey {
        PublicKey(
            words: 0x0621_2999_5A53_4A05, 0x7C38_DA60_71E8_244D, 0x81BB_92BC_DDB5_357C,
            0x8D44_0541_40A8_1FE4)
    }

    /// `swap`, the older one: pays `input`, for at least `outputMin`.
    public static func swap(
        _ accounts: DLMMSwapAccounts, input: Atoms<InputToken>, outputMin: Atoms<OutputToken>
    ) -> Instruction {
        instruction(
            0xC887_75E1_919E_C6F8, accounts, input.count, outputMin.count, isSecond: false)
    }

    /// `swap2`: pays `input`, for at least `outputMin`.
    public static func swap2(
        _ accounts: DLMMSwapAccounts, input: Atoms<InputToken>, outputMin: Atoms<OutputToken>
    ) -> Instruction {
        instruction(
            0x885B_5BEB_4C3F_4B41, accounts, input.count, outputMin.count, isSecond: true)
    }

    /// `swap_exact_out2`: receives `output`, for at most `inputMax`.
    public static func swapExactOut2(
        _ accounts: DLMMSwapAccounts, inputMax: Atoms<InputToken>, output: Atoms<OutputToken>
    ) -> Instruction {
        instruction(
            0x51F3_3C89_84F7_D72B, accounts, inputMax.count, output.count, isSecond: true)
    }

    /// The second kind of instruction also says which of the last accounts belong to hooks of
    /// transfers: none.
    private static func instruction(
        _ mark: UInt64, _ accounts: DLMMSwapAccounts, _ first: UInt64, _ second: UInt64,
        isSecond: Bool
    ) -> Instruction {
        let numbers = [mark, first, second].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        return Instruction(
            program: program, accounts: accounts.metas(withMemo: isSecond),
            data: numbers + [UInt8](repeating: 0, count: isSecond ? 4 : 0))
    }
}
