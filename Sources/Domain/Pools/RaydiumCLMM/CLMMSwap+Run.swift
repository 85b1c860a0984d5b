import Numbers

/// The running totals of a swap.
struct CLMMRun {
    var price: UInt128
    var liquidity: UInt128
    var tick: Int32
    /// The price left the tick without reaching another: the tick follows from the price.
    var tickIsStale = false
    /// Of the fixed end.
    var remaining: UInt64
    /// Of the other end.
    var other: UInt64 = 0
    var lpFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var fundFee: UInt64 = 0
    var crossed: UInt32 = 0

    @_noLocks @_transparent
    init(_ pool: borrowing CLMMState, remaining: UInt64) {
        price = pool.sqrtPrice.bits
        liquidity = pool.liquidity
        tick = pool.tick.count
        self.remaining = remaining
    }

    /// Books a step's amounts, and gives the liquidity providers' part of its fee.
    @_noLocks @_transparent
    mutating func book(
        _ step: CLMMStep, _ fixed: SwapEnd, _ rates: CLMMRates
    ) throws(CLMMError) -> UInt64 {
        let (paid, paidOver) = step.amountIn.addingReportingOverflow(step.fee)
        let (used, added) = fixed.isInput ? (paid, step.amountOut) : (step.amountOut, paid)
        let (left, under) = remaining.subtractingReportingOverflow(used)
        let (sum, over) = other.addingReportingOverflow(added)
        if under || over || paidOver { throw fixed.isInput ? .aborted : .calculateOverflow }
        remaining = left
        other = sum
        let toProtocol = step.fee.millionths(rates.protocolShare)
        let toFund = step.fee.millionths(rates.fundShare)
        let toProviders = step.fee &- toProtocol &- toFund
        protocolFee &+= toProtocol
        fundFee &+= toFund
        lpFee &+= toProviders
        return toProviders
    }

    /// The price reached a tick: cross it.
    @_noLocks @_transparent
    mutating func reach(
        _ target: CLMMTarget, _ direction: SwapDirection
    ) throws(CLMMError) {
        liquidity = try target.liquidity(after: liquidity, direction)
        crossed &+= 1
        tick = direction.isDown ? target.tick &- 1 : target.tick
    }

    @_noLocks @_transparent
    func result(_ fixed: SwapEnd, amount: UInt64) -> CLMMResult {
        let used = amount &- remaining
        return CLMMResult(
            amountIn: Atoms(fixed.isInput ? used : other),
            amountOut: Atoms(fixed.isInput ? other : used),
            lpFee: lpFee, protocolFee: protocolFee, fundFee: fundFee, isFeeInOutput: false,
            sqrtPrice: SqrtPrice(bits: price),
            tick: TickIndex(tickIsStale ? CLMMTickMath.tick(atBits: price) : tick),
            liquidity: liquidity, crossed: crossed)
    }
}
