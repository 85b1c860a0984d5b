public import Numbers

// One swap, step by step as the program does it (whirlpool.md sections 6 and 7).
//
// The leaves are `@_transparent`: `@inline(__always)` leaves some of them as calls that pass their
// 256-bit arguments through memory, which costs a tenth of the time.

extension WhirlpoolState {
    /// What a swap within the pool would do, transfer fees of its tokens apart (`trade` knows
    /// them). `limit` is the √price at which it stops; without one it may run to the end of the
    /// third tick array, and an exact output must then be delivered whole. `now`, in seconds since
    /// 1970, matters only to a pool whose fee adapts; such a pool refuses a time before its last
    /// swap's.
    @_noLocks public borrowing func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil,
        at now: UInt64 = 0
    ) throws(SwapError) -> SwapResult {
        let stop = try self.stop(direction, limit, at: now)
        guard !isAdaptive else {
            var variables = feeVariables
            return try adaptive(direction, amount, stop, at: now, &variables)
        }
        return try plain(direction, amount, stop)
    }

    /// Does a swap: the pool moves to where the quote ends.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil,
        at now: UInt64 = 0
    ) throws(SwapError) -> SwapResult {
        let stop = try self.stop(direction, limit, at: now)
        var variables = feeVariables
        let result =
            isAdaptive
            ? try adaptive(direction, amount, stop, at: now, &variables)
            : try plain(direction, amount, stop)
        move(to: result, variables)
        return result
    }

    /// Puts the pool where a swap ended.
    @_noLocks mutating func move(to result: SwapResult, _ variables: WhirlpoolFeeVariables) {
        sqrtPrice = result.sqrtPrice
        liquidity = result.liquidity
        tick = result.tick
        feeVariables = variables
        locate()
    }

    /// A swap at the static fee.
    @_noLocks @inline(__always)
    borrowing func plain(
        _ direction: SwapDirection, _ amount: SwapAmount, _ stop: PriceStop
    ) throws(SwapError) -> SwapResult {
        switch (direction, amount) {
        case (.aToB, .exactIn(let input)): return try fall(input: input.count, stop)
        case (.bToA, .exactIn(let input)): return try rise(input: input.count, stop)
        case (.aToB, .exactOut(let output)): return try fall(output: output.count, stop)
        case (.bToA, .exactOut(let output)): return try rise(output: output.count, stop)
        }
    }

    // One loop each, compiled with its direction and its fixed end as constants.

    @_noLocks @inline(never)
    private borrowing func fall(
        input amount: UInt64, _ stop: PriceStop
    ) throws(SwapError) -> SwapResult {
        var trace = NoTrace()
        return try run(.aToB, .input, amount, stop, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func rise(
        input amount: UInt64, _ stop: PriceStop
    ) throws(SwapError) -> SwapResult {
        var trace = NoTrace()
        return try run(.bToA, .input, amount, stop, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func fall(
        output amount: UInt64, _ stop: PriceStop
    ) throws(SwapError) -> SwapResult {
        var trace = NoTrace()
        return try run(.aToB, .output, amount, stop, &trace)
    }

    @_noLocks @inline(never)
    private borrowing func rise(
        output amount: UInt64, _ stop: PriceStop
    ) throws(SwapError) -> SwapResult {
        var trace = NoTrace()
        return try run(.bToA, .output, amount, stop, &trace)
    }

    /// A quote whose steps are shown to `trace`; `variables` become those after the swap.
    borrowing func quote<Trace: SwapTrace>(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice?, at now: UInt64 = 0,
        variables: inout WhirlpoolFeeVariables, trace: inout Trace
    ) throws(SwapError) -> SwapResult {
        let stop = try self.stop(direction, limit, at: now)
        if isAdaptive {
            return try adaptive(direction, amount, stop, at: now, &variables, &trace)
        }
        let (fixed, whole) = amount.end
        return try run(direction, fixed, whole, stop, &trace)
    }

    /// The program's checks before it reads an amount: the arrays, then the clock.
    @_noLocks @inline(__always)
    borrowing func checkReady(
        _ direction: SwapDirection, at now: UInt64
    ) throws(SwapError) {
        guard firstPlace(direction).span >= 0 else { throw .invalidTickArraySequence }
        guard !isAdaptive || now >= tradeEnabled else { throw .tradeIsNotEnabled }
    }

    /// The program's checks before the first step, in its order, and the √price to stop at.
    @_noLocks @inline(__always)
    borrowing func stop(
        _ direction: SwapDirection, _ limit: SqrtPrice?, at now: UInt64
    ) throws(SwapError) -> PriceStop {
        try checkReady(direction, at: now)
        let price: SqrtPrice
        let isGiven: Bool
        if let limit, limit.bits != 0 {
            price = limit
            isGiven = true
        } else {
            price = direction.isDown ? TickMath.sqrtPriceMin : TickMath.sqrtPriceMax
            isGiven = false
        }
        guard price >= TickMath.sqrtPriceMin, price <= TickMath.sqrtPriceMax else {
            throw .sqrtPriceOutOfBounds
        }
        guard direction.isDown ? price < sqrtPrice : price > sqrtPrice else {
            throw .invalidSqrtPriceLimitDirection
        }
        return PriceStop(price: price.bits, isGiven: isGiven)
    }

    /// The loop over targets.
    @inline(__always)
    private borrowing func run<Trace: SwapTrace>(
        _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64, _ stop: PriceStop,
        _ trace: inout Trace
    ) throws(SwapError) -> SwapResult {
        guard amount != 0 else { throw .zeroTradableAmount }
        var run = SwapRun(self, remaining: amount)
        var place = firstPlace(direction)
        let rate = FeeRate(feeRate)
        while run.remaining > 0 && run.price != stop.price {
            guard let target = nextTarget(direction, &place) else {
                throw .tickArraySequenceInvalidIndex
            }
            let end =
                direction.isDown
                ? max(target.price, stop.price) : min(target.price, stop.price)
            let step = try SwapStep(
                direction, fixed, remaining: run.remaining, from: run.price, to: end,
                liquidity: run.liquidity, rate: rate)
            trace.stepped(step, liquidity: run.liquidity)
            try run.book(step, fixed, protocolShare: protocolShare)
            if step.price == target.price {
                try run.reach(target, direction)
                if target.isInitialised { trace.crossed(target.tick) }
            } else if step.price != run.price {
                run.tickIsStale = true
            }
            run.price = step.price
        }
        if !fixed.isInput && run.remaining > 0 && !stop.isGiven { throw .partialFill }
        return run.result(fixed, amount: amount)
    }
}

/// Which end of a swap is fixed.
enum SwapEnd {
    case input
    case output

    var isInput: Bool {
        @_noLocks @inline(__always) get {
            switch self {
            case .input: true
            case .output: false
            }
        }
    }
}

/// Where a swap stops at the latest.
struct PriceStop {
    var price: UInt128
    /// Whether the caller asked for it.
    var isGiven: Bool
}

/// Watches the steps of a swap. The quote that trades uses `NoTrace`, which costs nothing.
protocol SwapTrace {
    /// A step was computed, on this liquidity.
    mutating func stepped(_ step: SwapStep, liquidity: UInt128)
    /// An initialised tick was crossed.
    mutating func crossed(_ tick: Int32)
}

struct NoTrace: SwapTrace {
    @_noLocks @inline(__always) init() {}
    @_noLocks @inline(__always) mutating func stepped(_ step: SwapStep, liquidity: UInt128) {}
    @_noLocks @inline(__always) mutating func crossed(_ tick: Int32) {}
}
