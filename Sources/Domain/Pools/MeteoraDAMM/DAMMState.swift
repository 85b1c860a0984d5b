public import Numbers

/// One Meteora DAMM v2 pool as a swap sees it, in a few hundred flat bytes. It is built from events
/// alone.
public struct DAMMState: BitwiseCopyable, Sendable {
    public internal(set) var sqrtPrice = SqrtPrice(bits: 0)
    /// L times 2⁶⁴.
    public internal(set) var liquidity: UInt128 = 0
    /// The range of √prices; a compounding pool has none and ignores it.
    public internal(set) var lowestPrice = SqrtPrice(bits: 0)
    public internal(set) var highestPrice = SqrtPrice(bits: 0)
    /// The √price that the pool was made with.
    public internal(set) var firstPrice = SqrtPrice(bits: 0)
    /// What the pool holds, in atoms, where `terms.keepsReserves`.
    public internal(set) var reserveA: UInt64 = 0
    public internal(set) var reserveB: UInt64 = 0
    public internal(set) var terms = DAMMTerms()
    public internal(set) var baseFee = DAMMBaseFee.time(
        DAMMTimeSchedule(
            decay: DAMMDecay(cliff: 0, isExponential: false, periods: 0, reduction: 0),
            frequency: 0))
    public internal(set) var volatility = DAMMVolatility()
    /// Events that did not fit the pool, since the state was made. Each made it forget the pool.
    public internal(set) var misfits: UInt64 = 0
    /// One bit a group of numbers, and one for the price.
    var known: UInt8 = 0

    /// A state that knows nothing.
    @_noLocks public init() {}

    /// Whether every number of the pool is known.
    public var isKnown: Bool { @_noLocks get { known == DAMMGroup.all } }

    /// Makes this state equal to another one.
    @_noLocks public mutating func copy(from other: DAMMState) { self = other }

    /// Forgets the pool.
    @_noLocks public mutating func forget() {
        let misfits = self.misfits
        self = DAMMState()
        self.misfits = misfits
    }
}
