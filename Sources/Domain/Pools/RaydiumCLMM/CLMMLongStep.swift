import Numbers

extension CLMMStep {
    /// A step as the program's source of July 2026 has it, with a fee on either side (raydium.md
    /// section 3.3): read from source, not executed. The aim counts as reached only where both
    /// amounts up to it fit 64 bits.
    ///
    /// - Parameter rate: in 1/1,000,000, below the whole.
    @_noLocks init(
        _ direction: SwapDirection, _ fixed: SwapEnd, isFeeOnInput: Bool, remaining: UInt64,
        from start: UInt128, to aim: UInt128, liquidity: UInt128, rate: UInt64
    ) throws(CLMMError) {
        let kept = HundredthsOfBasisPoint.whole &- rate
        let budget = try CLMMStep.budget(fixed, isFeeOnInput, remaining, kept: kept)
        let whole = LiquidityStretch(start, aim, liquidity)
        let wholeIn = whole.fittingAmount(isA: direction.isDown, .up)
        let wholeOut = whole.fittingAmount(isA: !direction.isDown, .down)
        let needed = fixed.isInput ? wholeIn : wholeOut
        if let wholeIn, let wholeOut, let needed, budget >= needed {
            self.init(amountIn: wholeIn, amountOut: wholeOut, fee: 0, price: aim)
        } else {
            if let needed, budget > needed { throw .requireGteViolated }
            let price = try CLMMStep.reached(
                direction, fixed, from: start, to: aim, budget: budget, liquidity: liquidity)
            let stretch = LiquidityStretch(start, price, liquidity)
            guard let amountIn = stretch.fittingAmount(isA: direction.isDown, .up),
                let amountOut = stretch.fittingAmount(isA: !direction.isDown, .down)
            else { throw .maxTokenOverflow }
            self.init(amountIn: amountIn, amountOut: amountOut, fee: 0, price: price)
        }
        if isFeeOnInput {
            try chargeInput(fixed, remaining, rate: rate, kept: kept, isShort: price != aim)
        } else {
            try chargeOutput(fixed, remaining, rate: rate, isShort: price != aim)
        }
    }

    /// What the fixed end may move before its fee.
    @_noLocks private static func budget(
        _ fixed: SwapEnd, _ isFeeOnInput: Bool, _ remaining: UInt64, kept: UInt64
    ) throws(CLMMError) -> UInt64 {
        if fixed.isInput { return isFeeOnInput ? remaining.millionths(kept) : remaining }
        if isFeeOnInput { return remaining }
        guard let gross = remaining.scaledUp(HundredthsOfBasisPoint.whole, by: kept) else {
            throw .calculateOverflow
        }
        return gross
    }

    /// The √price at which the budget is used up, between the two.
    @_noLocks private static func reached(
        _ direction: SwapDirection, _ fixed: SwapEnd, from start: UInt128, to aim: UInt128,
        budget: UInt64, liquidity: UInt128
    ) throws(CLMMError) -> UInt128 {
        let price: UInt128
        do throws(SwapError) {
            price = try ConstantLiquidity.price(
                direction, fixed, from: start, budget: budget, liquidity: liquidity)
        } catch {
            throw .calculateOverflow
        }
        // A move beyond 128 bits comes back on the wrong side.
        guard direction.isDown ? price <= start : price >= start else { throw .calculateOverflow }
        guard direction.isDown ? price >= aim : price <= aim else { throw .requireGteViolated }
        return price
    }

    @_noLocks private mutating func chargeInput(
        _ fixed: SwapEnd, _ remaining: UInt64, rate: UInt64, kept: UInt64, isShort: Bool
    ) throws(CLMMError) {
        if fixed.isInput && isShort {
            guard remaining >= amountIn else { throw .calculateOverflow }
            fee = remaining &- amountIn
            return
        }
        if !fixed.isInput { amountOut = min(amountOut, remaining) }
        guard let fee = amountIn.scaledUp(rate, by: kept) else { throw .calculateOverflow }
        self.fee = fee
    }

    /// The fee is a part of the output, and what an exact input leaves over is the pool's.
    @_noLocks private mutating func chargeOutput(
        _ fixed: SwapEnd, _ remaining: UInt64, rate: UInt64, isShort: Bool
    ) throws(CLMMError) {
        guard let fee = amountOut.scaledUp(rate, by: HundredthsOfBasisPoint.whole) else {
            throw .calculateOverflow
        }
        self.fee = fee
        let net = amountOut &- fee
        if !fixed.isInput && net > remaining {
            self.fee = amountOut &- remaining
            amountOut = remaining
        } else {
            amountOut = net
        }
        if fixed.isInput && isShort { amountIn = remaining }
    }
}
