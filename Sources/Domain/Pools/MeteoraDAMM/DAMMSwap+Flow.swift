import Numbers

/// What a swap moves, before the fee is split.
struct DAMMFlow: BitwiseCopyable {
    /// By the taker.
    var paid: UInt64
    var received: UInt64
    /// Into and out of what trades, fees taken off and added.
    var input: UInt64
    var output: UInt64
    var fee: UInt64
    var isFeeOnInput: Bool
    /// In 10⁻⁹, of what the fee was taken from.
    var rate: UInt64
    /// What a partial fill leaves.
    var unused: UInt64 = 0
    /// The √price it ends at; 0 in a compounding pool, whose reserves tell.
    var price: UInt128
}

/// What goes through the curve itself.
struct DAMMMove: BitwiseCopyable {
    var input: UInt64
    var output: UInt64
    var price: UInt128
}

extension DAMMState {
    @_noLocks func flow(
        paying amount: UInt64, _ moment: DAMMFeeMoment
    ) throws(DAMMError) -> DAMMFlow {
        let rate = try feeRate(.withFee(amount), moment)
        let isOnInput = terms.feeMode.isOnInput(moment.direction)
        let feeIn = isOnInput ? try DAMMFeeRate.part(rate, of: amount) : 0
        let move = try move(in: amount &- feeIn, moment.direction)
        let feeOut = isOnInput ? 0 : try DAMMFeeRate.part(rate, of: move.output)
        return DAMMFlow(
            paid: amount, received: move.output &- feeOut, input: move.input,
            output: move.output, fee: isOnInput ? feeIn : feeOut,
            isFeeOnInput: isOnInput, rate: rate, price: move.price)
    }

    @_noLocks func flow(
        receiving amount: UInt64, _ moment: DAMMFeeMoment
    ) throws(DAMMError) -> DAMMFlow {
        let isOnInput = terms.feeMode.isOnInput(moment.direction)
        guard isOnInput else {
            let rate = try feeRate(.withoutFee(amount), moment)
            let output = try DAMMFeeRate.before(amount, rate: rate)
            let move = try move(out: output, moment.direction)
            return DAMMFlow(
                paid: move.input, received: amount, input: move.input, output: output,
                fee: output &- amount, isFeeOnInput: false, rate: rate, price: move.price)
        }
        let move = try move(out: amount, moment.direction)
        let rate = try feeRate(.withoutFee(move.input), moment)
        let paid = try DAMMFeeRate.before(move.input, rate: rate)
        return DAMMFlow(
            paid: paid, received: amount, input: move.input, output: amount,
            fee: paid &- move.input, isFeeOnInput: true, rate: rate, price: move.price)
    }

    /// As `flow(paying:)`, as far as the range reaches. Where it ends first, the fee on the input
    /// is found again from what went in.
    @_noLocks func flow(
        payingUpTo amount: UInt64, _ moment: DAMMFeeMoment
    ) throws(DAMMError) -> DAMMFlow {
        if terms.feeMode.isCompounding { return try flow(paying: amount, moment) }
        var rate = try feeRate(.withFee(amount), moment)
        let isOnInput = terms.feeMode.isOnInput(moment.direction)
        var fee = isOnInput ? try DAMMFeeRate.part(rate, of: amount) : 0
        let offered = amount &- fee
        let move = try move(inUpTo: offered, moment.direction)
        let unused = offered &- move.input
        var paid = amount
        if unused > 0 {
            paid = move.input
            if isOnInput {
                rate = try feeRate(.withoutFee(move.input), moment)
                paid = try DAMMFeeRate.before(move.input, rate: rate)
                fee = paid &- move.input
            }
        }
        let feeOut = isOnInput ? 0 : try DAMMFeeRate.part(rate, of: move.output)
        guard paid != 0 else { throw .amountIsZero }
        return DAMMFlow(
            paid: paid, received: move.output &- feeOut, input: move.input,
            output: move.output, fee: isOnInput ? fee : feeOut, isFeeOnInput: isOnInput,
            rate: rate, unused: unused, price: move.price)
    }

