import Numbers
import Pools

extension PoolModel {
    /// Does a swap of an exact input, step by step, as far as `limit`. What comes out is what one
    /// swap of the program would give: the steps end where the program's do.
    mutating func swap(
        _ direction: SwapDirection, exactIn amount: Atoms<InputToken>, limit: SqrtPrice? = nil,
        seconds: UInt64
    ) throws(SwapError) -> SwapResult {
        noteEmptyArrays()
        let whole = try state.quote(direction, .exactIn(amount), limit: limit)
        let stop = limit ?? (direction.isDown ? TickMath.sqrtPriceMin : TickMath.sqrtPriceMax)
        var left = amount.count
        var out: UInt64 = 0
        while left > 0 && state.sqrtPrice != stop {
            let edge = nextTick(direction).map { TickMath.sqrtPrice(at: TickIndex($0)) } ?? stop
            var end = direction.isDown ? max(edge, stop) : min(edge, stop)
            if end == state.sqrtPrice {
                // The price already stands on the tick that is due: crossing it needs no input,
                // and the piece goes on to the tick behind it.
                end = pieceEnd(behind: edge, direction, stop)
            }
            let piece = try swapPiece(
                direction, .exactIn(Atoms(left)), limit: end, seconds: seconds)
            left -= piece.amountIn.count
            out += piece.amountOut.count
        }
        precondition(
            state.sqrtPrice == whole.sqrtPrice && state.tick == whole.tick
                && state.liquidity == whole.liquidity && out == whole.amountOut.count,
            "a swap in pieces ends where the whole swap ends")
        return whole
    }

    private func pieceEnd(
        behind edge: SqrtPrice, _ direction: SwapDirection, _ stop: SqrtPrice
    ) -> SqrtPrice {
        let next =
            direction.isDown
            ? ticks.last { TickMath.sqrtPrice(at: TickIndex($0)) < edge }
            : ticks.first { TickMath.sqrtPrice(at: TickIndex($0)) > edge }
        guard let next else { return stop }
        let price = TickMath.sqrtPrice(at: TickIndex(next))
        return direction.isDown ? max(price, stop) : min(price, stop)
    }

    /// Swaps until the pool's price is `target`, with as many swaps as that takes: each reaches no
    /// further than the program's three arrays.
    ///
    /// - Returns: how many swaps; nil when some swap cannot be done.
    @discardableResult
    mutating func walk(to target: SqrtPrice, seconds: UInt64) -> Int? {
        var swaps = 0
        while state.sqrtPrice != target {
            let direction: SwapDirection = target < state.sqrtPrice ? .aToB : .bToA
            let reach = reach(direction)
            let limit = direction.isDown ? max(target, reach) : min(target, reach)
            let before = state.sqrtPrice
            do {
                _ = try swap(
                    direction, exactIn: Atoms(UInt64.max), limit: limit, seconds: seconds)
            } catch {
                return nil
            }
            swaps += 1
            guard state.sqrtPrice != before, swaps < 10_000 else { return nil }
        }
        return swaps
    }

    /// The price to which one swap goes at the most: a tick short of what it could reach, so that
    /// it stops at its limit and not at the edge of an array.
    private func reach(_ direction: SwapDirection) -> SqrtPrice {
        let width = 88 * tickSpacing
        let base = arrayStart(of: state.tick.count)
        let edge =
            direction.isDown
            ? max(base - 2 * width + 1, TickMath.tickMin.count + 1)
            : min(base + 3 * width - 2, TickMath.tickMax.count - 1)
        return TickMath.sqrtPrice(at: TickIndex(edge))
    }
}
