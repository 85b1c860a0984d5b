import Numbers

extension CPMMState {
    /// What a swap would move. Where the creator is paid in the output token, `fee` is the trade
    /// fee alone: `quote` tells both.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(CPMMError) {
            return CPMMState.trade(try quote(direction, amount, unixTime: time.seconds))
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(CPMMError) {
            return CPMMState.trade(try swap(direction, amount, unixTime: time.seconds))
        } catch {
            throw error.refusal
        }
    }

    @_noLocks @inline(__always)
    private static func trade(_ result: CPMMResult) -> PoolTrade {
        PoolTrade(
            amountIn: result.amountIn, amountOut: result.amountOut,
            fee: result.tradeFee.count &+ result.creatorFeeIn.count)
    }

    /// The curve from where a swap would begin; nil where none can happen.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        guard isKnown, !isSwapDisabled, !isVaultFrozen, time.seconds >= openTime,
            vault0 > owed0, vault1 > owed1
        else { return nil }
        let (reserve0, reserve1) = (vault0 &- owed0, vault1 &- owed1)
        let (trade, creator) = (Double(fees.trade.count) * 1e-6, Double(fees.creator.count) * 1e-6)
        let isCreatorIn = fees.creatorSide.isInput(direction)
        return ConstantProduct.stretch(
            direction,
            direction.isDown
                ? SwapReserves(input: reserve0, output: reserve1)
                : SwapReserves(input: reserve1, output: reserve0),
            inputKept: 1 - trade - (isCreatorIn ? creator : 0),
            outputKept: isCreatorIn ? 1 : 1 - creator)
    }

    /// A walk from the price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> CPMMStretchCursor {
        CPMMStretchCursor(spot(direction, at: time))
    }

    /// The whole curve, once.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout CPMMStretchCursor
    ) -> PoolStretch? {
        cursor.next()
    }
}
