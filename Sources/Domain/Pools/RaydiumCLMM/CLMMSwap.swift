public import Numbers

// One swap, step by step as the program does it (raydium.md sections 3.3 and 3.4). What came after
// May 2026 (a fee on the output, a dynamic fee, limit orders) is in `CLMMLongRun`.

extension CLMMState {
    /// What a swap would do at this time, `.aToB` being token 0 in. `limit` is the √price at which
    /// it stops; without one the amount must be traded whole.
    @_noLocks public borrowing func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil,
        at time: ChainTime
    ) throws(CLMMError) -> CLMMResult {
        guard time.seconds > openTime else { throw .requireGtViolated }
        guard isPlain else { return try longRun(direction, amount, limit, time).result() }
        let growth = direction.isDown ? feeGrowth0 : feeGrowth1
        let half: UInt64 = 1 &<< 63
        // On one unit of liquidity or more, fees below 2⁶³ add less than 2¹²⁷ to the growth: it
        // then cannot overflow, and need not be computed.
        if growth.highWord < half {
            do throws(CLMMError) {
                let result = try untracedQuote(direction, amount, limit)
                if result.lpFee < half { return result }
            } catch {
                // A swap that fails later may have failed by its growth first.
                _ = error
            }
        }
        return try checkedQuote(direction, amount, limit, growth)
    }

    /// Does a swap: the pool moves to where the quote ends.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil,
        at time: ChainTime
    ) throws(CLMMError) -> CLMMResult {
        guard time.seconds > openTime else { throw .requireGtViolated }
        guard isPlain else { return try longSwap(direction, amount, limit, time) }
        var trace = CLMMGrowth(direction.isDown ? feeGrowth0 : feeGrowth1)
        let result = try quote(direction, amount, limit: limit, trace: &trace)
        sqrtPrice = result.sqrtPrice
        liquidity = result.liquidity
        tick = result.tick
        if direction.isDown { feeGrowth0 = trace.growth } else { feeGrowth1 = trace.growth }
        locate()
        return result
    }

    @_noLocks @inline(__always)
    private borrowing func untracedQuote(
        _ direction: SwapDirection, _ amount: SwapAmount, _ limit: SqrtPrice?
    ) throws(CLMMError) -> CLMMResult {
        switch (direction, amount) {
        case (.aToB, .exactIn(let input)): return try fall(input: input.count, limit)
        case (.bToA, .exactIn(let input)): return try rise(input: input.count, limit)
        case (.aToB, .exactOut(let output)): return try fall(output: output.count, limit)
        case (.bToA, .exactOut(let output)): return try rise(output: output.count, limit)
        }
    }

    @_noLocks @inline(never)
    private borrowing func checkedQuote(
        _ direction: SwapDirection, _ amount: SwapAmount, _ limit: SqrtPrice?, _ growth: UInt128
    ) throws(CLMMError) -> CLMMResult {
        var trace = CLMMGrowth(growth)
        return try quote(direction, amount, limit: limit, trace: &trace)
    }

    // One loop each, compiled with its direction and its fixed end as constants.

    @_noLocks @inline(never)
    private borrowing func fall(
        input amount: UInt64, _ limit: SqrtPrice?
    ) throws(CLMMError) -> CLMMResult {
        var trace = CLMMNoTrace()
        return try run(.aToB, .input, amount, limit, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func rise(
        input amount: UInt64, _ limit: SqrtPrice?
    ) throws(CLMMError) -> CLMMResult {
        var trace = CLMMNoTrace()
        return try run(.bToA, .input, amount, limit, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func fall(
        output amount: UInt64, _ limit: SqrtPrice?
    ) throws(CLMMError) -> CLMMResult {
        var trace = CLMMNoTrace()
        return try run(.aToB, .output, amount, limit, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func rise(
        output amount: UInt64, _ limit: SqrtPrice?
    ) throws(CLMMError) -> CLMMResult {
        var trace = CLMMNoTrace()
        return try run(.bToA, .output, amount, limit, &trace)
    }

    /// A quote whose steps are shown to `trace`.
    @inline(__always)
    borrowing func quote<Trace: CLMMTrace>(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice?, trace: inout Trace
    ) throws(CLMMError) -> CLMMResult {
        switch amount {
        case .exactIn(let input): return try run(direction, .input, input.count, limit, &trace)
        case .exactOut(let output):
            return try run(direction, .output, output.count, limit, &trace)
        }
    }

    /// The program's checks before the first step, in its order, and the √price to stop at;
    /// 0 gives none.
    @_noLocks @inline(__always)
    borrowing func stop(
        _ direction: SwapDirection, given: UInt128
    ) throws(CLMMError) -> UInt128 {
        guard isSwapEnabled else { throw .notApproved }
        let floor = CLMMTickMath.sqrtPriceMin.bits
        let ceiling = CLMMTickMath.sqrtPriceMax.bits
        let stop =
            given != 0 ? given : direction.isDown ? floor &+ 1 : ceiling &- 1
        let isAhead =
            direction.isDown
            ? stop < sqrtPrice.bits && stop > floor : stop > sqrtPrice.bits && stop < ceiling
        guard isAhead else { throw .sqrtPriceLimitOverflow }
        return stop
    }

    /// The loop over targets. A step that does not reach its target leaves nothing of the amount.
    @inline(__always)
    private borrowing func run<Trace: CLMMTrace>(
        _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64, _ limit: SqrtPrice?,
        _ trace: inout Trace
    ) throws(CLMMError) -> CLMMResult {
        guard amount != 0 else { throw .zeroAmountSpecified }
        let given = limit?.bits ?? 0
        let stop = try self.stop(direction, given: given)
        var place = firstPlace(direction)
        guard place.span >= 0 else { throw CLMMLink.firstError(place.span) }
        var run = CLMMRun(self, remaining: amount)
        let rates = CLMMRates(self)
        while run.remaining > 0 && run.price != stop {
            guard let target = nextTarget(direction, &place) else {
                throw CLMMLink.nextError(place.span)
            }
            let end =
                direction.isDown
                ? max(target.price, stop) : min(target.price, stop)
            let step = try CLMMStep(
                direction, fixed, remaining: run.remaining, from: run.price, to: end,
                liquidity: run.liquidity, rates: rates)
            let lpFee = try run.book(step, fixed, rates)
            guard trace.stepped(lpFee: lpFee, liquidity: run.liquidity) else { throw .aborted }
            if step.price == target.price {
                try run.reach(target, direction)
                trace.crossed(target.tick)
            } else if step.price != run.price {
                run.tickIsStale = true
            }
            run.price = step.price
        }
        if run.remaining == amount || run.other == 0 { throw .tooSmallInputOrOutputAmount }
        if run.remaining > 0 && given == 0 { throw .requireEqViolated }
        return run.result(fixed, amount: amount)
    }
}

/// Watches the steps of a swap. `CLMMNoTrace` costs nothing.
protocol CLMMTrace {
    /// A step was booked, on this liquidity; of its fee, the providers' part is given.
    /// False where the program would abort.
    mutating func stepped(lpFee: UInt64, liquidity: UInt128) -> Bool
    /// An initialised tick was crossed.
    mutating func crossed(_ tick: Int32)
}

struct CLMMNoTrace: CLMMTrace {
    @_noLocks @inline(__always) init() {}
    @_noLocks @inline(__always)
    mutating func stepped(lpFee: UInt64, liquidity: UInt128) -> Bool { true }
    @_noLocks @inline(__always) mutating func crossed(_ tick: Int32) {}
}

/// Keeps the fee per unit of liquidity, which the program does not let wrap.
struct CLMMGrowth: CLMMTrace {
    /// Q64.64
    var growth: UInt128

    @_noLocks @inline(__always) init(_ growth: UInt128) { self.growth = growth }

    @_noLocks @inline(__always)
    mutating func stepped(lpFee: UInt64, liquidity: UInt128) -> Bool {
        guard liquidity > 0 else { return true }
        let (sum, over) = growth.addingReportingOverflow(UInt128(lpFee) &<< 64 / liquidity)
        growth = sum
        return !over
    }

    @_noLocks @inline(__always) mutating func crossed(_ tick: Int32) {}
}
