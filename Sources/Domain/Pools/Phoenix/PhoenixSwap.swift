import Numbers

extension PhoenixState {
    /// What an order would do at a time. It may fill less than it asks for, down to nothing: then
    /// the book ended. The trader is taken to have no orders of its own on the market.
    ///
    /// The program checks, in this order: the market's status, the order's sizes, its expiry; then
    /// it goes through the book, and checks the minima last.
    @_noLocks public borrowing func quote(
        _ order: PhoenixOrder, at time: ChainTime
    ) throws(PhoenixError) -> PhoenixFill {
        try fill(order, at: time).fill
    }

    /// Does an order: what it takes leaves the book, and so do expired orders that it meets.
    @_noLocks @discardableResult public mutating func swap(
        _ order: PhoenixOrder, at time: ChainTime
    ) throws(PhoenixError) -> PhoenixFill {
        let result = try fill(order, at: time)
        let side = PhoenixSide.taken(by: order.direction)
        remove(result.match.removed, at: 0, side)
        if result.match.taken > 0 {
            unsafe levels(side)[0].lots &-= result.match.taken
        }
        return result.fill
    }

    @_noLocks private borrowing func fill(
        _ order: PhoenixOrder, at time: ChainTime
    ) throws(PhoenixError) -> (match: PhoenixMatch, fill: PhoenixFill) {
        guard isKnown else { throw .marketUnknown }
        guard terms.status.isActive else { throw .invalidAccountData }
        let buysAtZero = !order.direction.isDown && (order.limit ?? .max) == 0
        guard !buysAtZero, (order.baseLots == 0) != (order.quoteLots == 0) else {
            throw .newOrder
        }
        if order.isExpired(at: time) {
            let nothing = PhoenixMatch(baseBudget: 0, adjustedBudget: 0)
            return (nothing, PhoenixFill(baseLots: 0, quoteLots: 0, feeLots: 0))
        }
        let match = try match(order, at: time)
        let fill = try self.fill(order.direction, match)
        guard fill.baseLots >= order.baseLotsMin, fill.quoteLots >= order.quoteLotsMin else {
            throw .newOrder
        }
        return (match, fill)
    }

    /// What is paid or received for what was matched.
    @_noLocks private borrowing func fill(
        _ direction: SwapDirection, _ match: PhoenixMatch
    ) throws(PhoenixError) -> PhoenixFill {
        let fee = try terms.feeLots(on: match.adjusted)
        let (lots, over) =
            direction.isDown
            ? (match.adjusted / terms.baseLotsPerUnit).subtractingReportingOverflow(fee)
            : try terms.quoteLotsUp(match.adjusted).addingReportingOverflow(fee)
        if over { throw .aborted }
        return PhoenixFill(
            baseLots: match.baseLots, quoteLots: lots, feeLots: fee, crossed: match.crossed)
    }
}

// As all kinds of pools are asked.

extension PhoenixState {
    /// The order that a swap of so many atoms sends; `newOrder` when that is less than one lot.
    ///
    /// - An exact input is an order for as many whole lots as it pays for: base lots to sell, or a
    ///   budget of quote lots. What is left of the amount is not paid: `PoolTrade.amountIn` says
    ///   what is. Where the book ends before, the order is filled in part, as the program does.
    /// - An exact output is an order in base lots that fails when it would give less. A purchase
    ///   asks for the least lots that hold the amount; a sale for the least whose proceeds do (a
    ///   budget in quote lots would stop below its target as often as at it). What is received can
    ///   exceed the amount by parts of a lot: `PoolTrade.amountOut` says what is.
    @_noLocks public borrowing func order(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PhoenixError) -> PhoenixOrder {
        guard isKnown else { throw .marketUnknown }
        guard terms.status.isActive else { throw .invalidAccountData }
        var order = PhoenixOrder(direction)
        switch (direction, amount) {
        case (.aToB, .exactIn(let input)):
            order.baseLots = input.count / terms.baseLotSize
        case (.bToA, .exactIn(let input)):
            order.quoteLots = input.count / terms.quoteLotSize
        case (.bToA, .exactOut(let output)):
            order.baseLots = PhoenixState.lots(of: output.count, terms.baseLotSize)
            order.baseLotsMin = order.baseLots
        case (.aToB, .exactOut(let output)):
            let wanted = PhoenixState.lots(of: output.count, terms.quoteLotSize)
            guard wanted != 0 else { throw .newOrder }
            order.baseLots = try baseLots(forQuoteLots: wanted, at: time)
            order.quoteLotsMin = wanted
        }
        return order
    }

    /// The least lots that hold so many atoms.
    @_noLocks @inline(__always)
    private static func lots(of atoms: UInt64, _ size: UInt64) -> UInt64 {
        atoms == 0 ? 0 : (atoms &- 1) / size &+ 1
    }

    /// What a swap would do at a time.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(PhoenixError) {
            let order = try order(direction, amount, at: time)
            return try trade(direction, try quote(order, at: time))
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap: what it takes leaves the book.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(PhoenixError) {
            let order = try order(direction, amount, at: time)
            let trade = try trade(direction, try quote(order, at: time))
            try swap(order, at: time)
            return trade
        } catch {
            throw error.refusal
        }
    }

    /// A fill in atoms.
    @_noLocks private borrowing func trade(
        _ direction: SwapDirection, _ fill: PhoenixFill
    ) throws(PhoenixError) -> PoolTrade {
        let (base, baseOver) = fill.baseLots.multipliedReportingOverflow(by: terms.baseLotSize)
        let (quote, quoteOver) = fill.quoteLots.multipliedReportingOverflow(
            by: terms.quoteLotSize)
        let (fee, feeOver) = fill.feeLots.multipliedReportingOverflow(by: terms.quoteLotSize)
        if baseOver || quoteOver || feeOver { throw .aborted }
        return PoolTrade(
            amountIn: Atoms(direction.isDown ? base : quote),
            amountOut: Atoms(direction.isDown ? quote : base), fee: fee,
            isFeeInOutput: direction.isDown, crossed: fill.crossed)
    }
}
