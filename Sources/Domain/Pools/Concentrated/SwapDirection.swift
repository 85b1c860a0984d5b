public import Numbers

/// Which token goes in.
@frozen public enum SwapDirection: UInt8, Sendable, CaseIterable {
    /// Token A in, token B out: the price falls.
    case aToB = 0
    /// Token B in, token A out: the price rises.
    case bToA = 1

    /// Whether the price falls; for hot code, where a comparison of enums with raw values would
    /// look up metadata in a debug build.
    public var isDown: Bool {
        @_noLocks @inlinable @inline(__always) get {
            switch self {
            case .aToB: true
            case .bToA: false
            }
        }
    }
}

/// How much, and which end of the swap is fixed.
@frozen public enum SwapAmount: BitwiseCopyable, Hashable, Sendable {
    /// This much is paid, the fee included.
    case exactIn(Atoms<InputToken>)
    /// This much is received.
    case exactOut(Atoms<OutputToken>)
}

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
