public import Numbers

/// What a swap in a DLMM pair does, to the atom. Fees are atoms of the input, or of the output
/// where `feeIsOnInput` is false.
@frozen public struct DLMMSwapResult: BitwiseCopyable, Sendable {
    /// Paid by the taker; with a fee on the input, including it.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker; with a fee on the output, without it.
    public var amountOut: Atoms<OutputToken>
    /// What market makers earn.
    public var makingFee: UInt64
    public var protocolFee: UInt64
    /// What owners of limit orders earn.
    public var orderFee: UInt64
    public var feeIsOnInput: Bool
    /// The rate of the last bin traded, in 10⁻⁹.
    public var feeRate: UInt64
    /// The pair after the swap.
    public var activeBin: Int32
    public var volatility: DLMMVolatility
    /// How many bins it left with nothing to sell.
    public var crossed: UInt32

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, makingFee: UInt64,
        protocolFee: UInt64, orderFee: UInt64, feeIsOnInput: Bool, feeRate: UInt64,
        activeBin: Int32, volatility: DLMMVolatility, crossed: UInt32
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.makingFee = makingFee
        self.protocolFee = protocolFee
        self.orderFee = orderFee
        self.feeIsOnInput = feeIsOnInput
        self.feeRate = feeRate
        self.activeBin = activeBin
        self.volatility = volatility
        self.crossed = crossed
    }

    /// The whole fee.
    public var fee: UInt64 {
        @_noLocks @inlinable get { makingFee &+ protocolFee &+ orderFee }
    }
}
