public import Numbers

/// What a swap in a Raydium CLMM pool does, to the atom. Fees are atoms of the input, or of the
/// output where `isFeeInOutput` says so.
@frozen public struct CLMMResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker; with a fee on the input, including it.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker; with a fee on the output, without it.
    public var amountOut: Atoms<OutputToken>
    /// The three parts of the fee.
    public var lpFee: UInt64
    public var protocolFee: UInt64
    public var fundFee: UInt64
    public var isFeeInOutput: Bool
    /// The pool after the swap.
    public var sqrtPrice: SqrtPrice
    public var tick: TickIndex
    public var liquidity: UInt128
    /// How many initialised ticks the price crossed.
    public var crossed: UInt32

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, lpFee: UInt64,
        protocolFee: UInt64, fundFee: UInt64, isFeeInOutput: Bool, sqrtPrice: SqrtPrice,
        tick: TickIndex, liquidity: UInt128, crossed: UInt32
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.lpFee = lpFee
        self.protocolFee = protocolFee
        self.fundFee = fundFee
        self.isFeeInOutput = isFeeInOutput
        self.sqrtPrice = sqrtPrice
        self.tick = tick
        self.liquidity = liquidity
        self.crossed = crossed
    }

    /// The whole fee.
    public var fee: UInt64 {
        @_noLocks @inlinable get { lpFee &+ protocolFee &+ fundFee }
    }
}
