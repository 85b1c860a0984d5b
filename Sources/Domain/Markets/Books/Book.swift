public import Numbers

/// One instrument's order book by price level (L2), in memory taken once.
///
/// Reading a best price never walks; a change near the touch is O(1); far levels cost a search in
/// two sorted arrays. Nothing is allocated after `init`. A change that the book can't take is an
/// answer (`BookChange`) and a counter: from then on the book isn't the venue's, and its owner
/// keeps it out of every opportunity until the next snapshot.
@safe public struct Book: ~Copyable {
    /// Beyond every price a venue quotes, and far from the edge of the arithmetic.
    public static var priceMax: Ticks { @_noLocks @inlinable get { Ticks(1 << 60) } }

    /// The bids and the asks, by a side's raw value: which side a change is on can't be predicted,
    /// so it is an index and not a branch.
    let ladders: UnsafeMutablePointer<Ladder>
    /// Levels that found their side full.
    public private(set) var fullRefusals: UInt64 = 0
    /// Prices out of range, and events that are no level.
    public private(set) var malformed: UInt64 = 0
    /// Removals of levels that the book didn't hold.
    public private(set) var unknownRemovals: UInt64 = 0

    /// - Parameters:
    ///   - windowTicks: how many prices of each side are held flat: a power of two,
    ///     256 ... 262,144. 8 bytes each. In a recorded BTC-USD stream, at a tick of $0.01, half
    ///     of the changes lie within 11,000 ticks of the touch and nine of ten within 284,000; in
    ///     one of ETH-USD within 160 and 2,900.
    ///   - levelsMax: how many levels a side holds at most. 64 bytes each are reserved.
    public init(windowTicks: Int = 65_536, levelsMax: Int = 65_536) {
        unsafe ladders = .allocate(capacity: 2)
        for side in 0..<2 {
            unsafe (ladders + side).initialize(
                to: Ladder(windowTicks: windowTicks, levelsMax: levelsMax))
        }
    }

    deinit {
        unsafe ladders.deinitialize(count: 2)
        unsafe ladders.deallocate()
    }

    /// Brings the book up to one `level` event. The first event of a snapshot empties the book
    /// before it is applied.
    @_noLocks @discardableResult
    public mutating func apply(_ event: Event) -> BookChange {
        if event.flags.contains(.snapshot | .first) { removeAll() }
        guard event.kind == .level, event.field & ~1 == 0 else {
            malformed &+= 1
            return .notALevel
        }
        return set(
            Int(truncatingIfNeeded: event.field), Int64(bitPattern: event.words.w0),
            event.words.w1)
    }

    /// Puts a size at a price; size 0 removes the level.
    @_noLocks @discardableResult
    public mutating func set(_ side: Side, price: Ticks, size: Lots) -> BookChange {
        set(side.place, price.count, size.count)
    }

    @_noLocks @inline(__always)
    private mutating func set(_ side: Int, _ price: Int64, _ size: UInt64) -> BookChange {
        guard price > 0, price <= Book.priceMax.count else {
            malformed &+= 1
            return .priceOutOfRange
        }
        let change = unsafe ladders[side].set(price &* Int64(2 &* side &- 1), size)
        unknownRemovals &+= change == .unknownRemoved ? 1 : 0
        fullRefusals &+= change == .full ? 1 : 0
        return change
    }

    /// Removes every level.
    @_noLocks public mutating func removeAll() {
        unsafe ladders[0].removeAll()
        unsafe ladders[1].removeAll()
    }

    /// The best prices and the sizes there.
    public var top: TopOfBook {
        @_noLocks get { TopOfBook(bid: best(.bid), ask: best(.ask)) }
    }

    /// The best level of a side; size 0 and price 0 when it has none.
    @_noLocks public func best(_ side: Side) -> BookLevel {
        let place = side.place
        let size = unsafe ladders[place].bestSize
        guard size != 0 else { return BookLevel(price: Ticks(0), size: Lots(0)) }
        return unsafe BookLevel(
            price: Ticks(ladders[place].best &* Int64(2 &* place &- 1)), size: Lots(size))
    }

    /// The size at a price; 0 when there is no level.
    @_noLocks public func size(_ side: Side, at price: Ticks) -> Lots {
        guard price.count > 0, price.count <= Book.priceMax.count else { return Lots(0) }
        let place = side.place
        return Lots(unsafe ladders[place].size(at: price.count &* Int64(2 &* place &- 1)))
    }

    /// How many levels a side holds.
    @_noLocks public func count(_ side: Side) -> Int { unsafe ladders[side.place].count }

    /// How often a side's window followed the touch.
    public func slides(_ side: Side) -> UInt64 { unsafe ladders[side.place].slides }
}

extension Side {
    /// 0 for bids, 1 for asks: the raw value, from hot code.
    var place: Int {
        @_noLocks @inline(__always) get {
            Int(unsafe unsafeBitCast(self, to: UInt8.self))
        }
    }
}
