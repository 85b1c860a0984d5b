public import Markets
import Numbers
public import Pools

// The integers: what a size costs and brings. The pool is asked for an exact input where base is
// sold to it and for an exact output where base is bought from it, so that both legs move the same
// base.

extension CEXDEXCycle {
    /// What a size would do now. Nil when the book isn't deep enough within `depthMax` levels, the
    /// pool can't do it whole, or a sum exceeds `Int64.max`.
    ///
    /// - Parameter steps: 1 or more, at most `stepsMax`.
    @_noLocks public func quote(
        _ direction: CycleDirection, steps: UInt64, book: borrowing Book,
        pools: borrowing PoolTable, at place: Int, time: ChainTime
    ) -> CycleQuote? {
        precondition(steps >= 1 && steps <= stepsMax, "a size is within the cycle's limits")
        let lots = steps &* lotsPerStep
        let atoms = steps &* atomsPerStep
        guard let take = take(lots, from: side(direction), of: book),
            let fee = cashPerTickLot.of(take.notional, share: takerFee, rounding: .up),
            let swapped = swapped(direction, atoms, pools, place, time)
        else { return nil }
        switch direction {
        case .bookToPool:
            guard let paid = cashPerTickLot.of(take.notional, rounding: .up),
                let received = cashPerPoolQuote.of(UInt128(swapped), rounding: .down)
            else { return nil }
            return CycleQuote(
                direction: direction, size: Lots(lots), base: atoms, worst: take.worst,
                notional: paid, takerFee: fee, poolQuote: swapped, poolCash: received,
                gross: (received &- paid) &- fee)
        case .poolToBook:
            guard let received = cashPerTickLot.of(take.notional, rounding: .down),
                let paid = cashPerPoolQuote.of(UInt128(swapped), rounding: .up)
            else { return nil }
            return CycleQuote(
                direction: direction, size: Lots(lots), base: atoms, worst: take.worst,
                notional: received, takerFee: fee, poolQuote: swapped, poolCash: paid,
                gross: (received &- paid) &- fee)
        }
    }

    /// The way the pool's price moves.
    @_noLocks public func swapDirection(_ direction: CycleDirection) -> SwapDirection {
        switch (direction, baseToken) {
        case (.bookToPool, .a), (.poolToBook, .b): .aToB
        case (.bookToPool, .b), (.poolToBook, .a): .bToA
        }
    }

    /// The amount that is fixed in the pool's leg.
    @_noLocks public func swapAmount(_ direction: CycleDirection, base: UInt64) -> SwapAmount {
        switch direction {
        case .bookToPool: .exactIn(Atoms(base))
        case .poolToBook: .exactOut(Atoms(base))
        }
    }

    /// The whole size from the best levels of a side.
    @_noLocks func take(_ lots: UInt64, from side: Side, of book: borrowing Book) -> BookTake? {
        var take = BookTake()
        var cursor = BookCursor(side)
        for _ in 0..<depthMax {
            guard let level = book.next(&cursor) else { return nil }
            let size = min(level.size.count, lots &- take.lots)
            guard take.add(level.price, size) else { return nil }
            if take.lots == lots { return take }
        }
        return nil
    }

    /// The pool's quote atoms for base atoms; nil when it can't move them whole.
    @_noLocks private func swapped(
        _ direction: CycleDirection, _ atoms: UInt64, _ pools: borrowing PoolTable,
        _ place: Int, _ time: ChainTime
    ) -> UInt64? {
        do throws(PoolRefusal) {
            let result = try pools.trade(
                swapDirection(direction), swapAmount(direction, base: atoms), at: place,
                time: time)
            switch direction {
            case .bookToPool:
                guard result.amountIn.count == atoms else { return nil }
                return result.amountOut.count
            case .poolToBook:
                guard result.amountOut.count == atoms else { return nil }
                return result.amountIn.count
            }
        } catch {
            return nil
        }
    }
}
