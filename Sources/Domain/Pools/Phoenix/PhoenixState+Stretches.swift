/// How far a walk along levels has come. Good for the state it was taken from, until an event or a
/// swap changes that.
public struct PhoenixStretchCursor: BitwiseCopyable, Sendable {
    let direction: SwapDirection
    let time: ChainTime
    /// The next level.
    var place: Int

    @_noLocks init(_ direction: SwapDirection, _ time: ChainTime) {
        self.direction = direction
        self.time = time
        place = 0
    }
}

extension PhoenixState {
    /// The best price of a direction, with what stands there; nil when nothing does, or when the
    /// market is unknown or lets nobody trade.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        var cursor = stretchCursor(direction, at: time)
        return nextStretch(&cursor)
    }

    /// A walk from the best price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PhoenixStretchCursor {
        PhoenixStretchCursor(direction, time)
    }

    /// The next level that has not expired; nil where the known ones end.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout PhoenixStretchCursor
    ) -> PoolStretch? {
        guard isKnown, terms.status.isActive else { return nil }
        let side = PhoenixSide.taken(by: cursor.direction)
        while cursor.place < count(side) {
            let level = unsafe levels(side)[cursor.place]
            cursor.place &+= 1
            if !level.isExpired(at: cursor.time) { return stretch(level, side) }
        }
        return nil
    }

    /// A level as one price: what a buyer gets is base, what a seller gets is quote.
    @_noLocks private borrowing func stretch(
        _ level: PhoenixLevel, _ side: PhoenixSide
    ) -> PoolStretch {
        let lots = Double(level.lots)
        let lotCost =
            Double(level.ticks) * Double(terms.tickSize) / Double(terms.baseLotsPerUnit)
            * Double(terms.quoteLotSize)
        let root = PhoenixState.root(of: lotCost / Double(terms.baseLotSize))
        let fee = Double(terms.feeBasisPoints) / 10_000
        return PoolStretch(
            from: root, to: root,
            depth: side.isAsks ? lots * Double(terms.baseLotSize) : lots * lotCost,
            inputKept: side.isAsks ? 1 / (1 + fee) : 1, outputKept: side.isAsks ? 1 : 1 - fee)
    }

    /// √x of a normal positive number, to the last bit or two, by Newton's method: the library's
    /// own is a call that a turn may not make.
    @_noLocks private static func root(of x: Double) -> Double {
        // Halving the exponent is within 7 %; each step squares the error.
        var root = Double(bitPattern: (x.bitPattern &>> 1) &+ 0x1FF8_0000_0000_0000)
        for _ in 0..<4 { root = 0.5 * (root + x / root) }
        return root
    }
}
