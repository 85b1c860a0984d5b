import Numbers

// What every kind of pool answers by the same names.

extension DAMMState {
    /// What a swap would do.
    @_noLocks public borrowing func trade(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DAMMError) {
            return DAMMState.trade(try quote(direction, amount, at: time))
        } catch {
            throw error.refusal
        }
    }

    /// Does a swap: the pool moves. Of a swap that fails nothing stays.
    @_noLocks @discardableResult public mutating func settle(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(PoolRefusal) -> PoolTrade {
        do throws(DAMMError) {
            return DAMMState.trade(try swap(direction, amount, at: time))
        } catch {
            throw error.refusal
        }
    }

    @_noLocks private static func trade(_ result: DAMMResult) -> PoolTrade {
        PoolTrade(
            amountIn: result.amountIn, amountOut: result.amountOut, fee: result.fee,
            isFeeInOutput: !result.isFeeOnInput)
    }

    /// Where a swap would begin; nil while it could not.
    @_noLocks public borrowing func spot(
        _ direction: SwapDirection, at time: ChainTime
    ) -> PoolStretch? {
        guard let start = start(direction, at: time) else { return nil }
        return stretch(from: start.price, to: start.price, rate: start.rate, 0, direction)
    }

    /// A walk from the price outward.
    @_noLocks public borrowing func stretchCursor(
        _ direction: SwapDirection, at time: ChainTime
    ) -> DAMMStretchCursor {
        var cursor = DAMMStretchCursor(direction: direction)
        guard let start = start(direction, at: time) else { return cursor }
        let range = bounds(direction)
        cursor.price = start.price
        cursor.end = direction.isDown ? range.low : range.high
        cursor.depth = start.depth
        cursor.rate = start.rate
        if case .limiter(let limiter) = baseFee,
            limiter.applies(direction, at: terms.point(of: time), activation: terms.activation),
            limiter.reference != 0, limiter.step != 0, terms.feeMode.isOnInput(direction)
        {
            cursor.tranche = Double(limiter.reference)
            cursor.step = Double(limiter.step) * 1e-9
            // Of the whole fee; a dynamic fee comes on top of the limiter's.
            let dynamic = start.rate - Double(limiter.cliff) * 1e-9
            cursor.rateMax = min(
                Double(limiter.ceiling) * 1e-9 + max(dynamic, 0),
                Double(terms.feeMax) * 1e-9)
        }
        return cursor
    }

    /// The next stretch: the whole range, or where the fee grows with the size, what one tranche of
    /// input moves.
    @_noLocks public borrowing func nextStretch(
        _ cursor: inout DAMMStretchCursor
    ) -> PoolStretch? {
        let isDown = cursor.direction.isDown
        guard isDown ? cursor.price > cursor.end : cursor.price < cursor.end else { return nil }
        let (from, rate) = (cursor.price, cursor.rate)
        let isLast = cursor.tranche == 0 || rate >= cursor.rateMax
        var to = cursor.end
        if !isLast {
            to = min(from + cursor.tranche * (1 - rate) / cursor.depth, to)
            cursor.rate = min(rate + cursor.step, cursor.rateMax)
        }
        cursor.price = to
        return stretch(from: from, to: to, rate: rate, cursor.depth, cursor.direction)
    }

    private struct Start: BitwiseCopyable {
        var price: Double
        var depth: Double
        /// Share of the amount that the fee is taken from.
        var rate: Double
    }

    @_noLocks private func start(_ direction: SwapDirection, at time: ChainTime) -> Start? {
        guard isKnown, terms.isOpen(at: time), liquidity != 0 else { return nil }
        let rate: UInt64
        do throws(DAMMError) {
            rate = try feeRate(.withFee(1), moment(direction, time))
        } catch {
            return nil
        }
        let share = Double(rate) * 1e-9
        guard terms.feeMode.isCompounding else {
            return Start(
                price: DAMMState.double(sqrtPrice.bits) * 0x1p-64,
                depth: DAMMState.double(liquidity) * 0x1p-64, rate: share)
        }
        guard reserveA != 0, reserveB != 0 else { return nil }
        let price = DAMMState.double(reservePrice()) * 0x1p-64
        return Start(price: price, depth: price * Double(reserveA), rate: share)
    }

    /// The √prices where the pool ends; one that compounds ends where a price has no bits left.
    @_noLocks private func bounds(_ direction: SwapDirection) -> (low: Double, high: Double) {
        guard !terms.feeMode.isCompounding else { return (0x1p-64, 0x1p64) }
        return (
            DAMMState.double(lowestPrice.bits) * 0x1p-64,
            DAMMState.double(highestPrice.bits) * 0x1p-64
        )
    }

    @_noLocks private func stretch(
        from: Double, to: Double, rate: Double, _ depth: Double, _ direction: SwapDirection
    ) -> PoolStretch {
        let isOnInput = terms.feeMode.isOnInput(direction)
        return PoolStretch(
            from: from, to: to, depth: depth, inputKept: isOnInput ? 1 - rate : 1,
            outputKept: isOnInput ? 1 : 1 - rate)
    }

    @_noLocks private static func double(_ value: UInt128) -> Double {
        Double(value.highWord) * 0x1p64 + Double(value.lowWord)
    }
}

/// How far a walk along a pool has come. Good for the state it was taken from, until an event or a
/// swap changes that.
public struct DAMMStretchCursor: BitwiseCopyable, Sendable {
    let direction: SwapDirection
    /// Equal to `end` where nothing can be swapped.
    var price = 0.0
    var end = 0.0
    var depth = 0.0
    /// Share of the amount that the fee is taken from.
    var rate = 0.0
    /// Atoms of input that pay one rate, where a limiter makes it grow; else 0.
    var tranche = 0.0
    var step = 0.0
    var rateMax = 0.0

    @_noLocks init(direction: SwapDirection) { self.direction = direction }
}
