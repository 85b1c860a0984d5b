import Numbers

/// A swap by the rules of the program's source of July 2026, which price a fee on the output, a
/// dynamic fee and limit orders (raydium.md sections 3.3 to 3.6): read from source, not executed.
/// Of a pool with none of these the shorter loop in `CLMMSwap` says the same, as it was executed.
struct CLMMLongRun {
    let direction: SwapDirection
    let fixed: SwapEnd
    let amount: UInt64
    let isFeeOnInput: Bool
    var price: UInt128
    var liquidity: UInt128
    var tick: Int32
    /// Of the fixed end.
    var remaining: UInt64
    /// Of the other end.
    var other: UInt64 = 0
    var lpFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var fundFee: UInt64 = 0
    var crossed: UInt32 = 0
    /// Of the token that pays the fee, Q64.64, wrapping.
    var growth: UInt128
    var pace: CLMMPace
    /// The last tick that the price reached, as a row of the state, and what rests there now.
    var lastRow = -1
    var lastOrders: UInt64 = 0
    private var steps = 0

    /// A swap of more steps is refused. A transaction has 1.4 million compute units, 170 for each
    /// of so many, and one step alone divides numbers of 256 bits: the program never comes so far.
    static var stepsMax: Int { @_noLocks get { 8_192 } }

    @_noLocks init(
        _ pool: borrowing CLMMState, _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64,
        _ time: ChainTime
    ) {
        self.direction = direction
        self.fixed = fixed
        self.amount = amount
        isFeeOnInput = pool.isFeeOnInput(direction)
        price = pool.sqrtPrice.bits
        liquidity = pool.liquidity
        tick = pool.tick.count
        remaining = amount
        growth = pool.isFeeOn0(direction) ? pool.feeGrowth0 : pool.feeGrowth1
        pace = CLMMPace(pool, seconds: time.seconds)
    }

    /// Books a step's or a fill's amounts.
    @_noLocks mutating func book(
        amountIn: UInt64, amountOut: UInt64, fee: UInt64, _ rates: CLMMRates
    ) throws(CLMMError) {
        let (sum, over) = amountIn.addingReportingOverflow(isFeeOnInput ? fee : 0)
        let (used, added) = fixed.isInput ? (sum, amountOut) : (amountOut, sum)
        let (left, under) = remaining.subtractingReportingOverflow(used)
        let (total, beyond) = other.addingReportingOverflow(added)
        if over || under || beyond { throw .calculateOverflow }
        remaining = left
        other = total
        let toProtocol = fee.millionths(rates.protocolShare)
        let toFund = fee.millionths(rates.fundShare)
        let rest = fee &- toProtocol &- toFund
        try CLMMLongRun.add(toProtocol, to: &protocolFee)
        try CLMMLongRun.add(toFund, to: &fundFee)
        guard liquidity > 0 else { return try CLMMLongRun.add(rest, to: &protocolFee) }
        growth &+= UInt128(rest) &<< 64 / liquidity
        try CLMMLongRun.add(rest, to: &lpFee)
    }

    @_noLocks private static func add(
        _ part: UInt64, to total: inout UInt64
    ) throws(CLMMError) {
        let (sum, over) = total.addingReportingOverflow(part)
        if over { throw .calculateOverflow }
        total = sum
    }

    /// Walks to one initialised tick, or to `stop` before it, or until the amount is used up.
    @_noLocks mutating func walk(
        to target: CLMMTarget, resting: UInt64, isBare: Bool, stop: UInt128, _ rates: CLMMRates
    ) throws(CLMMError) {
        let aim = direction.isDown ? max(target.price, stop) : min(target.price, stop)
        var next = liquidity
        var left = resting
        while true {
            steps &+= 1
            guard steps <= CLMMLongRun.stepsMax else { throw .aborted }
            let rate = pace.rate(rates.rate)
            let bound = pace.bound(aim, direction, liquidity: liquidity)
            var end = bound.price
            if price != bound.price {
                let step = try CLMMStep(
                    direction, fixed, isFeeOnInput: isFeeOnInput, remaining: remaining,
                    from: price, to: bound.price, liquidity: liquidity, rate: rate)
                try book(
                    amountIn: step.amountIn, amountOut: step.amountOut, fee: step.fee, rates)
                end = step.price
            }
            let before = left
            if end == target.price {
                left = try fill(target, left, rate: rate, rates)
                if !isBare && left == 0 {
                    next = try target.liquidity(after: liquidity, direction)
                    crossed &+= 1
                }
                // Orders that are left stay ahead of the price.
                tick = direction.isDown == (left == 0) ? target.tick &- 1 : target.tick
            } else if end != price {
                tick =
                    bound.isTick && end == bound.price
                    ? bound.tick : CLMMTickMath.tick(atBits: end)
            }
            price = end
            pace.advance(
                direction, tick: end == target.price ? target.tick : tick, bound)
            guard remaining == 0 || price == aim else { continue }
            if remaining != 0 && left != before && left != 0 { throw .requireEqViolated }
            break
        }
        liquidity = next
    }

    @_noLocks private mutating func fill(
        _ target: CLMMTarget, _ resting: UInt64, rate: UInt64, _ rates: CLMMRates
    ) throws(CLMMError) -> UInt64 {
        let fill = try CLMMOrderFill(
            direction, fixed, remaining: remaining, resting: resting, sqrtPrice: target.price,
            rate: rate, isFeeOnInput: isFeeOnInput)
        try book(amountIn: fill.amountIn, amountOut: fill.amountOut, fee: fill.fee, rates)
        lastRow = target.row
        lastOrders = fill.left
        return fill.left
    }

    /// What was done; an amount of 0 at either end fails.
    @_noLocks func result() throws(CLMMError) -> CLMMResult {
        let (fees, over) = lpFee.addingReportingOverflow(protocolFee)
        if over || fees.addingReportingOverflow(fundFee).overflow { throw .calculateOverflow }
        let used = amount &- remaining
        return CLMMResult(
            amountIn: Atoms(fixed.isInput ? used : other),
            amountOut: Atoms(fixed.isInput ? other : used), lpFee: lpFee,
            protocolFee: protocolFee, fundFee: fundFee, isFeeInOutput: !isFeeOnInput,
            sqrtPrice: SqrtPrice(bits: price), tick: TickIndex(tick), liquidity: liquidity,
            crossed: crossed)
    }
}
