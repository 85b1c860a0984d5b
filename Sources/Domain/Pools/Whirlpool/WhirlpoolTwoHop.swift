public import Numbers

/// What a swap through two pools moves. The token in the middle goes from vault to vault, so its
/// transfer fee is paid once and the trader never holds it.
public struct WhirlpoolTwoHop: BitwiseCopyable, Hashable, Sendable {
    /// What leaves and what reaches the trader, transfer fees included.
    public var amountIn: Atoms<InputToken>
    public var amountOut: Atoms<OutputToken>
    public var first: SwapResult
    public var second: SwapResult

    /// Quotes both pools as the program's two-hop instruction does, which refuses two pools that
    /// are one (6042) before. The order of amounts is read from its source, not executed: an exact
    /// input goes through the first pool first, an exact output through the second.
    @_noLocks public init(
        _ first: borrowing WhirlpoolState, _ firstDirection: SwapDirection,
        _ second: borrowing WhirlpoolState, _ secondDirection: SwapDirection,
        _ amount: SwapAmount, at time: ChainTime
    ) throws(SwapError) {
        try first.checkReady(firstDirection, at: time.seconds)
        try second.checkReady(secondDirection, at: time.seconds)
        let before: WhirlpoolExchange
        let behind: WhirlpoolExchange
        switch amount {
        case .exactIn:
            before = try first.exchange(firstDirection, amount, at: time)
            let middle = Atoms<InputToken>(before.swap.amountOut.count)
            behind = try second.exchange(secondDirection, .exactIn(middle), at: time)
        case .exactOut:
            behind = try second.exchange(secondDirection, amount, at: time)
            let (fee, _) = second.transferFees(secondDirection, at: time)
            let middle = Atoms<OutputToken>(fee.arriving(of: behind.paid))
            before = try first.exchange(firstDirection, .exactOut(middle), at: time)
        }
        guard before.swap.amountOut.count == behind.paid else {
            throw .intermediateTokenAmountMismatch
        }
        amountIn = Atoms(before.paid)
        amountOut = Atoms(behind.received)
        self.first = before.swap
        self.second = behind.swap
    }
}
