import Numbers

/// The running totals of a swap.
struct DLMMRun: BitwiseCopyable {
    let isDown: Bool
    let fixed: SwapEnd
    let feeIsOnInput: Bool
    var active: Int32
    /// The first bin of the array that was entered last, and its position in memory; −1 before any.
    var lowest: Int32 = 0
    var first = -1
    var volatility: DLMMVolatility
    /// Of the fixed end.
    var remaining: UInt64
    var paid: UInt64 = 0
    var received: UInt64 = 0
    var makingFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var orderFee: UInt64 = 0
    /// The rate of the last bin traded.
    var rate: UInt64 = 0
    /// Bins that have nothing left to sell.
    var crossed: UInt32 = 0

    @_noLocks @inline(__always)
    init(
        _ pair: DLMMPair, _ direction: SwapDirection, _ fixed: SwapEnd, amount: UInt64
    ) {
        isDown = direction.isDown
        self.fixed = fixed
        feeIsOnInput = !(pair.takesFeeInY && direction.isDown)
        active = pair.activeBin
        volatility = pair.volatility
        remaining = amount
    }

    /// Counts the active bin into the volatility, which gives the fee's rate in it.
    @_noLocks @inline(__always)
    mutating func terms(_ pair: DLMMPair) -> DLMMTerms {
        volatility.count(bin: active, max: pair.accumulatorMax)
        rate = pair.feeRate(accumulator: volatility.accumulator)
        return DLMMTerms(isDown: isDown, feeIsOnInput: feeIsOnInput, rate: rate)
    }

    /// Trades with a bin that sells something, and gives the bin as it is afterwards; nil when
    /// nothing of it changes.
    @_noLocks @inline(__always)
    mutating func trade(
        _ bin: DLMMBin, _ layers: DLMMLayers, _ pair: DLMMPair
    ) throws(DLMMError) -> DLMMBin? {
        let terms = terms(pair)
        let step =
            fixed.isInput
            ? try DLMMStep(input: remaining, layers, bin, terms)
            : try DLMMStep(
                output: remaining, inputMax: UInt64.max &- paid, layers, bin, terms)
        try book(step)
        if step.fill.taken.isAll(of: layers) { crossed &+= 1 }
        let orders = split(step, pair)
        let isChanged = step.fill.makingIn > 0 || step.fill.out > 0 || orders > 0
        let changed = try bin.after(step.fill, isDown: isDown)
        return isChanged ? changed : nil
    }

    @_noLocks @inline(__always)
    private mutating func book(_ step: DLMMStep) throws(DLMMError) {
        let (paid, paidOver) = self.paid.addingReportingOverflow(step.paid)
        if paidOver { throw .insufficientInAmount }
        let (received, receivedOver) = self.received.addingReportingOverflow(step.received)
        if receivedOver { throw .mathOverflow }
        let (left, under) = remaining.subtractingReportingOverflow(
            fixed.isInput ? step.paid : step.received)
        if under { throw .mathOverflow }
        self.paid = paid
        self.received = received
        remaining = left
        if !fixed.isInput && left > 0 && paid == UInt64.max { throw .notExactAmountOut }
    }

    /// Splits the fee, and gives the part of the orders' owners: of the fee on their part of the
    /// input, half. A fee without any input counts as theirs where orders exist.
    @_noLocks @inline(__always)
    private mutating func split(_ step: DLMMStep, _ pair: DLMMPair) -> UInt64 {
        var making = step.fee
        if step.fill.used > 0 {
            making = mulDiv(
                step.fee, step.fill.makingIn, by: step.fill.used, rounding: .up)
        } else if pair.supportsOrders {
            making = 0
        }
        let share = min(UInt64(pair.protocolShare), 10_000)
        let taken = mulDiv(making, share, by: 10_000, rounding: .down)
        let rest = step.fee &- making
        let orders = rest / 2
        makingFee &+= making &- taken
        orderFee &+= orders
        protocolFee &+= taken &+ (rest &- orders)
        if !feeIsOnInput { protocolFee &+= step.surplus }
        return orders
    }

    @_noLocks @inline(__always)
    func result(_ pair: DLMMPair, at time: ChainTime) -> DLMMSwapResult {
        var volatility = volatility
        if active != pair.activeBin {
            volatility.lastUpdate = Int64(bitPattern: time.seconds)
        }
        return DLMMSwapResult(
            amountIn: Atoms(paid), amountOut: Atoms(received), makingFee: makingFee,
            protocolFee: protocolFee, orderFee: orderFee, feeIsOnInput: feeIsOnInput,
            feeRate: rate, activeBin: active, volatility: volatility, crossed: crossed)
    }
}

extension DLMMBin {
    /// The bin after a swap: the market makers' side gets its input; open orders that were traded
    /// with become processed ones.
    @_noLocks @inline(__always)
    func after(_ fill: DLMMFill, isDown: Bool) throws(DLMMError) -> DLMMBin {
        var bin = self
        let (grown, over) = (isDown ? amountX : amountY).addingReportingOverflow(fill.makingIn)
        if over { throw .mathOverflow }
        bin.amountX = isDown ? grown : amountX &- fill.taken.making
        bin.amountY = isDown ? amountY &- fill.taken.making : grown
        bin.processedOrders &-= fill.taken.processed
        if fill.taken.open > 0 {
            // The processed ones are used up before an open one is touched.
            bin.processedOrders &+= bin.openOrders &- fill.taken.open
            bin.openOrders = 0
        }
        return bin
    }
}
