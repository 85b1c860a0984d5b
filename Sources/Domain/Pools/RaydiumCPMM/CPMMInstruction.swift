public import Solana

extension CPMMLayout {
    /// `swap_base_input` or `swap_base_output` (raydium.md section 2.3), by the end that is fixed.
    ///
    /// - Parameters:
    ///   - account: the account of the pool.
    ///   - limit: the least output to accept, or the greatest input.
    ///   - payer: who signs, and owns the source.
    ///   - source: the payer's account of the input token.
    ///   - destination: the account that receives the output token.
    public static func swap(
        _ pool: PublicKey, _ account: CPMMAccount, _ direction: SwapDirection,
        _ amount: SwapAmount, limit: UInt64, payer: PublicKey, source: PublicKey,
        destination: PublicKey
    ) -> Instruction {
        let first = (account.vault0, account.tokenProgram0, account.mint0)
        let second = (account.vault1, account.tokenProgram1, account.mint1)
        let (input, output) = direction.isDown ? (first, second) : (second, first)
        return Instruction(
            program: program,
            accounts: [
                AccountMeta(payer, isSigner: true, isWritable: true),
                AccountMeta(authority),
                AccountMeta(account.config),
                AccountMeta(pool, isWritable: true),
                AccountMeta(source, isWritable: true),
                AccountMeta(destination, isWritable: true),
                AccountMeta(input.0, isWritable: true),
                AccountMeta(output.0, isWritable: true),
                AccountMeta(input.1),
                AccountMeta(output.1),
                AccountMeta(input.2),
                AccountMeta(output.2),
                AccountMeta(account.observation, isWritable: true),
            ],
            data: SwapData.bytes(mark(of: amount)) + SwapData.amounts(amount, limit: limit))
    }

    /// The first eight bytes of the instruction's data, as one little-endian number.
    private static func mark(of amount: SwapAmount) -> UInt64 {
        switch amount {
        case .exactIn: 0xDE33_1EC4_DA5A_BE8F
        case .exactOut: 0xADB4_4AA3_5662_D937
        }
    }
}
