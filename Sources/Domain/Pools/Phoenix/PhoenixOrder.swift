/// An order that is filled at once as far as the book allows, and rests nowhere: the only kind that
/// a swap sends (phoenix.md section 3). Exactly one of its two sizes is given.
///
/// It has no limit on the number of orders it is matched with: the levels that a quote reads do not
/// tell how many orders they are made of.
@frozen public struct PhoenixOrder: BitwiseCopyable, Hashable, Sendable {
    /// Whether it sells base tokens (a→b) or buys them.
    public var direction: SwapDirection
    /// The worst price in ticks; nil: any.
    public var limit: UInt64?
    /// How many base lots are sold or bought; 0: `quoteLots` says it.
    public var baseLots: UInt64
    /// How many quote lots are paid or received at most, the fee included; 0: `baseLots` says it.
    public var quoteLots: UInt64
    /// With less than these the order fails; the quote lots of a purchase are those paid.
    public var baseLotsMin: UInt64
    public var quoteLotsMin: UInt64
    /// After these the order does nothing and succeeds; nil: always valid.
    public var lastSlot: UInt64?
    public var lastSecond: UInt64?

    @_noLocks @inlinable public init(
        _ direction: SwapDirection, limit: UInt64? = nil, baseLots: UInt64 = 0,
        quoteLots: UInt64 = 0, baseLotsMin: UInt64 = 0, quoteLotsMin: UInt64 = 0,
        lastSlot: UInt64? = nil, lastSecond: UInt64? = nil
    ) {
        self.direction = direction
        self.limit = limit
        self.baseLots = baseLots
        self.quoteLots = quoteLots
        self.baseLotsMin = baseLotsMin
        self.quoteLotsMin = quoteLotsMin
        self.lastSlot = lastSlot
        self.lastSecond = lastSecond
    }

    /// Whether the order itself is too old. Unlike a resting order's, a last slot of 0 counts.
    @_noLocks func isExpired(at time: ChainTime) -> Bool {
        if let lastSlot, lastSlot < time.slot { return true }
        if let lastSecond, lastSecond < time.seconds { return true }
        return false
    }
}

/// What an order does, in lots.
@frozen public struct PhoenixFill: BitwiseCopyable, Hashable, Sendable {
    public var baseLots: UInt64
    /// Paid by a buyer, the fee included; received by a seller, the fee taken off.
    public var quoteLots: UInt64
    /// The fee, in quote lots.
    public var feeLots: UInt64
    /// Levels used up.
    public var crossed: UInt32

    @_noLocks @inlinable public init(
        baseLots: UInt64, quoteLots: UInt64, feeLots: UInt64, crossed: UInt32 = 0
    ) {
        self.baseLots = baseLots
        self.quoteLots = quoteLots
        self.feeLots = feeLots
        self.crossed = crossed
    }
}
