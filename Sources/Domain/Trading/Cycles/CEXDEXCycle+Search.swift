public import Markets
import Numbers
public import Pools

// The best size. Buying's marginal price never falls with the size and selling's never rises, so
// profit without rounding is concave, and its top is where the two meet. Levels of the book and
// stretches of constant liquidity are walked together; inside a pair of them the meeting point has
// a closed form. Doubles find it; integers decide among it and its neighbours.
//
// With v the inverse square root of the pool's price in quote per base, base atoms between two
// values of v are L · |Δv|, whichever token is the base; a fee share φ on the input divides that
// by 1 − φ where base goes in.

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
        _ direction: CycleDirection, book: borrowing Book, pool: borrowing WhirlpoolState
    ) -> CycleQuote? {
        let meeting = meetingPoint(direction, book, pool)
        guard meeting > 0 else { return nil }
        let near = min(meeting / Double(atomsPerStep), Double(stepsMax))
        let below = UInt64(Int(near))
        let steps = min(max(below, stepsMin), stepsMax)
        var best = quote(direction, steps: steps, book: book, pool: pool)
        // The top lies at the meeting point's step or the next one; where the point is within a
        // Double's doubt of a whole step, or that one can't be had, the one before may be it.
        if steps == below && steps < stepsMax {
            let next = quote(direction, steps: steps &+ 1, book: book, pool: pool)
            if CEXDEXCycle.isBetter(next, than: best) { best = next }
        }
        if steps > stepsMin && (CEXDEXCycle.isNone(best) || near - Double(below) < 1e-3) {
            let next = quote(direction, steps: steps &- 1, book: book, pool: pool)
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
        _ direction: CycleDirection, _ book: borrowing Book, _ pool: borrowing WhirlpoolState
    ) -> Double {
        guard pool.sqrtPrice.bits != 0, pool.tickSpacing != 0 else { return 0 }
        let top = book.best(side(direction))
        let fee = 1 - Double(pool.feeRate.count) * 1e-6
        guard top.size.count != 0,
            crosses(direction, top.price, pool.sqrtPrice.value.approximation, fee)
        else { return 0 }
        var levels = BookCursor(side(direction))
        guard let first = book.next(&levels) else { return 0 }
        var walk = CycleWalk(
            isRising: direction == .bookToPool, v: inverse(pool.sqrtPrice), fee: fee)
        walk.enter(
            target: target(direction, first.price, fee),
            base: Double(first.size.count) * atomsPerLot)
        guard walk.isProfitable else { return 0 }

        var segments = pool.segmentCursor(swapDirection(direction))
        let most = Double(stepsMax) * Double(atomsPerStep)
        var levelsLeft = depthMax
        for _ in 0..<2 &* depthMax {
            if walk.needsSegment {
                guard let segment = pool.nextSegment(&segments) else { break }
                walk.enter(end: inverse(segment.to), liquidity: approximate(segment.liquidity))
            }
            switch walk.advance() {
            case .met: return min(walk.base, most)
            case .segmentUsed: break
            case .levelUsed:
                levelsLeft &-= 1
                guard walk.base < most, levelsLeft > 0, let level = book.next(&levels) else {
                    return min(walk.base, most)
                }
                walk.enter(
                    target: target(direction, level.price, fee),
                    base: Double(level.size.count) * atomsPerLot)
            }
        }
        return min(walk.base, most)
    }

    /// The direction in which the best level and the pool's price leave anything after both fees;
    /// there is never more than one, since a bid is below the ask. The usual answer is nil: this
    /// is asked at every batch, so what both directions need is made once.
    @_noLocks public func payingDirection(
        book: borrowing Book, pool: borrowing WhirlpoolState
    ) -> CycleDirection? {
        guard pool.sqrtPrice.bits != 0, pool.tickSpacing != 0 else { return nil }
        let root = pool.sqrtPrice.value.approximation
        let fee = 1 - Double(pool.feeRate.count) * 1e-6
        let ask = book.best(side(.bookToPool))
        if ask.size.count != 0, crosses(.bookToPool, ask.price, root, fee) { return .bookToPool }
        let bid = book.best(side(.poolToBook))
        if bid.size.count != 0, crosses(.poolToBook, bid.price, root, fee) { return .poolToBook }
        return nil
    }

    private var atomsPerLot: Double {
        @_noLocks get { Double(atomsPerStep) / Double(lotsPerStep) }
    }

    /// Whether the best level and the pool's price leave anything after both fees: what `target`
    /// against v says, squared, so that the usual "no" needs neither a root nor a division.
    @_noLocks private func crosses(
        _ direction: CycleDirection, _ price: Ticks, _ root: Double, _ fee: Double
    ) -> Bool {
        let level = Double(price.count) * poolQuotePerTick
        switch (direction, baseToken) {
        case (.bookToPool, .a): return root * root * fee > level * withFee
        case (.bookToPool, .b): return fee > level * withFee * root * root
        case (.poolToBook, .a): return root * root < level * lessFee * fee
        case (.poolToBook, .b): return 1 < level * lessFee * fee * root * root
        }
    }

    /// v at a √price of the pool.
    @_noLocks private func inverse(_ price: SqrtPrice) -> Double {
        let root = price.value.approximation
        switch baseToken {
        case .a: return 1 / root
        case .b: return root
        }
    }

    /// v at which the pool's marginal price, its fee included, equals a level's with its fee.
    @_noLocks private func target(
        _ direction: CycleDirection, _ price: Ticks, _ fee: Double
    ) -> Double {
        let level = Double(price.count) * poolQuotePerTick
        switch direction {
        case .bookToPool: return approximateRoot(fee / (level * withFee))
        case .poolToBook: return approximateRoot(1 / (level * lessFee * fee))
        }
    }
}

/// The two markets side by side while a size grows.
struct CycleWalk: BitwiseCopyable {
    enum Step {
        case met
        case levelUsed
        case segmentUsed
    }

    /// Base is sold to the pool, so that v rises.
    let isRising: Bool
    /// Base atoms that go in or out per L · Δv.
    let gain: Double
    var v: Double
    /// Where the current stretch ends, and its liquidity.
    var end: Double
    var liquidity = 0.0
    /// Where the pool meets the current level, and what is left of that.
    var target = 0.0
    var left = 0.0
    /// Base atoms so far.
    var base = 0.0

    @_noLocks init(isRising: Bool, v: Double, fee: Double) {
        self.isRising = isRising
        gain = isRising ? 1 / fee : 1
        self.v = v
        end = v
    }

    /// Whether the pool still has the better price.
    var isProfitable: Bool { @_noLocks get { isRising ? target > v : target < v } }
    var needsSegment: Bool { @_noLocks get { end == v } }

    @_noLocks mutating func enter(target: Double, base: Double) {
        self.target = target
        left = base
    }

    @_noLocks mutating func enter(end: Double, liquidity: Double) {
        self.end = end
        self.liquidity = liquidity
    }

    /// Goes on to the next thing that ends: the profit, the level, or the stretch.
    @_noLocks mutating func advance() -> Step {
        guard isProfitable else { return .met }
        let meetsHere = isRising ? target <= end : target >= end
        let stop = meetsHere ? target : end
        let width = isRising ? stop - v : v - stop
        let room = liquidity * width * gain
        if left <= room {
            base += left
            let moved = left / (liquidity * gain)
            v = isRising ? v + moved : v - moved
            left = 0
            return .levelUsed
        }
        base += room
        left -= room
        v = stop
        return meetsHere ? .met : .segmentUsed
    }
}
