import Numbers

// A swap as the trader sees it: what leaves and what arrives when transfers of the tokens cost
// (whirlpool.md section 10). The pool itself never sees those fees.

/// What a swap moves within the pool, and between the pool and its trader.
struct WhirlpoolExchange {
    var swap: SwapResult
    /// What leaves the trader, in atoms.
    var paid: UInt64
    /// What reaches the trader, in atoms.
    var received: UInt64
    /// The oracle's variables after it.
    var variables: WhirlpoolFeeVariables

    var trade: PoolTrade {
        @_noLocks get {
            PoolTrade(
                amountIn: Atoms(paid), amountOut: Atoms(received), fee: swap.fee.count,
                crossed: swap.crossed)
        }
    }
}

extension WhirlpoolState {
    /// What a swap would do now, transfer fees of the tokens included.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        try checkKnown()
        do throws(SwapError) {
            return try exchange(direction, amount, at: time).trade
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap: the pool moves.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        try checkKnown()
        do throws(SwapError) {
            let exchange = try exchange(direction, amount, at: time)
            move(to: exchange.swap, exchange.variables)
            return exchange.trade
        } catch {
            throw error.refusal
        }
    }

    @_noLocks private borrowing func checkKnown() throws(PoolRefusal) {
        guard isKnown else { throw PoolRefusal(code: 0, name: "the pool is not known") }
    }

    /// The swap and what it costs to bring the tokens there and back, in the program's order.
    @_noLocks borrowing func exchange(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil,
        at time: ChainTime
    ) throws(SwapError) -> WhirlpoolExchange {
        try checkReady(direction, at: time.seconds)
        let order = try pooled(direction, amount, at: time)
        let stop = try self.stop(direction, limit, at: time.seconds)
        var variables = feeVariables
        let result =
            isAdaptive
            ? try adaptive(direction, order, stop, at: time.seconds, &variables)
            : try plain(direction, order, stop)
        let (input, output) = transferFees(direction, at: time)
        return WhirlpoolExchange(
            swap: result, paid: try paid(amount, order, result.amountIn.count, input),
            received: output.arriving(of: result.amountOut.count), variables: variables)
    }

    /// What the pool is asked for: an input arrives less its fee, and for a wanted output more
    /// must leave.
    @_noLocks borrowing func pooled(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(SwapError) -> SwapAmount {
        let (input, output) = transferFees(direction, at: time)
        switch amount {
        case .exactIn(let whole): return .exactIn(Atoms(input.arriving(of: whole.count)))
        case .exactOut(let wanted):
            guard let sent = output.sent(arriving: wanted.count) else {
                throw .transferFeeCalculation
            }
            return .exactOut(Atoms(sent))
        }
    }

    /// What leaves the trader so that `used` arrives: all of an input that was used up.
    @_noLocks private borrowing func paid(
        _ amount: SwapAmount, _ order: SwapAmount, _ used: UInt64, _ fee: TransferFee
    ) throws(SwapError) -> UInt64 {
        if case .exactIn(let whole) = amount, case .exactIn(let arrived) = order,
            arrived.count == used
        {
            return whole.count
        }
        guard let sent = fee.sent(arriving: used) else { throw .transferFeeCalculation }
        return sent
    }

    /// The fees of the input's and of the output's transfer.
    @_noLocks borrowing func transferFees(
        _ direction: SwapDirection, at time: ChainTime
    ) -> (input: TransferFee, output: TransferFee) {
        let a = transferFeesA.fee(at: time)
        let b = transferFeesB.fee(at: time)
        return direction.isDown ? (a, b) : (b, a)
    }
}
