/// A stretch of a pool's prices along which one rule holds, as the search for a size walks it, in
/// the direction of the swap. Doubles: a size found with them is then quoted in integers.
@frozen public struct PoolStretch: BitwiseCopyable, Hashable, Sendable {
    /// √(B atoms per A atom) at its ends; equal where the whole stretch has one price.
    public var from: Double
    public var to: Double
    /// Liquidity L, so that A atoms are L·|Δ(1/√P)| and B atoms L·|Δ√P|; where the stretch has one
    /// price, the atoms of the output that are for sale, before a fee on them.
    public var depth: Double
    /// The share of the input that is traded: what fees on it leave.
    public var inputKept: Double
    /// The share of the output that is received: what fees on it leave.
    public var outputKept: Double

    @_noLocks @inlinable public init(
        from: Double, to: Double, depth: Double, inputKept: Double, outputKept: Double = 1
    ) {
        self.from = from
        self.to = to
        self.depth = depth
        self.inputKept = inputKept
        self.outputKept = outputKept
    }
}
