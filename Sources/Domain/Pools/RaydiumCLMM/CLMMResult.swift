public import Numbers

/// What a swap in a Raydium CLMM pool does, to the atom.
@frozen public struct CLMMResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, the fee included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker.
    public var amountOut: Atoms<OutputToken>
    /// The three parts of the fee, all of them within `amountIn`.
    public var lpFee: Atoms<InputToken>
    public var protocolFee: Atoms<InputToken>
    public var fundFee: Atoms<InputToken>
    /// The pool after the swap.
    public var sqrtPrice: SqrtPrice
    public var tick: TickIndex
    public var liquidity: UInt128
    /// How many initialised ticks the price crossed.
    public var crossed: UInt32

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, lpFee: Atoms<InputToken>,
        protocolFee: Atoms<InputToken>, fundFee: Atoms<InputToken>, sqrtPrice: SqrtPrice,
        tick: TickIndex, liquidity: UInt128, crossed: UInt32
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.lpFee = lpFee
        self.protocolFee = protocolFee
        self.fundFee = fundFee
        self.sqrtPrice = sqrtPrice
        self.tick = tick
        self.liquidity = liquidity
        self.crossed = crossed
    }

    /// The part of `amountIn` that is fee.
    public var fee: Atoms<InputToken> {
        @_noLocks @inlinable get { lpFee + protocolFee + fundFee }
    }
}