    @_noLocks private func move(
        in amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> DAMMMove {
        if terms.feeMode.isCompounding {
            return DAMMMove(
                input: amount, output: try compounded(in: amount, direction), price: 0)
        }
        let next = try price(afterIn: amount, direction)
        guard isInRange(next, direction) else { throw .priceRangeViolation }
        let output = try amountOut(to: next, direction)
        return DAMMMove(input: amount, output: output, price: next)
    }

    @_noLocks private func move(
        inUpTo amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> DAMMMove {
        let end = direction.isDown ? lowestPrice.bits : highestPrice.bits
        let most = try amountIn(to: end, direction)
        guard let most, amount >= most else {
            let next = try price(afterIn: amount, direction)
            return DAMMMove(
                input: amount, output: try amountOut(to: next, direction), price: next)
        }
        return DAMMMove(input: most, output: try amountOut(to: end, direction), price: end)
    }

    @_noLocks private func move(
        out amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> DAMMMove {
        if terms.feeMode.isCompounding {
            return DAMMMove(
                input: try compounded(out: amount, direction), output: amount, price: 0)
        }
        guard liquidity != 0 else { throw .aborted }
        let price = sqrtPrice.bits
        let next =
            direction.isDown
            ? try DAMMCurve.price(price, afterOutB: amount, liquidity: liquidity)
            : try DAMMCurve.price(price, afterOutA: amount, liquidity: liquidity)
        guard isInRange(next, direction) else { throw .priceRangeViolation }
        guard let input = try amountIn(to: next, direction) else { throw .mathOverflow }
        return DAMMMove(input: input, output: amount, price: next)
    }

    @_noLocks private func isInRange(_ price: UInt128, _ direction: SwapDirection) -> Bool {
        direction.isDown ? price >= lowestPrice.bits : price <= highestPrice.bits
    }

    @_noLocks private func price(
        afterIn amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> UInt128 {
        guard liquidity != 0 else { throw .aborted }
        let price = sqrtPrice.bits
        return direction.isDown
            ? DAMMCurve.price(price, afterInA: amount, liquidity: liquidity)
            : try DAMMCurve.price(price, afterInB: amount, liquidity: liquidity)
    }

    /// What moving the price to `next` takes in; nil beyond 64 bits.
    @_noLocks private func amountIn(
        to next: UInt128, _ direction: SwapDirection
    ) throws(DAMMError) -> UInt64? {
        let price = sqrtPrice.bits
        return direction.isDown
            ? try DAMMCurve.amountA(from: next, to: price, liquidity: liquidity, rounding: .up)
            : try DAMMCurve.amountB(from: price, to: next, liquidity: liquidity, rounding: .up)
    }

    /// What moving the price to `next` gives out.
    @_noLocks private func amountOut(
        to next: UInt128, _ direction: SwapDirection
    ) throws(DAMMError) -> UInt64 {
        let price = sqrtPrice.bits
        let amount =
            direction.isDown
            ? try DAMMCurve.amountB(
                from: next, to: price, liquidity: liquidity, rounding: .down)
            : try DAMMCurve.amountA(
                from: price, to: next, liquidity: liquidity, rounding: .down)
        guard let amount else { throw .mathOverflow }
        return amount
    }

    /// What an input buys of the reserves. The sum of input and reserve has to fit 64 bits.
    @_noLocks private func compounded(
        in amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> UInt64 {
        let (input, output) = direction.isDown ? (reserveA, reserveB) : (reserveB, reserveA)
        let (sum, over) = input.addingReportingOverflow(amount)
        guard !over, sum != 0 else { throw .mathOverflow }
        return mulDiv(output, amount, by: sum, rounding: .down)
    }

    /// What an output of the reserves costs.
    @_noLocks private func compounded(
        out amount: UInt64, _ direction: SwapDirection
    ) throws(DAMMError) -> UInt64 {
        let (input, output) = direction.isDown ? (reserveA, reserveB) : (reserveB, reserveA)
        guard amount < output else { throw .mathOverflow }
        guard
            let amountIn = ConstantProduct.scaledUp(input, by: amount, over: output &- amount)
        else { throw .typeCastFailed }
        return amountIn
    }
}
