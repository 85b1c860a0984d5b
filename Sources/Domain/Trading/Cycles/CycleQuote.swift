public import Markets
public import Numbers

/// What a cycle of one size would do now, to the atom.
@frozen public struct CycleQuote: BitwiseCopyable, Hashable, Sendable {
    public var direction: CycleDirection
    public var size: Lots
    /// The same size in base atoms.
    public var base: UInt64
    /// The worst level taken.
    public var worst: Ticks
    /// Paid (rounded up) or received (rounded down) at the exchange, and its fee (rounded up).
    public var notional: Int64
    public var takerFee: Int64
    /// Received from or paid to the pool, its fee included, in its quote atoms.
    public var poolQuote: UInt64
    /// The same in cash: received rounded down, paid rounded up.
    public var poolCash: Int64
    /// Received minus paid, in cash atoms, before the network's costs.
    public var gross: Int64

    @_noLocks init(
        direction: CycleDirection, size: Lots, base: UInt64, worst: Ticks, notional: Int64,
        takerFee: Int64, poolQuote: UInt64, poolCash: Int64, gross: Int64
    ) {
        self.direction = direction
        self.size = size
        self.base = base
        self.worst = worst
        self.notional = notional
        self.takerFee = takerFee
        self.poolQuote = poolQuote
        self.poolCash = poolCash
        self.gross = gross
    }
}

/// Lots taken from one side of a book, from the best level outward.
struct BookTake: BitwiseCopyable {
    var lots: UInt64 = 0
    /// Σ ticks · lots.
    var notional: UInt128 = 0
    var worst = Ticks(0)

    @_noLocks init() {}

    /// Adds a level; false when the sum leaves 128 bits.
    @_noLocks mutating func add(_ price: Ticks, _ size: UInt64) -> Bool {
        let product = UInt128(UInt64(bitPattern: price.count)) * UInt128(size)
        let (sum, overflow) = notional.addingReportingOverflow(product)
        notional = sum
        lots &+= size
        worst = price
        return !overflow
    }
}
