import Markets
import Numbers
import Pools

// What happens to a leg when it arrives.

extension PaperDesk {
    /// Fills every leg with an arrival up to a moment, in order.
    @_noLocks mutating func fillDue(by moment: Instant) {
        while let (index, leg) = due(by: moment) {
            switch leg {
            case .book: fillBook(index)
            case .pool: fillPool(index)
            }
            if unsafe !orders[index].isOpen { settle(index) }
        }
        nextArrival = PaperDesk.farFuture
        for index in 0..<cycleCount {
            if let next = unsafe orders[index].next { nextArrival = min(nextArrival, next.arrival) }
        }
    }

    @_noLocks private func due(by moment: Instant) -> (Int, Leg)? {
        var found: (index: Int, leg: Leg)?
        var first = moment
        var number = UInt32.max
        for index in 0..<cycleCount {
            guard let next = unsafe orders[index].next, next.arrival <= first else { continue }
            let order = unsafe orders[index].number
            if next.arrival < first || order < number {
                found = (index, next.leg)
                first = next.arrival
                number = order
            }
        }
        guard let found else { return nil }
        return (found.index, found.leg)
    }

    /// An order that takes what stands within its limit, whole steps of it, and cancels the rest.
    @_noLocks private mutating func fillBook(_ index: Int) {
        let cycle = unsafe cycles[index]
        var order = unsafe orders[index]
        order.bookIsOpen = false
        var fill = FillRecord(.book, asked: order.base)
        fill.outcome = .unknownMarket
        if markets.standing(of: cycle.book, at: order.bookArrival) == .live {
            take(order, cycle, &fill)
        }
        let isBuying = order.direction == .bookToPool
        order.cash = fill.quote &- fill.takerFee
        order.leftover &+= isBuying ? bounded(fill.base) : 0 &- bounded(fill.base)
        unsafe orders[index] = order
        record(fill, cycle: UInt16(truncatingIfNeeded: index), order, moment: order.bookArrival)
        post(fill, order, index, cycle.cash, at: cycle.exchange, moment: order.bookArrival)
    }

    @_noLocks private mutating func take(
        _ order: Order, _ cycle: CEXDEXCycle, _ fill: inout FillRecord
    ) {
        let within = available(order, cycle)
        let lots = within &- within % cycle.lotsPerStep
        guard lots > 0 else { return fill.outcome = .unfilled }
        let isBuying = order.direction == .bookToPool
        guard let taken = markets.take(lots, cycle, order.direction),
            let amount = cycle.cashPerTickLot.of(
                taken.notional, rounding: isBuying ? .up : .down),
            let fee = cycle.cashPerTickLot.of(
                taken.notional, share: cycle.takerFee, rounding: .up),
            amount <= PaperDesk.moneyMax
        else { return }
        consume(lots, cycle, order.direction)
        fill.outcome = lots == order.lots ? .filled : .partlyFilled
        fill.base = lots / cycle.lotsPerStep &* cycle.atomsPerStep
        fill.worst = taken.worst
        fill.takerFee = fee
        fill.quote = isBuying ? 0 &- amount : amount
    }

    /// Lots that stand within the order's limit, up to its size.
    @_noLocks private func available(_ order: Order, _ cycle: CEXDEXCycle) -> UInt64 {
        var lots: UInt64 = 0
        var cursor = BookCursor(cycle.side(order.direction))
        for _ in 0..<cycle.depthMax {
            guard lots < order.lots, let level = markets.next(cycle.book, &cursor) else { break }
            let isWithin =
                order.direction == .bookToPool
                ? level.price <= order.limit : level.price >= order.limit
            guard isWithin else { break }
            lots &+= min(level.size.count, order.lots &- lots)
        }
        return lots
    }

    /// Takes lots that stand there from the best levels; they stay taken until the venue says those
    /// levels again.
    @_noLocks private mutating func consume(
        _ lots: UInt64, _ cycle: CEXDEXCycle, _ direction: CycleDirection
    ) {
        let side = cycle.side(direction)
        var left = lots
        while left > 0 {
            let level = markets.bestLevel(side, cycle.book)
            let size = min(level.size.count, left)
            precondition(size > 0, "the lots stand there")
            markets.consume(size, of: level, side, cycle.book)
            left &-= size
        }
    }

    /// A transaction that swaps exactly, or reverts and pays its fee.
    @_noLocks private mutating func fillPool(_ index: Int) {
        let cycle = unsafe cycles[index]
        var order = unsafe orders[index]
        order.poolIsOpen = false
        var fill = FillRecord(.pool, asked: order.base)
        fill.network = network.fee.count
        if markets.standing(of: cycle.pool, at: order.poolArrival) != .live {
            fill.outcome = .unknownMarket
            fill.network = 0
        } else {
            swap(order, cycle, &fill)
        }
        let isSelling = order.direction == .bookToPool
        order.poolQuote = fill.quote
        order.network = fill.network
        order.leftover &+= isSelling ? 0 &- bounded(fill.base) : bounded(fill.base)
        unsafe orders[index] = order
        record(fill, cycle: UInt16(truncatingIfNeeded: index), order, moment: order.poolArrival)
        post(fill, order, index, cycle.poolQuote, at: cycle.wallet, moment: order.poolArrival)
    }

    @_noLocks private mutating func swap(
        _ order: Order, _ cycle: CEXDEXCycle, _ fill: inout FillRecord
    ) {
        let direction = cycle.swapDirection(order.direction)
        let amount = cycle.swapAmount(order.direction, base: order.base)
        do throws(PoolRefusal) {
            let quote = try markets.trade(direction, amount, cycle.pool)
            guard
                max(quote.amountIn.count, quote.amountOut.count)
                    <= UInt64(PaperDesk.moneyMax)
            else { return fill.outcome = .unknownMarket }
            switch order.direction {
            case .bookToPool:
                guard quote.amountIn.count == order.base,
                    quote.amountOut.count >= order.poolBound
                else { return fill.outcome = .reverted }
                fill.quote = bounded(quote.amountOut.count)
            case .poolToBook:
                guard quote.amountOut.count == order.base,
                    quote.amountIn.count <= order.poolBound
                else { return fill.outcome = .reverted }
                fill.quote = 0 &- bounded(quote.amountIn.count)
            }
            _ = try markets.settle(direction, amount, cycle.pool)
            fill.base = order.base
            fill.detail = UInt64(quote.crossed)
            fill.outcome = .filled
        } catch {
            fill.quote = 0
            fill.outcome = .failed
            fill.detail = UInt64(error.code)
        }
    }

    /// Both legs have ended: what the order came to.
    @_noLocks private mutating func settle(_ index: Int) {
        let cycle = unsafe cycles[index]
        let order = unsafe orders[index]
        let magnitude = UInt128(order.poolQuote.magnitude)
        let converted =
            order.poolQuote >= 0
            ? cycle.cashPerPoolQuote.of(magnitude, rounding: .down) ?? 0
            : 0 &- (cycle.cashPerPoolQuote.of(magnitude, rounding: .up) ?? 0)
        let cost = order.network == 0 ? 0 : order.networkCash
        let profit = (order.cash &+ converted) &- cost
        record(
            .settled, code: 0, cycle: UInt16(truncatingIfNeeded: index), order: order.number,
            input: order.input, moment: max(order.bookArrival, order.poolArrival),
            words: Decision.Words(
                order.direction == .bookToPool ? 0 : 1, bits(order.leftover), bits(order.cash),
                bits(order.poolQuote), order.network, bits(profit)))
        unsafe orders[index] = Order()
    }
}
