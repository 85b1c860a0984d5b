public import Numbers

/// What a swap in a DAMM v2 pool does, to the atom. No referrer takes part.
@frozen public struct DAMMResult: BitwiseCopyable, Hashable, Sendable {
    /// Paid by the taker, a fee in the input token included.
    public var amountIn: Atoms<InputToken>
    /// Received by the taker, after a fee in the output token.
    public var amountOut: Atoms<OutputToken>
    /// What a partial fill leaves of its input once the fee is off it: the range ended. Else 0.
    public var unused: Atoms<InputToken>
    /// The whole fee in atoms of the token that `isFeeOnInput` says.
    public var fee: UInt64
    /// The part of `fee` that the protocol takes.
    public var protocolFee: UInt64
    /// The part of `fee` that stays in a compounding pool.
    public var compoundingFee: UInt64
    public var isFeeOnInput: Bool
    /// The fee in 10⁻⁹ of the amount that it was taken from.
    public var feeRate: UInt64
    /// The pool after the swap.
    public var sqrtPrice: SqrtPrice

    @_noLocks init(_ flow: DAMMFlow, protocolFee: UInt64, compoundingFee: UInt64) {
        amountIn = Atoms(flow.paid)
        amountOut = Atoms(flow.received)
        unused = Atoms(flow.unused)
        fee = flow.fee
        self.protocolFee = protocolFee
        self.compoundingFee = compoundingFee
        isFeeOnInput = flow.isFeeOnInput
        feeRate = flow.rate
        sqrtPrice = SqrtPrice(bits: flow.price)
    }
}

/// How an amount is meant. The raw values are the second swap instruction's.
@frozen public enum DAMMSwapMode: UInt8, Sendable, CaseIterable {
    /// All of it is paid.
    case exactIn = 0
    /// It is paid as far as the range reaches.
    case partialFill = 1
    /// It is received.
    case exactOut = 2
}
