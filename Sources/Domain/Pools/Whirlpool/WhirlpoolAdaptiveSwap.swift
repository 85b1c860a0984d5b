import Numbers

extension WhirlpoolState {
    /// What a swap would do to a pool whose fee adapts; `variables` become those after it. Where it
    /// fails they stay as they were.
    @_noLocks @inline(never)
    borrowing func adaptive(
        _ direction: SwapDirection, _ amount: SwapAmount, _ stop: PriceStop, at now: UInt64,
        _ variables: inout WhirlpoolFeeVariables
    ) throws(SwapError) -> SwapResult {
        var swap = try AdaptiveSwap(self, direction, amount, stop, at: now)
        while try swap.next(self) != nil {}
        return try swap.finish(self, at: now, &variables)
    }

    /// The same with its steps shown to `trace`.
    borrowing func adaptive<Trace: SwapTrace>(
        _ direction: SwapDirection, _ amount: SwapAmount, _ stop: PriceStop, at now: UInt64,
        _ variables: inout WhirlpoolFeeVariables, _ trace: inout Trace
    ) throws(SwapError) -> SwapResult {
        var swap = try AdaptiveSwap(self, direction, amount, stop, at: now)
        while let done = try swap.next(self) {
            trace.stepped(done.step, liquidity: done.liquidity)
            if done.crosses { trace.crossed(swap.target.tick) }
        }
        return try swap.finish(self, at: now, &variables)
    }

    /// The fee where a swap begins.
    @_noLocks borrowing func adaptiveFee(
        _ direction: SwapDirection, at now: UInt64
    ) throws(SwapError) -> AdaptiveFee {
        try AdaptiveFee(
            feeConstants, feeVariables, base: feeRate.count, tick: tick.count,
            isDown: direction.isDown, at: now)
    }
}

/// A swap under way in a pool whose fee adapts: targets as in any pool, and on the way to each as
/// many steps as the groups of ticks ask for.
struct AdaptiveSwap {
    /// One step that was done.
    struct Step {
        var step: SwapStep
        /// The liquidity it was done on.
        var liquidity: UInt128
        /// Whether it ended by crossing the target, an initialised tick.
        var crosses: Bool
    }

    let direction: SwapDirection
    let fixed: SwapEnd
    let whole: UInt64
    let stop: PriceStop
    var run: SwapRun
    var fee: AdaptiveFee
    var place: TickPlace
    /// Where the steps go, and the √price at which they end: the target's, or the stop's.
    var target: TickTarget
    var end: UInt128
    var needsTarget: Bool

    @_noLocks init(
        _ pool: borrowing WhirlpoolState, _ direction: SwapDirection, _ amount: SwapAmount,
        _ stop: PriceStop, at now: UInt64
    ) throws(SwapError) {
        (fixed, whole) = amount.end
        guard whole != 0 else { throw .zeroTradableAmount }
        self.direction = direction
        self.stop = stop
        run = SwapRun(pool, remaining: whole)
        fee = try pool.adaptiveFee(direction, at: now)
        place = pool.firstPlace(direction)
        target = .none
        end = 0
        needsTarget = true
    }

    /// Does the next step; nil when the swap has come to its end. Inlined: the swap then lives in
    /// registers, and a step that nobody traces is not put together.
    @_noLocks @inline(__always) mutating func next(
        _ pool: borrowing WhirlpoolState
    ) throws(SwapError) -> Step? {
        guard run.remaining > 0 && run.price != stop.price else { return nil }
        if needsTarget {
            guard let next = pool.nextTarget(direction, &place) else {
                throw .tickArraySequenceInvalidIndex
            }
            target = next
            end = direction.isDown ? max(next.price, stop.price) : min(next.price, stop.price)
        }
        fee.accumulate()
        let liquidity = run.liquidity
        let bound = fee.bound(end, liquidity: liquidity)
        let step = try SwapStep(
            direction, fixed, remaining: run.remaining, from: run.price, to: bound.price,
            liquidity: liquidity, rate: FeeRate(fee.rate))
        try run.book(step, fixed, protocolShare: pool.protocolShare)
        let reaches = step.price == target.price
        if reaches {
            try run.reach(target, direction)
            run.tickIsStale = false
        } else if step.price != run.price {
            run.tickIsStale = true
        }
        run.price = step.price
        if bound.skips {
            fee.advance(skippingTo: run.price, target)
        } else {
            fee.advance()
        }
        needsTarget = run.price == end
        return Step(step: step, liquidity: liquidity, crosses: reaches && target.isInitialised)
    }

    /// What the whole swap did.
    @_noLocks mutating func finish(
        _ pool: borrowing WhirlpoolState, at now: UInt64,
        _ variables: inout WhirlpoolFeeVariables
    ) throws(SwapError) -> SwapResult {
        if !fixed.isInput && run.remaining > 0 && !stop.isGiven { throw .partialFill }
        fee.settle(from: pool.sqrtPrice.bits, to: run.price, at: now)
        variables = fee.variables
        return run.result(fixed, amount: whole)
    }
}

extension SwapAmount {
    /// The fixed end, and how much of it, in atoms.
    var end: (SwapEnd, UInt64) {
        @_noLocks @inline(__always) get {
            switch self {
            case .exactIn(let input): (.input, input.count)
            case .exactOut(let output): (.output, output.count)
            }
        }
    }
}
