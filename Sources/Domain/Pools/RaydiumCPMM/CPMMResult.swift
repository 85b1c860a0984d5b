public import Numbers

/// What a swap in a CPMM pool does, to the atom.
@frozen public struct CPMMResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, all fees in the input token included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker, after all fees in the output token.
    public var amountOut: Atoms<OutputToken>
    /// The part of `amountIn` that is trade fee.
    public var tradeFee: Atoms<InputToken>
    /// The part of `tradeFee` that the protocol takes.
    public var protocolFee: Atoms<InputToken>
    /// The part of `tradeFee` that the fund takes.
    public var fundFee: Atoms<InputToken>
    /// The part of `amountIn` that the creator takes; 0 where it is paid in the output token.
    public var creatorFeeIn: Atoms<InputToken>
    /// What the creator takes beside `amountOut`; 0 where it is paid in the input token.
    public var creatorFeeOut: Atoms<OutputToken>

    @_noLocks @inlinable @inline(__always)
    public init(
        amountIn: Atoms<InputToken>, amountOut: Atoms<OutputToken>, tradeFee: Atoms<InputToken>,
        protocolFee: Atoms<InputToken>, fundFee: Atoms<InputToken>,
        creatorFeeIn: Atoms<InputToken>, creatorFeeOut: Atoms<OutputToken>
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.tradeFee = tradeFee
        self.protocolFee = protocolFee
        self.fundFee = fundFee
        self.creatorFeeIn = creatorFeeIn
        self.creatorFeeOut = creatorFeeOut
    }

    /// The part of `tradeFee` that liquidity providers earn.
    public var lpFee: Atoms<InputToken> {
        @_noLocks get {
            Atoms(tradeFee.count &- protocolFee.count &- fundFee.count)
        }
    }
}
