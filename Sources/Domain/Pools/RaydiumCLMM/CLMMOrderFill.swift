import Numbers

/// What a swap takes of the limit orders that rest at a tick, at the tick's own price (raydium.md
/// section 3.6): read from source, not executed.
struct CLMMOrderFill {
    /// Without a fee on the input.
    var amountIn: UInt64 = 0
    /// Without a fee on the output.
    var amountOut: UInt64 = 0
    var fee: UInt64 = 0
    /// What still rests.
    var left: UInt64

    /// - Parameters:
    ///   - resting: in atoms of the output.
    ///   - sqrtPrice: the tick's.
    ///   - rate: in 1/1,000,000, below the whole.
    @_noLocks init(
        _ direction: SwapDirection, _ fixed: SwapEnd, remaining: UInt64, resting: UInt64,
        sqrtPrice: UInt128, rate: UInt64, isFeeOnInput: Bool
    ) throws(CLMMError) {
        left = resting
        guard remaining != 0, resting != 0 else { return }
        let price = CLMMOrderFill.price(direction, sqrtPrice)
        let kept = HundredthsOfBasisPoint.whole &- rate
        if fixed.isInput {
            if isFeeOnInput { fee = try CLMMOrderFill.part(rate, of: remaining) }
            amountIn = remaining &- fee
            let value = CLMMOrderFill.value(direction, of: amountIn, price)
            if value > UInt128(resting) {
                amountOut = resting
                amountIn = try CLMMOrderFill.cost(direction, of: resting, price)
                if isFeeOnInput { fee = try CLMMOrderFill.scaled(amountIn, rate, kept) }
            } else {
                amountOut = value.lowWord
            }
        } else {
            amountOut = min(remaining, resting)
            if !isFeeOnInput {
                let gross = try CLMMOrderFill.scaled(
                    amountOut, HundredthsOfBasisPoint.whole, kept)
                amountOut = min(gross, resting)
            }
            amountIn = try CLMMOrderFill.cost(direction, of: amountOut, price)
            if isFeeOnInput { fee = try CLMMOrderFill.scaled(amountIn, rate, kept) }
        }
        left = resting &- amountOut
        if !isFeeOnInput {
            fee = try CLMMOrderFill.part(rate, of: amountOut)
            amountOut &-= fee
        }
    }

    /// B atoms per A atom, Q64.64, at least 1: rounded against a taker who buys A.
    @_noLocks private static func price(
        _ direction: SwapDirection, _ sqrtPrice: UInt128
    ) -> UInt128 {
        let square = UInt256(product: sqrtPrice, sqrtPrice)
        let floor = square.high &<< 64 | square.low &>> 64
        return direction.isDown || square.low.lowWord == 0 ? floor : floor &+ 1
    }

    /// What an input buys, rounded down.
    @_noLocks private static func value(
        _ direction: SwapDirection, of input: UInt64, _ price: UInt128
    ) -> UInt128 {
        if direction.isDown {
            let product = UInt256(product: price, UInt128(input))
            return product.high &<< 64 | product.low &>> 64
        }
        return UInt128(input) &<< 64 / price
    }

    /// What an output costs, rounded up.
    @_noLocks private static func cost(
        _ direction: SwapDirection, of output: UInt64, _ price: UInt128
    ) throws(CLMMError) -> UInt64 {
        let whole: UInt128
        let isExact: Bool
        if direction.isDown {
            let (quotient, rest) = (UInt128(output) &<< 64).quotientAndRemainder(
                dividingBy: price)
            whole = quotient
            isExact = rest == 0
        } else {
            let product = UInt256(product: price, UInt128(output))
            whole = product.high &<< 64 | product.low &>> 64
            isExact = product.low.lowWord == 0
        }
        guard whole.highWord == 0 else { throw .calculateOverflow }
        if isExact { return whole.lowWord }
        let (rounded, over) = whole.lowWord.addingReportingOverflow(1)
        if over { throw .calculateOverflow }
        return rounded
    }

    @_noLocks private static func part(
        _ rate: UInt64, of amount: UInt64
    ) throws(CLMMError) -> UInt64 {
        try scaled(amount, rate, HundredthsOfBasisPoint.whole)
    }

    @_noLocks private static func scaled(
        _ amount: UInt64, _ factor: UInt64, _ divisor: UInt64
    ) throws(CLMMError) -> UInt64 {
        guard let scaled = amount.scaledUp(factor, by: divisor) else { throw .calculateOverflow }
        return scaled
    }
}
