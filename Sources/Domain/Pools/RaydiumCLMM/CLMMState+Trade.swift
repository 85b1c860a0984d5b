import Numbers

extension CLMMState {
    /// What a swap would do at this time, if it were executed as one instruction without a limit.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        guard isKnown else { throw CLMMState.unknown }
        let result: CLMMResult
        do throws(CLMMError) {
            result = try quote(direction, amount, at: time)
        } catch {
            // What was asked is compared with what was done only after everything is paid.
            if tokens.isFrozen, case .requireEqViolated = error { throw CLMMState.frozen }
            throw error.refusal
        }
        if tokens.isFrozen { throw CLMMState.frozen }
        return result.trade
    }

    /// Does a swap: the pool moves to where the trade ends.
    @_noLocks public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        guard isKnown else { throw CLMMState.unknown }
        if tokens.isFrozen { return try trade(direction, amount, at: time) }
        do throws(CLMMError) {
            return try swap(direction, amount, at: time).trade
        } catch {
            throw error.refusal
        }
    }

    private static var unknown: PoolRefusal {
        @_noLocks get { PoolRefusal(code: 0, name: "the pool is not known") }
    }
    /// The token program's own error.
    private static var frozen: PoolRefusal {
        @_noLocks get { PoolRefusal(code: 17, name: "AccountFrozen") }
    }
}

extension CLMMResult {
    /// The same in the words that all kinds share.
    public var trade: PoolTrade {
        @_noLocks get {
            PoolTrade(
                amountIn: amountIn, amountOut: amountOut, fee: fee,
                isFeeInOutput: isFeeInOutput, crossed: crossed)
        }
    }
}
