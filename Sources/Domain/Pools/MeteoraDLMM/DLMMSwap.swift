import Numbers

// One swap, bin after bin as the program does it (meteora.md sections 1.4 to 1.7).

extension DLMMState {
    /// What a swap would do.
    @_noLocks public borrowing func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(DLMMError) -> DLMMSwapResult {
        var trace = DLMMNoTrace()
        return try quote(direction, amount, at: time, trace: &trace)
    }

    /// Does a swap: bins, active bin and volatility become what the chain has after it.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime
    ) throws(DLMMError) -> DLMMSwapResult {
        _ = try quote(direction, amount, at: time)
        var writer = unsafe DLMMWriter(bins)
        let result = try quote(direction, amount, at: time, trace: &writer)
        pair.activeBin = result.activeBin
        pair.volatility = result.volatility
        return result
    }

    /// A quote whose changes are shown to `trace`.
    @inline(__always)
    borrowing func quote<Trace: DLMMTrace>(
        _ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime,
        trace: inout Trace
    ) throws(DLMMError) -> DLMMSwapResult {
        switch amount {
        case .exactIn(let input):
            guard input.count > 0 else { throw .invalidInput }
            return try run(direction, .input, input.count, time, &trace)
        case .exactOut(let output):
            return try run(direction, .output, output.count, time, &trace)
        }
    }

    @inline(__always)
    private borrowing func run<Trace: DLMMTrace>(
        _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64,
        _ time: ChainTime, _ trace: inout Trace
    ) throws(DLMMError) -> DLMMSwapResult {
        var run = DLMMRun(pair, direction, fixed, amount: amount)
        try begin(&run, at: time)
        while run.remaining > 0 {
            let position = try seek(&run)
            let bin = unsafe bins[position]
            if let changed = try run.trade(bin, layers(bin, run), pair) {
                trace.changed(run.active, at: position, changed)
            }
            if run.remaining > 0 { try step(&run) }
        }
        guard run.received > 0 else { throw .insufficientOutAmount }
        return run.result(pair, at: time)
    }

    /// What happens before the first bin: the checks, and the references of the volatility.
    @_noLocks @inline(__always)
    borrowing func begin(_ run: inout DLMMRun, at time: ChainTime) throws(DLMMError) {
        guard isKnown else { throw .accountNotEnoughKeys }
        guard pair.isOpen(at: time) else { throw .poolDisabled }
        try run.volatility.renew(pair, now: Int64(bitPattern: time.seconds))
    }

    /// Moves on to the next bin that sells something, if the active one doesn't, and gives its
    /// position in memory. Arrays without liquidity are jumped over.
    @_noLocks @inline(__always)
    borrowing func seek(_ run: inout DLMMRun) throws(DLMMError) -> Int {
        while true {
            let isInside = run.active >= run.lowest && run.active &- run.lowest <= 69
            if run.first < 0 || !isInside { try enter(&run) }
            let position = run.first &+ Int(run.active &- run.lowest)
            if unsafe !layers(bins[position], run).isEmpty { return position }
            try step(&run)
        }
    }

    /// Enters the next array with liquidity: the active bin's own, or one beyond at its near edge.
    @_noLocks
    private borrowing func enter(_ run: inout DLMMRun) throws(DLMMError) {
        let own = DLMMState.array(of: run.active)
        let index = try nextArray(from: own, isDown: run.isDown)
        let place = place(ofArray: index)
        guard place >= 0 else { throw .accountNotEnoughKeys }
        run.lowest = index &* 70
        run.first = place &* DLMMState.binsPerArray
        if index != own { run.active = run.isDown ? run.lowest &+ 69 : run.lowest }
    }

    /// The next bin becomes the active one.
    @_noLocks @inline(__always)
    borrowing func step(_ run: inout DLMMRun) throws(DLMMError) {
        let (next, over) = run.active.addingReportingOverflow(run.isDown ? -1 : 1)
        guard !over, next >= pair.lowestBin, next <= pair.highestBin else {
            throw .binIDOutOfBound
        }
        run.active = next
    }

    @_noLocks @inline(__always)
    borrowing func layers(_ bin: DLMMBin, _ run: DLMMRun) -> DLMMLayers {
        bin.layers(isDown: run.isDown, withOrders: pair.supportsOrders)
    }
}

/// Watches the bins that a swap changes. The quote that trades uses `DLMMNoTrace`, which costs
/// nothing.
protocol DLMMTrace {
    /// The bin `id`, which stands at `position` in the state's memory, becomes `bin`.
    mutating func changed(_ id: Int32, at position: Int, _ bin: DLMMBin)
}

struct DLMMNoTrace: DLMMTrace {
    @_noLocks @inline(__always) init() {}
    @_noLocks @inline(__always)
    mutating func changed(_ id: Int32, at position: Int, _ bin: DLMMBin) {}
}

/// Writes the changes into the state's memory.
@safe struct DLMMWriter: DLMMTrace {
    private let bins: UnsafeMutablePointer<DLMMBin>

    @_noLocks @inline(__always) init(_ bins: UnsafeMutablePointer<DLMMBin>) {
        unsafe self.bins = unsafe bins
    }

    @_noLocks @inline(__always)
    mutating func changed(_ id: Int32, at position: Int, _ bin: DLMMBin) {
        unsafe bins[position] = bin
    }
}
