import Numbers

// The names that pools of all kinds share.

extension DLMMState {
    /// What a swap would move.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DLMMError) {
            return try quote(direction, amount, at: time).trade
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap: the pair becomes what the chain has after it.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DLMMError) {
            return try swap(direction, amount, at: time).trade
        } catch {
            throw error.refusal
        }
    }
}

extension DLMMSwapResult {
    /// As pools of all kinds tell it.
    public var trade: PoolTrade {
        @_noLocks get {
            PoolTrade(
                amountIn: amountIn, amountOut: amountOut,
                fee: fee, isFeeInOutput: !feeIsOnInput,
                crossed: crossed)
        }
    }
}
