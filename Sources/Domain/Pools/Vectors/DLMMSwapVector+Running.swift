import Markets
import Numbers

extension DLMMSwapVector {
    /// Runs the swap and gives the first column that differs. It is quoted, quoted with its changes
    /// recorded, and done; all three must agree.
    func mismatch(
        with state: inout DLMMState, _ diff: inout PoolDiff
    ) throws(VectorFault) -> ColumnMismatch? {
        let known = state.misfits
        try tell(&diff)
        while let event = diff.next(slot: Slot(0), input: InputSequence(0), received: .never) {
            state.apply(event)
        }
        guard state.misfits == known else {
            throw .unsupported("the pair or a bin is none that can exist")
        }
        let direction: SwapDirection = isDown ? .aToB : .bToA
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        let time = ChainTime(slot: 0, seconds: UInt64(bitPattern: timestamp))
        var record = DLMMRecord()
        do throws(DLMMError) {
            _ = try state.quote(direction, order, at: time)
            let result = try state.quote(direction, order, at: time, trace: &record)
            let done = try state.swap(direction, order, at: time)
            precondition(
                done.amountIn == result.amountIn && done.amountOut == result.amountOut,
                "a swap does what was quoted")
            return expected.mismatch(result, record.bins)
        } catch {
            return expected.mismatch(error)
        }
    }

    /// The row's pair as its accounts would tell it.
    private func tell(_ diff: inout PoolDiff) throws(VectorFault) {
        diff.beginSnapshot()
        diff.set(DLMMNumbers.terms, to: pair.terms)
        diff.set(DLMMNumbers.standing, to: pair.standing)
        diff.set(DLMMNumbers.reach, to: Event.Words(hasExtension ? 1 : 0))
        var words = [UInt64](repeating: 0, count: DLMMState.bitmapWords)
        for index in bitmap {
            guard DLMMState.hasBit(index) else { throw .unsupported("an array without a bit") }
            let bit = Int(index) - Int(DLMMState.lowestArray)
            words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        for group in 0..<DLMMNumbers.bitmapGroups {
            let four = words[group * 4..<group * 4 + 4].map { $0 }
            diff.set(
                DLMMNumbers.bitmap + group, to: Event.Words(four[0], four[1], four[2], four[3]))
        }
        do throws(AccountError) {
            for array in arrays { try tell(array, &diff) }
        } catch {
            throw .unsupported("a bin lies outside its array, or there are too many arrays")
        }
    }

    private func tell(_ array: Array, _ diff: inout PoolDiff) throws(AccountError) {
        let place = try diff.present(array.index)
        for (id, bin) in array.bins {
            guard DLMMState.array(of: id) == array.index else { throw .misplacedArray }
            diff.set(row: Int(id - array.index * 70), of: place, to: bin.row)
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
