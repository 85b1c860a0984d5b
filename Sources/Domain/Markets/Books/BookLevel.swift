public import Numbers

/// One price of one side of a book, and what stands there.
@frozen public struct BookLevel: BitwiseCopyable, Hashable, Sendable {
    public var price: Ticks
    public var size: Lots

    @_noLocks @inlinable public init(price: Ticks, size: Lots) {
        self.price = price
        self.size = size
    }
}

/// What one level change did to a book.
@frozen public enum BookChange: UInt8, Sendable, CaseIterable {
    /// The level stands as the venue says.
    case applied
    /// The venue removed a level that the book doesn't hold. It happens on healthy feeds.
    case unknownRemoved
    /// The side holds as many levels as it may; the book no longer equals the venue's.
    case full
    /// A price of zero or less, or beyond `Book.priceMax`.
    case priceOutOfRange
    /// The event isn't a level, or its side is neither of the two.
    case notALevel

    /// Whether the book still equals the venue's after this change.
    public var isSound: Bool {
        @_noLocks @inlinable get {
            switch self {
            case .applied, .unknownRemoved: true
            case .full, .priceOutOfRange, .notALevel: false
            }
        }
    }
}

/// The best prices of a book. A side without levels has size 0 and price 0.
@frozen public struct TopOfBook: BitwiseCopyable, Hashable, Sendable {
    public var bid: BookLevel
    public var ask: BookLevel

    @_noLocks @inlinable public init(bid: BookLevel, ask: BookLevel) {
        self.bid = bid
        self.ask = ask
    }

    /// Whether both sides hold a level.
    public var isTwoSided: Bool {
        @_noLocks @inlinable get { bid.size.count != 0 && ask.size.count != 0 }
    }

    /// Whether the best bid reaches the best ask: no venue that matches orders shows that.
    public var isCrossed: Bool {
        @_noLocks @inlinable get { isTwoSided && bid.price >= ask.price }
    }
}
