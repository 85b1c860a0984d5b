import Numbers

/// A pool's fee rate with the arithmetic that goes with it.
struct FeeRate {
    /// In 1/1,000,000.
    let rate: UInt64

    @_noLocks @_transparent init(_ rate: HundredthsOfBasisPoint) {
        self.rate = UInt64(rate.count)
    }

    /// What is left of an input once its fee is set aside: ⌊amount·(10⁶−rate) ÷ 10⁶⌋.
    @_noLocks @_transparent func available(of amount: UInt64) -> UInt64 {
        let kept = HundredthsOfBasisPoint.whole &- rate
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: 1_000_000)
        return whole &* kept &+ rest &* kept / 1_000_000
    }

    /// The fee on top of a net input: ⌈amount·rate ÷ (10⁶−rate)⌉.
    @_noLocks @_transparent func fee(onTopOf amount: UInt64) -> UInt64 {
        mulDiv(amount, rate, by: HundredthsOfBasisPoint.whole &- rate, rounding: .up)
    }
}

/// One stretch of constant liquidity within a swap: from a √price towards another.
struct SwapStep {
    var amountIn: UInt64
    var amountOut: UInt64
    var fee: UInt64
    /// Where it ended: the aim, or before it when the amount was used up.
    var price: UInt128

    @_noLocks @_transparent
    init(
        _ direction: SwapDirection, _ fixed: SwapEnd, remaining: UInt64, from start: UInt128,
        to aim: UInt128, liquidity: UInt128, rate: FeeRate
    ) throws(SwapError) {
        let fixedIsA = (direction.isDown) == (fixed.isInput)
        let budget = fixed.isInput ? rate.available(of: remaining) : remaining
        let whole = Stretch(start, aim, liquidity)
        if fixedIsA && !whole.product.fits192 { throw .multiplicationOverflow }
        let reaches =
            fixedIsA
            ? whole.needsAtMostA(budget, fixed) : whole.needsAtMostB(budget, fixed)
        let stretch: Stretch
        if reaches {
            price = aim
            stretch = whole
        } else {
            price = try SwapStep.price(
                direction, fixed, from: start, budget: budget, liquidity: liquidity)
            stretch = Stretch(start, price, liquidity)
        }
        let settled = reaches ? nil : Optional(budget)
        // The program computes the free end first; where both fail, its error is the one raised.
        if fixed.isInput {
            amountOut = try stretch.amount(isA: !direction.isDown, .down, near: nil)
            amountIn = try stretch.amount(isA: direction.isDown, .up, near: settled)
        } else {
            amountIn = try stretch.amount(isA: direction.isDown, .up, near: nil)
            let available = try stretch.amount(isA: !direction.isDown, .down, near: nil)
            amountOut = min(available, remaining)
        }
        // The last step of an exact input pays all that is left, rounding dust included.
        fee =
            fixed.isInput && price != aim
            ? remaining &- amountIn : rate.fee(onTopOf: amountIn)
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

/// Two √prices and the liquidity between them, with the two products that every amount needs.
struct Stretch {
    /// L·(hi−lo)
    var product: UInt256
    /// hi·lo
    var prices: UInt256

    @_noLocks @_transparent
    init(_ a: UInt128, _ b: UInt128, _ liquidity: UInt128) {
        product = UInt256(product: liquidity, a > b ? a &- b : b &- a)
        prices = UInt256(product: a, b)
    }

    /// Whether the amount of A, rounded up for an input and down for an output, is at most
    /// `budget`: without dividing.
    @_noLocks @_transparent
    func needsAtMostA(_ budget: UInt64, _ fixed: SwapEnd) -> Bool {
        let needed = product.shiftedLeft(by: 64)
        let affordable = UInt256(product: prices, word: budget)
        return fixed.isInput ? !(affordable < needed) : needed < affordable &+ prices
    }

    /// The same for B. A product beyond 128 bits is an amount beyond every budget.
    @_noLocks @_transparent
    func needsAtMostB(_ budget: UInt64, _ fixed: SwapEnd) -> Bool {
        guard product.high == 0 else { return false }
        let amount = product.low.highWord
        return fixed.isInput && product.low.lowWord != 0 ? amount < budget : amount <= budget
    }

    /// The amount of one token. `near`, when given, is at least the result and mostly equal to it:
    /// one product confirms that, and saves the division.
    @_noLocks @_transparent
    func amount(
        isA: Bool, _ rounding: Rounding, near guess: UInt64?
    ) throws(SwapError) -> UInt64 {
        guard isA else {
            return try ConstantLiquidity.amountB(product: product, rounding: rounding)
        }
        if let guess, guess > 0,
            UInt256(product: prices, word: guess &- 1) < product.shiftedLeft(by: 64)
        {
            return guess
        }
        guard product.fits192 else { throw .multiplicationOverflow }
        return try ConstantLiquidity.amountA(
            product: product, prices: prices, rounding: rounding)
    }
}
