import Numbers

/// A pool's rates with the arithmetic that goes with them, all in 1/1,000,000.
struct CLMMRates {
    let rate: UInt64
    let protocolShare: UInt64
    let fundShare: UInt64

    @_noLocks @_transparent init(_ pool: borrowing CLMMState) {
        rate = UInt64(pool.feeRate.count)
        protocolShare = UInt64(pool.protocolShare.count)
        fundShare = UInt64(pool.fundShare.count)
    }

    /// What is left of an input once its fee is set aside: ⌊amount·(10⁶−rate) ÷ 10⁶⌋.
    @_noLocks @_transparent func available(of amount: UInt64) -> UInt64 {
        amount.millionths(HundredthsOfBasisPoint.whole &- rate)
    }

    /// The fee on top of a net input: ⌈amount·rate ÷ (10⁶−rate)⌉.
    @_noLocks @_transparent func fee(onTopOf amount: UInt64) throws(CLMMError) -> UInt64 {
        let kept = HundredthsOfBasisPoint.whole &- rate
        guard let fee = amount.scaledUp(rate, by: kept) else { throw .aborted }
        return fee
    }
}

/// One stretch of constant liquidity within a swap: from a √price towards another.
struct CLMMStep {
    var amountIn: UInt64
    var amountOut: UInt64
    var fee: UInt64
    /// Where it ended: the aim, or before it when the amount was used up.
    var price: UInt128

    @_noLocks @_transparent
    init(amountIn: UInt64, amountOut: UInt64, fee: UInt64, price: UInt128) {
        self.amountIn = amountIn
        self.amountOut = amountOut
        self.fee = fee
        self.price = price
    }

    /// An amount of the fixed end that does not fit 64 bits only means that the aim is not
    /// reached; one of the free end fails the swap.
    @_noLocks @_transparent
    init(
        _ direction: SwapDirection, _ fixed: SwapEnd, remaining: UInt64, from start: UInt128,
        to aim: UInt128, liquidity: UInt128, rates: CLMMRates
    ) throws(CLMMError) {
        let fixedIs0 = (direction.isDown) == (fixed.isInput)
        let budget = fixed.isInput ? rates.available(of: remaining) : remaining
        let whole = LiquidityStretch(start, aim, liquidity)
        let reaches =
            fixedIs0
            ? whole.product.fits192 && whole.needsAtMostA(budget, fixed)
            : whole.needsAtMostB(budget, fixed)
        let stretch: LiquidityStretch
        if reaches {
            price = aim
            stretch = whole
        } else {
            do throws(SwapError) {
                price = try ConstantLiquidity.price(
                    direction, fixed, from: start, budget: budget, liquidity: liquidity)
            } catch {
                throw .aborted
            }
            stretch = LiquidityStretch(start, price, liquidity)
        }
        let settled = reaches ? nil : Optional(budget)
        do throws(SwapError) {
            if fixed.isInput {
                amountOut = try stretch.amount(isA: !direction.isDown, .down, near: nil)
                amountIn = try stretch.amount(isA: direction.isDown, .up, near: settled)
            } else {
                amountIn = try stretch.amount(isA: direction.isDown, .up, near: nil)
                // Rounding may carry a price to the aim although more than fits 64 bits leaves on
                // the way; the program then counts nothing as output.
                let available =
                    price == aim && !reaches
                    ? whole.fittingAmount(isA: !direction.isDown, .down) ?? 0
                    : try stretch.amount(isA: !direction.isDown, .down, near: nil)
                amountOut = min(available, remaining)
            }
        } catch {
            throw .maxTokenOverflow
        }
        // The last step of an exact input pays all that is left, rounding dust included.
        fee =
            try fixed.isInput && price != aim
            ? remaining &- amountIn : rates.fee(onTopOf: amountIn)
    }
}
