/// Orders of one side of a market that have a price and an expiry in common.
///
/// Which of them came first is not kept: at one price it changes nobody's price. A swap takes the
/// levels of a price in the order of their expiry, soonest first; the program takes their orders
/// in the order of their arrival, so what a swap leaves of each may differ from the chain until
/// the market's next account.
@frozen public struct PhoenixLevel: BitwiseCopyable, Hashable, Sendable {
    /// The price in ticks, 1 or more.
    public var ticks: UInt64
    /// Base lots.
    public var lots: UInt64
    /// The last slot in which the orders are valid; 0: any.
    public var lastSlot: UInt64
    /// The last second since 1970 in which the orders are valid; 0: any.
    public var lastSecond: UInt64

    @_noLocks @inlinable
    public init(ticks: UInt64, lots: UInt64, lastSlot: UInt64 = 0, lastSecond: UInt64 = 0) {
        self.ticks = ticks
        self.lots = lots
        self.lastSlot = lastSlot
        self.lastSecond = lastSecond
    }

    /// Whether a swap at this time would remove the orders instead of trading with them.
    @_noLocks @inlinable public func isExpired(at time: ChainTime) -> Bool {
        (lastSlot != 0 && lastSlot < time.slot)
            || (lastSecond != 0 && lastSecond < time.seconds)
    }

    /// Whether price and expiry are the same.
    @_noLocks @inline(__always) func isBeside(_ other: PhoenixLevel) -> Bool {
        (ticks ^ other.ticks) | (lastSlot ^ other.lastSlot) | (lastSecond ^ other.lastSecond) == 0
    }

    /// Whether this level comes before another: the better price, then the sooner expiry.
    @_noLocks @inline(__always)
    func isBefore(_ other: PhoenixLevel, _ side: PhoenixSide) -> Bool {
        if ticks != other.ticks { return side.isBetter(ticks, other.ticks) }
        // Less one, no expiry becomes the last.
        let (slot, otherSlot) = (lastSlot &- 1, other.lastSlot &- 1)
        if slot != otherSlot { return slot < otherSlot }
        return lastSecond &- 1 < other.lastSecond &- 1
    }
}

/// A side of a market's book.
enum PhoenixSide {
    case bids
    case asks

    /// For hot code, where a comparison of enums would look up metadata in a debug build.
    var isAsks: Bool {
        @_noLocks @inline(__always) get {
            switch self {
            case .bids: false
            case .asks: true
            }
        }
    }

    /// Whether a price in ticks is reached before another.
    @_noLocks @inline(__always) func isBetter(_ a: UInt64, _ b: UInt64) -> Bool {
        isAsks ? a < b : a > b
    }

    /// The side that a swap takes from.
    @_noLocks @inline(__always) static func taken(by direction: SwapDirection) -> PhoenixSide {
        direction.isDown ? .bids : .asks
    }
}
