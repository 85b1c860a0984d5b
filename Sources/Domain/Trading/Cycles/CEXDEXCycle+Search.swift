public import Markets
import Numbers
public import Pools

// The best size. Buying's marginal price never falls with the size and selling's never rises, so
// profit without rounding is concave, and its top is where the two meet. Levels of the book and
// stretches of constant liquidity are walked together; inside a pair of them the meeting point has
// a closed form. Doubles find it; integers decide among it and its neighbours.
//
// With v the inverse square root of the pool's price in quote per base, base atoms between two
// values of v are L · |Δv|, whichever token is the base; where a stretch has one price, they are
// what it sells. What a fee leaves of the input divides them where base goes in, what it leaves of
// the output multiplies them where base comes out.

extension CEXDEXCycle {
    /// The size with the highest gross profit, when one is positive.
    ///
    /// Claim: let E be the most that rounding can take from the size found: 1 atom each for
    /// notional, fee and conversion, and per stretch of liquidity that the swap touches the worth
    /// of 2 base atoms and of 2 quote atoms. No size within `stepsMin ... stepsMax`, of those
    /// reachable within `depthMax` levels and as many stretches, has a gross profit that exceeds
    /// the answer's by more than E. (A search for the last atom would have to try every size whose
    /// unrounded profit lies within E of the top: they can be thousands.)
    @_noLocks public func best(
        _ direction: CycleDirection, book: borrowing Book, pools: borrowing PoolTable,
        at place: Int, time: ChainTime
    ) -> CycleQuote? {
        let meeting = meetingPoint(direction, book, pools, place, time)
        guard meeting > 0 else { return nil }
        let near = min(meeting / Double(atomsPerStep), Double(stepsMax))
        let below = UInt64(Int(near))
        let steps = min(max(below, stepsMin), stepsMax)
        var best = quote(
            direction, steps: steps, book: book, pools: pools, at: place, time: time)
        // The top lies at the meeting point's step or the next one; where the point is within a
        // Double's doubt of a whole step, or that one can't be had, the one before may be it.
        if steps == below && steps < stepsMax {
            let next = quote(
                direction, steps: steps &+ 1, book: book, pools: pools, at: place, time: time)
            if CEXDEXCycle.isBetter(next, than: best) { best = next }
        }
        if steps > stepsMin && (CEXDEXCycle.isNone(best) || near - Double(below) < 1e-3) {
            let next = quote(
                direction, steps: steps &- 1, book: book, pools: pools, at: place, time: time)
            if CEXDEXCycle.isBetter(next, than: best) { best = next }
        }
        guard let best, best.gross > 0 else { return nil }
        return best
    }

    @_noLocks private static func isNone(_ quote: CycleQuote?) -> Bool {
        if case .none = quote { return true }
        return false
    }

    @_noLocks private static func isBetter(_ a: CycleQuote?, than b: CycleQuote?) -> Bool {
        guard let a else { return false }
        guard let b else { return true }
        return a.gross > b.gross
    }

    /// Base atoms at which the marginal prices meet; 0 when they don't.
    @_noLocks func meetingPoint(
        _ direction: CycleDirection, _ book: borrowing Book, _ pools: borrowing PoolTable,
        _ place: Int, _ time: ChainTime
    ) -> Double {
        var levels = BookCursor(side(direction))
        guard let first = book.next(&levels) else { return 0 }
        var stretches = pools.stretchCursor(swapDirection(direction), at: place, time: time)
        guard let stretch = pools.nextStretch(&stretches, at: place) else { return 0 }
        var walk = CycleWalk(isRising: direction == .bookToPool)
        walk.enter(level(first, direction))
        walk.enter(stretch, baseToken)
        let most = Double(stepsMax) * Double(atomsPerStep)
        var levelsLeft = depthMax
        for _ in 0..<2 &* depthMax {
            switch walk.advance() {
            case .met: return min(walk.base, most)
            case .stretchUsed:
                guard let stretch = pools.nextStretch(&stretches, at: place) else {
                    return min(walk.base, most)
                }
                walk.enter(stretch, baseToken)
            case .levelUsed:
                levelsLeft &-= 1
                guard walk.base < most, levelsLeft > 0, let next = book.next(&levels) else {
                    return min(walk.base, most)
                }
                walk.enter(level(next, direction))
            }
        }
        return min(walk.base, most)
    }

    /// The direction in which the best level and the pool's price leave anything after both fees;
    /// there is never more than one, since a bid is below the ask. The usual answer is nil: this
    /// is asked at every batch, and needs neither a root nor a division.
    @_noLocks public func payingDirection(
        book: borrowing Book, pools: borrowing PoolTable, at place: Int, time: ChainTime
    ) -> CycleDirection? {
        let ask = book.best(side(.bookToPool))
        if ask.size.count != 0,
            let spot = pools.spot(swapDirection(.bookToPool), at: place, time: time),
            crosses(.bookToPool, ask.price, spot)
        {
            return .bookToPool
        }
        let bid = book.best(side(.poolToBook))
        if bid.size.count != 0,
            let spot = pools.spot(swapDirection(.poolToBook), at: place, time: time),
            crosses(.poolToBook, bid.price, spot)
        {
            return .poolToBook
        }
        return nil
    }

    private var atomsPerLot: Double {
        @_noLocks get { Double(atomsPerStep) / Double(lotsPerStep) }
    }

    /// Whether a level and the pool's price leave anything after both fees: what the walk asks of
    /// v, squared.
    @_noLocks private func crosses(
        _ direction: CycleDirection, _ price: Ticks, _ spot: PoolStretch
    ) -> Bool {
        let level = Double(price.count) * poolQuotePerTick
        let fee = spot.inputKept * spot.outputKept
        let square = spot.from * spot.from
        switch (direction, baseToken) {
        case (.bookToPool, .a): return square * fee > level * withFee
        case (.bookToPool, .b): return fee > level * withFee * square
        case (.poolToBook, .a): return square < level * lessFee * fee
        case (.poolToBook, .b): return 1 < level * lessFee * fee * square
        }
    }

    /// A level as the walk sees it.
    @_noLocks private func level(
        _ level: BookLevel, _ direction: CycleDirection
    ) -> CycleWalk.Level {
        let price = Double(level.price.count) * poolQuotePerTick
        return CycleWalk.Level(
            base: Double(level.size.count) * atomsPerLot,
            inverse: 1 / (price * (direction == .bookToPool ? withFee : lessFee)))
    }
}
