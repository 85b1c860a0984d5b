import Numbers

extension AMMv4State {
    /// The instruction that a swap has to go through.
    public var route: AMMv4Route {
        @_noLocks get { status.isOnOrderBook ? .orderBook : .plain }
    }

    /// What a swap would move.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(AMMv4Error) {
            return AMMv4State.trade(
                try quote(direction, amount, unixTime: time.seconds, through: route))
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(AMMv4Error) {
            return AMMv4State.trade(
                try swap(direction, amount, unixTime: time.seconds, through: route))
        } catch {
            throw error.refusal
        }
    }

    @_noLocks @inline(__always)
    private static func trade(_ result: AMMv4Result) -> PoolTrade {
        PoolTrade(amountIn: result.amountIn, amountOut: result.amountOut, fee: result.fee.count)
    }

    /// The curve from where a swap would begin; nil where none can happen.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        guard known.contains(.swap), !isVaultFrozen, coinVault > owedCoin, pcVault > owedPC,
            feeNumerator < feeDenominator
        else { return nil }
        do throws(AMMv4Error) { try checkStatus(route, time.seconds) } catch { return nil }
        let (coin, pc) = (coinVault &- owedCoin, pcVault &- owedPC)
        return ConstantProduct.stretch(
            direction,
            direction.isDown
                ? SwapReserves(input: coin, output: pc) : SwapReserves(input: pc, output: coin),
            inputKept: 1 - Double(feeNumerator) / Double(feeDenominator))
    }

    /// A walk from the price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> AMMv4StretchCursor {
        AMMv4StretchCursor(spot(direction, at: time))
    }

    /// The whole curve, once.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout AMMv4StretchCursor
    ) -> PoolStretch? {
        cursor.next()
    }
}
