import Numbers

/// How far a walk along stretches has come. Good for the state it was taken from, until an event or
/// a swap changes that.
public struct CLMMStretchCursor: BitwiseCopyable, Sendable {
    public let direction: SwapDirection
    var place: CLMMPlace
    var price: UInt128
    var liquidity: UInt128
    var pace: CLMMPace
    var isDone: Bool
    /// The tick ahead, and what rests there, once they were looked up.
    var target: CLMMTarget
    var resting: UInt64 = 0
    var isBare = false
    var hasTarget = false
    /// Whether the walk has come to the tick ahead, and the rate of its last step.
    var isThere = false
    var rate: UInt64 = 0

    @_noLocks init(_ direction: SwapDirection, _ state: borrowing CLMMState, seconds: UInt64) {
        self.direction = direction
        place = state.firstPlace(direction)
        price = state.sqrtPrice.bits
        liquidity = state.liquidity
        pace = CLMMPace(state, seconds: seconds)
        isDone = place.span < 0
        target = CLMMTarget(tick: 0, price: 0, net: 0, row: 0)
    }
}

extension CLMMState {
    /// The √price at which a swap would begin, and what the fees there leave; nil while the pool is
    /// unknown or does not swap. Its depth is 0: nothing is walked.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        guard swaps(at: time) else { return nil }
        var pace = CLMMPace(self, seconds: time.seconds)
        let rate = pace.rate(UInt64(feeRate.count))
        return stretch(direction, sqrtPrice.bits, sqrtPrice.bits, depth: 0, rate: rate)
    }

    /// A walk from the current price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> CLMMStretchCursor {
        var cursor = CLMMStretchCursor(direction, self, seconds: time.seconds)
        if !swaps(at: time) { cursor.isDone = true }
        return cursor
    }

    /// The next stretch that is not empty: up to an initialised tick, or the next spacing where the
    /// fee is dynamic; then the limit orders at that tick. Nil where a swap would fail for want of
    /// another: at the last one, or at the first array that is not known. A stretch may have
    /// liquidity 0.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout CLMMStretchCursor
    ) -> PoolStretch? {
        while !cursor.isDone {
            if cursor.isThere {
                if let stretch = leave(&cursor) { return stretch }
                continue
            }
            if !cursor.hasTarget && !find(&cursor) { break }
            if let stretch = walk(&cursor) { return stretch }
        }
        cursor.isDone = true
        return nil
    }

    @_noLocks private borrowing func swaps(at time: ChainTime) -> Bool {
        isKnown && isSwapEnabled && !tokens.isFrozen && time.seconds > openTime
    }

    @_noLocks private borrowing func find(_ cursor: inout CLMMStretchCursor) -> Bool {
        guard let target = nextTarget(cursor.direction, &cursor.place) else { return false }
        let rests = orders(at: target)
        cursor.target = target
        cursor.resting = rests.resting
        cursor.isBare = rests.isBare
        cursor.hasTarget = true
        return true
    }

    /// Up to the tick ahead, or to the edge of the fee's spacing; nil where that is no way at all.
    @_noLocks private borrowing func walk(_ cursor: inout CLMMStretchCursor) -> PoolStretch? {
        let direction = cursor.direction
        let from = cursor.price
        cursor.rate = cursor.pace.rate(UInt64(feeRate.count))
        let bound = cursor.pace.bound(
            cursor.target.price, direction, liquidity: cursor.liquidity)
        cursor.price = bound.price
        cursor.isThere = bound.price == cursor.target.price
        let tick = cursor.isThere ? cursor.target.tick : bound.tick
        cursor.pace.advance(direction, tick: tick, bound)
        if from == bound.price { return nil }
        let depth = CLMMState.double(cursor.liquidity)
        return stretch(direction, from, bound.price, depth: depth, rate: cursor.rate)
    }

    /// The limit orders at a tick that was reached, then nil as the walk goes on behind it.
    @_noLocks private borrowing func leave(_ cursor: inout CLMMStretchCursor) -> PoolStretch? {
        let resting = cursor.resting
        guard resting == 0 else {
            cursor.resting = 0
            let at = cursor.price
            return stretch(
                cursor.direction, at, at, depth: Double(resting), rate: cursor.rate)
        }
        cursor.isThere = false
        cursor.hasTarget = false
        if !cursor.isBare { cursor.isDone = !crosses(&cursor) }
        return nil
    }

    /// Whether the liquidity behind the tick is one that can be.
    @_noLocks private borrowing func crosses(_ cursor: inout CLMMStretchCursor) -> Bool {
        do throws(CLMMError) {
            cursor.liquidity = try cursor.target.liquidity(
                after: cursor.liquidity, cursor.direction)
            return true
        } catch {
            return false
        }
    }

    @_noLocks private borrowing func stretch(
        _ direction: SwapDirection, _ from: UInt128, _ to: UInt128, depth: Double, rate: UInt64
    ) -> PoolStretch {
        let kept = 1 - Double(rate) / 1_000_000
        let isOnInput = isFeeOnInput(direction)
        return PoolStretch(
            from: CLMMState.double(from) * 0x1p-64, to: CLMMState.double(to) * 0x1p-64,
            depth: depth, inputKept: isOnInput ? kept : 1, outputKept: isOnInput ? 1 : kept)
    }

    @_noLocks private static func double(_ bits: UInt128) -> Double {
        Double(bits.highWord) * 0x1p64 + Double(bits.lowWord)
    }
}
