import Numbers

extension DLMMSwapVector {
    /// Runs the swap and gives the first column that differs. It is quoted, quoted with its changes
    /// recorded, and done; all three must agree.
    func mismatch(with state: inout DLMMState) throws(VectorFault) -> ColumnMismatch? {
        try load(&state)
        let direction: SwapDirection = isDown ? .aToB : .bToA
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        var record = DLMMRecord()
        do throws(DLMMError) {
            _ = try state.quote(direction, order, now: timestamp)
            let result = try state.quote(direction, order, now: timestamp, trace: &record)
            let done = try state.swap(direction, order, now: timestamp)
            precondition(
                done.amountIn == result.amountIn && done.amountOut == result.amountOut,
                "a swap does what was quoted")
            return expected.mismatch(result, record.bins)
        } catch {
            return expected.mismatch(error)
        }
    }

    private func load(_ state: inout DLMMState) throws(VectorFault) {
        state.clear()
        state.pair = pair
        state.knowsExtension = hasExtension
        for index in bitmap { state.flag(array: index, true) }
        for array in arrays {
            let place = state.claim(array: array.index)
            guard place >= 0 else { throw .unsupported("more bin arrays than there is room for") }
            for (id, bin) in array.bins {
                guard DLMMState.array(of: id) == array.index else {
                    throw .unsupported("a bin lies outside its array")
                }
                var bin = bin
                bin.price = DLMMPrice.price(ofBin: id, binStep: pair.binStep) ?? 0
                let slot = Int(id) - Int(array.index) * DLMMState.binsPerArray
                unsafe state.bins[place * DLMMState.binsPerArray + slot] = bin
            }
        }
    }
}

/// A trace that keeps the bins as they are after the swap.
struct DLMMRecord: DLMMTrace {
    var bins: [Int32: DLMMBin] = [:]

    mutating func changed(_ id: Int32, at position: Int, _ bin: DLMMBin) {
        bins[id] = bin
    }
}
