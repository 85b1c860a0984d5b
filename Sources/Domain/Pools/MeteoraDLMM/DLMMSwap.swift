import Numbers

// One swap, bin after bin as the program does it (meteora.md sections 1.4 to 1.7).

extension DLMMState {
    /// What a swap would do at the chain's time `now`, in seconds since 1970.
    @_noLocks public borrowing func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, now: Int64
    ) throws(DLMMError) -> DLMMSwapResult {
        var trace = DLMMNoTrace()
        return try quote(direction, amount, now: now, trace: &trace)
    }

    /// Does a swap: bins, active bin and volatility become what the chain has after it.
    @_noLocks @discardableResult public mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, now: Int64
    ) throws(DLMMError) -> DLMMSwapResult {
        _ = try quote(direction, amount, now: now)
        var writer = unsafe DLMMWriter(bins)
        let result = try quote(direction, amount, now: now, trace: &writer)
        pair.activeBin = result.activeBin
        pair.volatility = result.volatility
        return result
    }

    /// A quote whose changes are shown to `trace`.
    @inline(__always)
    borrowing func quote<Trace: DLMMTrace>(
        _ direction: SwapDirection, _ amount: SwapAmount, now: Int64, trace: inout Trace
    ) throws(DLMMError) -> DLMMSwapResult {
        switch amount {
        case .exactIn(let input):
            guard input.count > 0 else { throw .invalidInput }
            return try run(direction, .input, input.count, now, &trace)
        case .exactOut(let output):
            return try run(direction, .output, output.count, now, &trace)
        }
    }

    @inline(__always)
    private borrowing func run<Trace: DLMMTrace>(
        _ direction: SwapDirection, _ fixed: SwapEnd, _ amount: UInt64, _ now: Int64,
        _ trace: inout Trace
    ) throws(DLMMError) -> DLMMSwapResult {
        guard pair.isEnabled else { throw .poolDisabled }
        var run = try DLMMRun(pair, direction, fixed, amount: amount, now: now)
        while run.remaining > 0 {
            let index = try nextArray(
                from: DLMMState.array(of: run.active), isDown: run.isDown)
            if index != DLMMState.array(of: run.active) {
                run.active = index &* 70 &+ (run.isDown ? 69 : 0)
            }
            try walk(array: index, &run, &trace)
        }
        guard run.received > 0 else { throw .insufficientOutAmount }
        return run.result(pair, now: now)
    }

    /// Trades with the bins of one array, from the active one on.
    @inline(__always)
    private borrowing func walk<Trace: DLMMTrace>(
        array index: Int32, _ run: inout DLMMRun, _ trace: inout Trace
    ) throws(DLMMError) {
        let place = place(ofArray: index)
        guard place >= 0 else { throw .accountNotEnoughKeys }
        let first = place &* DLMMState.binsPerArray
        let lowest = index &* 70
        while run.remaining > 0, run.active >= lowest, run.active <= lowest &+ 69 {
            let position = first &+ Int(run.active &- lowest)
            let bin = unsafe bins[position]
            let layers = bin.layers(isDown: run.isDown, withOrders: pair.supportsOrders)
            if !layers.isEmpty, let changed = try run.trade(bin, layers, pair) {
                trace.changed(run.active, at: position, changed)
            }
            guard run.remaining > 0 else { return }
            run.active &+= run.isDown ? -1 : 1
            guard run.active >= pair.lowestBin, run.active <= pair.highestBin else {
                throw .binIDOutOfBound
            }
        }
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
