import Numbers

/// Two √prices and the liquidity between them, with the two products that every amount needs.
struct LiquidityStretch {
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

    /// The amount of one token; nil beyond 64 bits.
    @_noLocks @inline(never)
    func fittingAmount(isA: Bool, _ rounding: Rounding) -> UInt64? {
        do throws(SwapError) {
            return try amount(isA: isA, rounding, near: nil)
        } catch {
            return nil
        }
    }
}

extension ConstantLiquidity {
    /// The √price at which a budget of the fixed end is used up, on the stretch's liquidity.
    @_noLocks @_transparent
    static func price(
        _ direction: SwapDirection, _ fixed: SwapEnd, from start: UInt128, budget: UInt64,
        liquidity: UInt128
    ) throws(SwapError) -> UInt128 {
        switch (direction, fixed) {
        case (.aToB, .input):
            return try price(start, afterIn: budget, liquidity: liquidity)
        case (.bToA, .output):
            return try price(start, afterOut: budget, liquidity: liquidity)
        case (.bToA, .input):
            return start &+ (try move(ofB: budget, liquidity: liquidity, rounding: .down))
        case (.aToB, .output):
            return start &- (try move(ofB: budget, liquidity: liquidity, rounding: .up))
        }
    }
}

extension UInt64 {
    /// ⌊self·part ÷ 10⁶⌋ for a part of at most the whole.
    @_noLocks @_transparent func millionths(_ part: UInt64) -> UInt64 {
        let (whole, rest) = quotientAndRemainder(dividingBy: 1_000_000)
        return whole &* part &+ rest &* part / 1_000_000
    }

    /// ⌈self·factor ÷ divisor⌉ for a positive divisor; nil beyond 64 bits.
    @_noLocks @_transparent func scaledUp(_ factor: UInt64, by divisor: UInt64) -> UInt64? {
        let product = multipliedFullWidth(by: factor)
        guard product.high < divisor else { return nil }
        let (quotient, rest) =
            product.high == 0
            ? product.low.quotientAndRemainder(dividingBy: divisor)
            : divisor.dividingFullWidth(product)
        if rest == 0 { return quotient }
        let (rounded, over) = quotient.addingReportingOverflow(1)
        return over ? nil : rounded
    }
}
