import Numbers

extension CLMMState {
    @_noLocks func isFeeOnInput(_ direction: SwapDirection) -> Bool {
        switch feeSide {
        case 1: direction.isDown
        case 2: !direction.isDown
        default: true
        }
    }

    /// Whether token 0 pays the fee of such a swap.
    @_noLocks func isFeeOn0(_ direction: SwapDirection) -> Bool {
        isFeeOnInput(direction) == direction.isDown
    }

    /// The limit orders that rest at a tick.
    @_noLocks func orders(at target: CLMMTarget) -> (resting: UInt64, isBare: Bool) {
        let (place, slot) = target.row.quotientAndRemainder(dividingBy: CLMMState.slotsPerArray)
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: slot)
        let isOrdered = unsafe spans[place].ordered & bit != 0
        return unsafe (isOrdered ? orders[target.row] : 0, spans[place].bare & bit != 0)
    }

    /// A swap by the longer rules.
    @_noLocks borrowing func longRun(
        _ direction: SwapDirection, _ amount: SwapAmount, _ limit: SqrtPrice?, _ time: ChainTime
    ) throws(CLMMError) -> CLMMLongRun {
        switch amount {
        case .exactIn(let input):
            return try longRun(direction, .input, input.count, limit?.bits ?? 0, time)
        case .exactOut(let output):
            return try longRun(direction, .output, output.count, limit?.bits ?? 0, time)
        }
    }

    @_noLocks private borrowing func longRun(
        _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64, _ given: UInt128,
        _ time: ChainTime
    ) throws(CLMMError) -> CLMMLongRun {
        guard amount != 0 else { throw .zeroAmountSpecified }
        let stop = try self.stop(direction, given: given)
        var place = firstPlace(direction)
        guard place.span >= 0 else { throw CLMMLink.firstError(place.span) }
        var run = CLMMLongRun(self, direction, fixed, amount, time)
        let rates = CLMMRates(self)
        while run.remaining > 0 && run.price != stop {
            guard let target = nextTarget(direction, &place) else {
                throw CLMMLink.nextError(place.span)
            }
            let rests = orders(at: target)
            try run.walk(
                to: target, resting: rests.resting, isBare: rests.isBare, stop: stop, rates)
        }
        if run.remaining == amount || run.other == 0 { throw .tooSmallInputOrOutputAmount }
        if run.remaining > 0 && given == 0 { throw .requireEqViolated }
        return run
    }

    /// Does a swap by the longer rules: the pool moves, and the orders that were met are filled.
    @_noLocks mutating func longSwap(
        _ direction: SwapDirection, _ amount: SwapAmount, _ limit: SqrtPrice?, _ time: ChainTime
    ) throws(CLMMError) -> CLMMResult {
        let run = try longRun(direction, amount, limit, time)
        let result = try run.result()
        takeOrders(run)
        sqrtPrice = result.sqrtPrice
        liquidity = result.liquidity
        tick = result.tick
        feeMemory = run.pace.memory
        if isFeeOn0(direction) { feeGrowth0 = run.growth } else { feeGrowth1 = run.growth }
        relink()
        return result
    }

    /// Takes what a swap filled from the ticks that it reached: all of it, except from the last.
    @_noLocks private mutating func takeOrders(_ run: CLMMLongRun) {
        guard run.lastRow >= 0 else { return }
        var place = firstPlace(run.direction)
        while let target = nextTarget(run.direction, &place) {
            let isLast = target.row == run.lastRow
            setOrders(target.row, isLast ? run.lastOrders : 0)
            if isLast { return }
        }
    }

    /// A tick without liquidity ends with its last order, and an array with its last tick.
    @_noLocks private mutating func setOrders(_ row: Int, _ left: UInt64) {
        unsafe orders[row] = left
        guard left == 0 else { return }
        let (place, slot) = row.quotientAndRemainder(dividingBy: CLMMState.slotsPerArray)
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: slot)
        unsafe spans[place].ordered &= ~bit
        guard unsafe spans[place].bare & bit != 0 else { return }
        unsafe spans[place].bare &= ~bit
        unsafe spans[place].slots &= ~bit
        guard unsafe spans[place].slots == 0 else { return }
        let start = unsafe spans[place].start
        guard let flag = CLMMBitmap.bit(ofStart: start, spacing: tickSpacing) else { return }
        unsafe bitmap[flag &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: flag & 63))
    }
}
