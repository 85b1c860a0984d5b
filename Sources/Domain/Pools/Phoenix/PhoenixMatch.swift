import Numbers

/// How an order goes through the levels of one side.
struct PhoenixMatch {
    /// What may still be matched: base lots, and adjusted quote lots.
    var baseBudget: UInt64
    var adjustedBudget: UInt64
    var baseLots: UInt64 = 0
    var adjusted: UInt64 = 0
    /// Levels that the order removes: used up, or expired.
    var removed = 0
    /// How many of them were used up.
    var crossed: UInt32 = 0
    /// Base lots that it takes from the level behind them.
    var taken: UInt64 = 0

    @_noLocks init(baseBudget: UInt64, adjustedBudget: UInt64) {
        self.baseBudget = baseBudget
        self.adjustedBudget = adjustedBudget
    }

    /// Takes from a level what fits the budgets; false when the order ends there.
    ///
    /// The program aborts where one order's value exceeds 64 bits. Here it is a level's: a level of
    /// several orders is refused a little sooner, never later.
    @_noLocks @inline(__always)
    mutating func take(_ level: PhoenixLevel, lotCost: UInt64) throws(PhoenixError) -> Bool {
        let (value, over) = lotCost.multipliedReportingOverflow(by: level.lots)
        if over { throw .aborted }
        if level.lots <= baseBudget && value <= adjustedBudget {
            book(level.lots, value)
            removed &+= 1
            crossed &+= 1
            return true
        }
        taken = min(baseBudget, adjustedBudget / lotCost)
        book(taken, lotCost &* taken)
        return false
    }

    @_noLocks @inline(__always) private mutating func book(_ lots: UInt64, _ value: UInt64) {
        baseBudget &-= lots
        adjustedBudget &-= value
        baseLots &+= lots
        adjusted &+= value
    }

    var goesOn: Bool { @_noLocks @inline(__always) get { baseBudget > 0 && adjustedBudget > 0 } }
}

extension PhoenixState {
    /// Goes through the levels, the best first, until a budget is used up, the price is beyond the
    /// order's limit, or the book ends.
    @_noLocks borrowing func match(
        _ order: PhoenixOrder, at time: ChainTime
    ) throws(PhoenixError) -> PhoenixMatch {
        let side = PhoenixSide.taken(by: order.direction)
        var match = PhoenixMatch(
            baseBudget: order.baseLots != 0 ? order.baseLots : .max,
            adjustedBudget: order.quoteLots != 0
                ? try terms.adjustedBudget(order.direction, quoteLots: order.quoteLots) : .max)
        let limit = order.limit ?? (side.isAsks ? .max : 0)
        let rows = unsafe levels(side)
        let count = count(side)
        while match.goesOn {
            guard match.removed < count else {
                if isCut(side) { throw .bookTooDeep }
                break
            }
            let level = unsafe rows[match.removed]
            if side.isBetter(limit, level.ticks) { break }
            if level.isExpired(at: time) {
                match.removed &+= 1
                continue
            }
            let lotCost = try terms.adjustedLot(at: level.ticks)
            guard try match.take(level, lotCost: lotCost) else { break }
        }
        return match
    }

    /// The least base lots whose sale leaves at least `quoteLots` when the fee is taken off.
    @_noLocks borrowing func baseLots(
        forQuoteLots quoteLots: UInt64, at time: ChainTime
    ) throws(PhoenixError) -> UInt64 {
        guard let gross = terms.grossLots(for: quoteLots) else { throw .newOrder }
        let (needed, over) = gross.multipliedReportingOverflow(by: terms.baseLotsPerUnit)
        if over { throw .newOrder }
        var left = needed
        var lots: UInt64 = 0
        for place in 0..<bidCount {
            let level = unsafe bids[place]
            if level.isExpired(at: time) { continue }
            let lotCost = try terms.adjustedLot(at: level.ticks)
            let wanted = (left &- 1) / lotCost &+ 1
            let (sum, over) = lots.addingReportingOverflow(min(wanted, level.lots))
            if over { throw .aborted }
            lots = sum
            if wanted <= level.lots { return lots }
            left &-= lotCost &* level.lots
        }
        throw bidsAreCut ? .bookTooDeep : .newOrder
    }
}
