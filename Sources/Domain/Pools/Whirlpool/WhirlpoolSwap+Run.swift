import Numbers

/// The running totals of a swap.
struct SwapRun {
    var price: UInt128
    var liquidity: UInt128
    var tick: Int32
    /// The price left the tick without reaching another: the tick follows from the price.
    var tickIsStale = false
    /// Of the fixed end.
    var remaining: UInt64
    /// Of the other end.
    var other: UInt64 = 0
    var fee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var crossed: UInt32 = 0

    @_noLocks @_transparent
    init(_ pool: borrowing WhirlpoolState, remaining: UInt64) {
        price = pool.sqrtPrice.bits
        liquidity = pool.liquidity
        tick = pool.tick.count
        self.remaining = remaining
    }

    /// Books a step's amounts and fee.
    @_noLocks @_transparent
    mutating func book(
        _ step: SwapStep, _ fixed: SwapEnd, protocolShare: BasisPoints
    ) throws(SwapError) {
        let (paid, paidOverflow) = step.amountIn.addingReportingOverflow(step.fee)
        let (used, added) = fixed.isInput ? (paid, step.amountOut) : (step.amountOut, paid)
        let (left, under) = remaining.subtractingReportingOverflow(used)
        if under || (fixed.isInput && paidOverflow) { throw .amountRemainingOverflow }
        let (sum, over) = other.addingReportingOverflow(added)
        if over || (!fixed.isInput && paidOverflow) { throw .amountCalcOverflow }
        remaining = left
        other = sum
        fee &+= step.fee
        protocolFee &+= step.fee.partPerTenThousand(protocolShare)
    }

    /// The price reached a target: cross it if it is a tick.
    @_noLocks @_transparent
    mutating func reach(
        _ target: TickTarget, _ direction: SwapDirection
    ) throws(SwapError) {
        if target.isInitialised {
            liquidity = try target.liquidity(after: liquidity, direction)
            crossed &+= 1
        }
        tick = direction.isDown ? target.tick &- 1 : target.tick
    }

    @_noLocks @_transparent
    func result(_ fixed: SwapEnd, amount: UInt64) -> SwapResult {
        let used = amount &- remaining
        return SwapResult(
            amountIn: Atoms(fixed.isInput ? used : other),
            amountOut: Atoms(fixed.isInput ? other : used),
            fee: Atoms(fee), protocolFee: Atoms(protocolFee),
            sqrtPrice: SqrtPrice(bits: price),
            tick: TickIndex(tickIsStale ? TickMath.tick(atBits: price) : tick),
            liquidity: liquidity, crossed: crossed)
    }
}

extension TickTarget {
    /// The liquidity behind this tick.
    @_noLocks @_transparent
    func liquidity(
        after before: UInt128, _ direction: SwapDirection
    ) throws(SwapError) -> UInt128 {
        let joins = direction.isDown ? net < 0 : net > 0
        if joins {
            let (sum, over) = before.addingReportingOverflow(net.magnitude)
            if over { throw .liquidityOverflow }
            return sum
        }
        let (rest, under) = before.subtractingReportingOverflow(net.magnitude)
        if under { throw .liquidityUnderflow }
        return rest
    }
}

extension UInt64 {
    /// ⌊self·share ÷ 10,000⌋ for a share of at most the whole.
    @_noLocks @_transparent
    func partPerTenThousand(_ share: BasisPoints) -> UInt64 {
        let part = UInt64(share.count)
        let (whole, rest) = quotientAndRemainder(dividingBy: 10_000)
        return whole &* part &+ rest &* part / 10_000
    }
}
