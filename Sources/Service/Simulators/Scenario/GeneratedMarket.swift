public import Markets
public import Numbers

/// A market that exists only here. Two runs with equal values are equal to the last byte.
public struct GeneratedMarket: Sendable, Equatable {
    public var seed: UInt64 = 1
    public var product = "SOL-USD"
    /// Digits behind the point of the smallest step of price, and of size.
    public var priceDecimals = 2
    public var sizeDecimals = 8
    /// Digits of the tokens of the pool.
    public var decimalsA = 9
    public var decimalsB = 6
    /// Where the fair price begins.
    public var start = Ticks(15_000)
    /// What is added to the fair price at each step, in thousandths of a tick.
    public var drift: Int64 = 0
    /// The largest usual change in one step, in thousandths of a tick.
    public var volatility: Int64 = 1_500
    /// Jumps in a million steps, and the largest one.
    public var jumpsPerMillion: UInt64 = 35_000
    public var jump = Ticks(70)
    /// The fair price stays within this share of its start.
    public var bound = BasisPoints(1_500)
    /// Levels on each side of the book.
    public var levels = 40
    public var bookInterval = Nanoseconds.milliseconds(50)
    public var slotInterval = Nanoseconds.milliseconds(400)
    public var firstSlot = Slot(300_000_000)
    public var pool = GeneratedPool()
    /// Pools of the same tokens beside that Whirlpool, one of each of these kinds.
    public var otherPools: [PoolKind] = []
    /// What stands for sale in each of them within about two per cent of the price, in atoms of B.
    public var otherDepth: UInt64 = 150_000_000_000
    /// The market ends: connections are closed and none is accepted. 0: it does not.
    public var duration = Nanoseconds(0)

    public init() {}
}

/// The pool of a generated market: SOL/USDC, at the address that the real program derives.
public struct GeneratedPool: Sendable, Equatable {
    public var tickSpacing: UInt16 = 8
    public var feeRate = HundredthsOfBasisPoint(500)
    public var protocolShare = BasisPoints(1_300)
    /// Around the start; less further out.
    public var liquidity: UInt128 = 60_000_000_000_000
    /// How many positions lie around the start, each wider than the one before.
    public var positions = 12
    /// In a million slots, how many see a swap towards the fair price, and how many a random one.
    public var arbitragePerMillion: UInt64 = 450_000
    public var noisePerMillion: UInt64 = 350_000
    /// The largest random swap, in the pool's token B.
    public var noise = Atoms<QuoteToken>(25_000_000_000)

    public init() {}
}
