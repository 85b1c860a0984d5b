public import Numbers

/// A stretch of √price on which the pool's liquidity is constant, in the direction of a swap.
@frozen public struct PoolSegment: BitwiseCopyable, Hashable, Sendable {
    public var liquidity: UInt128
    public var from: SqrtPrice
    public var to: SqrtPrice

    @_noLocks @inlinable @inline(__always)
    public init(liquidity: UInt128, from: SqrtPrice, to: SqrtPrice) {
        self.liquidity = liquidity
        self.from = from
        self.to = to
    }
}
