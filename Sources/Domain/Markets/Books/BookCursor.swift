import Numbers

/// A walk along one side of a book, from the touch outward. It holds no pointer: the book is asked
/// for each step, and a book that changed in between continues behind the last price returned
/// as long as that price lies inside the window.
public struct BookCursor: BitwiseCopyable, Sendable {
    public let side: Side
    var key = Ladder.none
    var isFar = false
    var place: FarPlace?

    /// Before the best level of a side.
    @_noLocks public init(_ side: Side) { self.side = side }

    @_noLocks @inline(__always) func level(_ key: Int64, _ lots: UInt64) -> BookLevel {
        BookLevel(price: Ticks(side == .bid ? 0 &- key : key), size: Lots(lots))
    }
}

extension Book {
    /// The next level outward; nil behind the last one.
    @_noLocks public func next(_ cursor: inout BookCursor) -> BookLevel? {
        unsafe ladders[cursor.side.place].next(&cursor)
    }

    /// Whether all parts of the book agree with each other. Walks everything; for tests.
    public func checkInvariants() -> Bool {
        let bids = unsafe ladders[0].checkInvariants()
        let asks = unsafe ladders[1].checkInvariants()
        return bids && asks
    }
}
