public import Numbers

/// One instrument's order book by price level (L2), in memory taken once.
///
/// Reading a best price never walks; a change near the touch is O(1); far levels cost a search in
/// two sorted arrays. Nothing is allocated after `init`. A change that the book can't take is an
/// answer (`BookChange`) and a counter: from then on the book isn't the venue's, and its owner
/// keeps it out of every opportunity until the next snapshot.
public struct Book: ~Copyable {
    /// Beyond every price a venue quotes, and far from the edge of the arithmetic.
    public static var priceMax: Ticks { @_noLocks @inlinable get { Ticks(1 << 60) } }

    var bids: Ladder
    var asks: Ladder
    /// Levels that found their side full.
    public private(set) var fullRefusals: UInt64 = 0
    /// Prices out of range, and events that are no level.
    public private(set) var malformed: UInt64 = 0
    /// Removals of levels that the book didn't hold.
    public private(set) var unknownRemovals: UInt64 = 0

    /// - Parameters:
    ///   - windowTicks: how many prices of each side are held flat: a power of two,
    ///     256 ... 262,144. 8 bytes each.
    ///   - levelsMax: how many levels a side holds at most. 64 bytes each are reserved.
    public init(windowTicks: Int = 16_384, levelsMax: Int = 65_536) {
        bids = Ladder(windowTicks: windowTicks, levelsMax: levelsMax)
        asks = Ladder(windowTicks: windowTicks, levelsMax: levelsMax)
    }

    /// Brings the book up to one `level` event. The first event of a snapshot empties the book
    /// before it is applied.
    @_noLocks @discardableResult
    public mutating func apply(_ event: Event) -> BookChange {
        if event.flags.contains(.snapshot | .first) { removeAll() }
        guard event.kind == .level, event.field == 0 || event.field == 1 else {
            malformed &+= 1
            return .notALevel
        }
        return set(
            event.field == 0 ? .bid : .ask, price: Ticks(Int64(bitPattern: event.words.w0)), size: Lots(event.words.w1))
    }

    /// Puts a size at a price; size 0 removes the level.
    @_noLocks @discardableResult
    public mutating func set(_ side: Side, price: Ticks, size: Lots) -> BookChange {
        guard price.count > 0, price.count <= Book.priceMax.count else {
            malformed &+= 1
            return .priceOutOfRange
        }
        let change =
            switch side {
            case .bid: bids.set(0 &- price.count, size.count)
            case .ask: asks.set(price.count, size.count)
            }
        if change != .applied { note(change) }
        return change
    }

    /// Removes every level.
    @_noLocks public mutating func removeAll() {
        bids.removeAll()
        asks.removeAll()
    }

    /// The best prices and the sizes there.
    public var top: TopOfBook {
        @_noLocks get { TopOfBook(bid: best(.bid), ask: best(.ask)) }
    }

    /// The best level of a side; size 0 and price 0 when it has none.
    @_noLocks public func best(_ side: Side) -> BookLevel {
        let size = side == .bid ? bids.bestSize : asks.bestSize
        guard size != 0 else { return BookLevel(price: Ticks(0), size: Lots(0)) }
        return BookLevel(
            price: Ticks(side == .bid ? 0 &- bids.best : asks.best), size: Lots(size))
    }

    /// The size at a price; 0 when there is no level.
    @_noLocks public func size(_ side: Side, at price: Ticks) -> Lots {
        Lots(side == .bid ? bids.size(at: 0 &- price.count) : asks.size(at: price.count))
    }

    /// How many levels a side holds.
    @_noLocks public func count(_ side: Side) -> Int { side == .bid ? bids.count : asks.count }

    /// How often a side's window followed the touch.
    public func slides(_ side: Side) -> UInt64 { side == .bid ? bids.slides : asks.slides }

    @_noLocks private mutating func note(_ change: BookChange) {
        switch change {
        case .full: fullRefusals &+= 1
        case .unknownRemoved: unknownRemovals &+= 1
        case .priceOutOfRange, .notALevel: malformed &+= 1
        case .applied: break
        }
    }
}
