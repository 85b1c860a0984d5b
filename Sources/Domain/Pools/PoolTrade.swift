public import Numbers

/// What a swap moves, of whichever kind the pool is.
@frozen public struct PoolTrade: BitwiseCopyable, Hashable, Sendable {
    /// What leaves the trader, transfer fees of the token included.
    public var amountIn: Atoms<InputToken>
    /// What reaches the trader, after transfer fees of the token.
    public var amountOut: Atoms<OutputToken>
    /// All fees of the pool, in atoms of the token that `isFeeInOutput` says. A token's own
    /// transfer fee is not among them.
    public var fee: UInt64
    public var isFeeInOutput: Bool
    /// Initialised ticks crossed, bins or price levels used up.
    public var crossed: UInt32

    @_noLocks @inlinable public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, fee: UInt64,
        isFeeInOutput: Bool = false, crossed: UInt32 = 0
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.fee = fee
        self.isFeeInOutput = isFeeInOutput
        self.crossed = crossed
    }
}
