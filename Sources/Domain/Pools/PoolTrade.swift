public import Numbers

/// What a swap moves, of whichever kind the pool is.
@frozen public struct PoolTrade: BitwiseCopyable, Hashable, Sendable {
    /// What leaves the trader, transfer fees of the token included.
    public var amountIn: Atoms
    /// What reaches the trader, after transfer fees of the token.
    public var amountOut: Atoms
    /// All fees of the pool, in the token that `isFeeInOutput` says; a token's own transfer fee is
    /// not among them.
    public var fee: Atoms
    public var isFeeInOutput: Bool

    @_noLocks @inlinable public init(
        amountIn: Atoms, amountOut: Atoms, fee: Atoms, isFeeInOutput: Bool = false
    ) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.fee = fee
        self.isFeeInOutput = isFeeInOutput
    }
}
