public import Numbers

/// What a swap does, to the atom.
@frozen public struct SwapResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, the fee included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker.
    public var amountOut: Atoms<OutputToken>
    /// The part of `amountIn` that is fee.
    public var fee: Atoms<InputToken>
    /// The part of `fee` that the protocol takes.
    public var protocolFee: Atoms<InputToken>
    /// The pool after the swap.
    public var sqrtPrice: SqrtPrice
    public var tick: TickIndex
    public var liquidity: UInt128
    /// How many initialised ticks the price crossed.
    public var crossed: UInt32

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, fee: Atoms<InputToken>,
        protocolFee: Atoms<InputToken>, sqrtPrice: SqrtPrice, tick: TickIndex,
        liquidity: UInt128, crossed: UInt32
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.fee = fee
        self.protocolFee = protocolFee
        self.sqrtPrice = sqrtPrice
        self.tick = tick
        self.liquidity = liquidity
        self.crossed = crossed
    }

    /// The part of `fee` that liquidity providers earn.
    public var lpFee: Atoms<InputToken> { @_noLocks @inlinable get { fee - protocolFee } }
}
