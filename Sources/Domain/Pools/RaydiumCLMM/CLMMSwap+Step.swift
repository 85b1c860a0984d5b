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

    /// ⌊amount·share ÷ 10⁶⌋ for a share of at most the whole.
    @_noLocks @_transparent static func part(_ share: UInt64, of amount: UInt64) -> UInt64 {
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: 1_000_000)
        return whole &* share &+ rest &* share / 1_000_000
    }

    /// What is left of an input once its fee is set aside: ⌊amount·(10⁶−rate) ÷ 10⁶⌋.
    @_noLocks @_transparent func available(of amount: UInt64) -> UInt64 {
        CLMMRates.part(HundredthsOfBasisPoint.whole &- rate, of: amount)
    }

    /// The fee on top of a net input: ⌈amount·rate ÷ (10⁶−rate)⌉.
    @_noLocks @_transparent func fee(onTopOf amount: UInt64) throws(CLMMError) -> UInt64 {
        let kept = HundredthsOfBasisPoint.whole &- rate
        let product = amount.multipliedFullWidth(by: rate)
        guard product.high < kept else { throw .aborted }
        let (fee, rest) =
            product.high == 0
            ? product.low.quotientAndRemainder(dividingBy: kept) : kept.dividingFullWidth(product)
        if rest == 0 { return fee }
        let (rounded, over) = fee.addingReportingOverflow(1)
        if over { throw .aborted }
        return rounded
    }
}

/// One stretch of constant liquidity within a swap: from a √price towards another.
struct CLMMStep {
    var amountIn: UInt64
    var amountOut: UInt64
    var fee: UInt64
    /// Where it ended: the aim, or before it when the amount was used up.
    var price: UInt128

    /// An amount of the fixed end that does not fit 64 bits only means that the aim is not
    /// reached; one of the free end fails the swap.
    @_noLocks @_transparent
    init(
        _ direction: SwapDirection, _ fixed: SwapEnd, remaining: UInt64, from start: UInt128,
        to aim: UInt128, liquidity: UInt128, rates: CLMMRates
    ) throws(CLMMError) {
        let fixedIs0 = (direction.isDown) == (fixed.isInput)
        let budget = fixed.isInput ? rates.available(of: remaining) : remaining
        let whole = Stretch(start, aim, liquidity)
        let reaches =
            fixedIs0
            ? whole.product.fits192 && whole.needsAtMostA(budget, fixed)
            : whole.needsAtMostB(budget, fixed)
        let stretch: Stretch
        if reaches {
            price = aim
            stretch = whole
        } else {
            do throws(SwapError) {
                price = try CLMMStep.price(
                    direction, fixed, from: start, budget: budget, liquidity: liquidity)
            } catch {
                throw .aborted
            }
            stretch = Stretch(start, price, liquidity)
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
                    ? whole.outputOrNothing(isA: !direction.isDown)
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

    /// The √price at which the budget is used up.
    @_noLocks @_transparent
    private static func price(
        _ direction: SwapDirection, _ fixed: SwapEnd, from start: UInt128, budget: UInt64,
        liquidity: UInt128
    ) throws(SwapError) -> UInt128 {
        switch (direction, fixed) {
        case (.aToB, .input):
            return try ConstantLiquidity.price(start, afterIn: budget, liquidity: liquidity)
        case (.bToA, .output):
            return try ConstantLiquidity.price(start, afterOut: budget, liquidity: liquidity)
        case (.bToA, .input):
            return start
                &+ (try ConstantLiquidity.move(
                    ofB: budget, liquidity: liquidity, rounding: .down))
        case (.aToB, .output):
            return start
                &- (try ConstantLiquidity.move(
                    ofB: budget, liquidity: liquidity, rounding: .up))
        }
    }
}

extension Stretch {
    /// The output of the whole stretch, or 0 where it does not fit 64 bits.
    @_noLocks @inline(never)
    func outputOrNothing(isA: Bool) -> UInt64 {
        do throws(SwapError) {
            return try amount(isA: isA, .down, near: nil)
        } catch {
            return 0
        }
    }
}
