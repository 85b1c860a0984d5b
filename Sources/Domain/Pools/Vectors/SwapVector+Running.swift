import Markets
import Numbers

extension SwapVector {
    /// Arrays that one instruction may name: three slots and three supplements.
    private static let arraysMax = 6

    /// Runs the swap and gives the first column that differs.
    func mismatch(with state: inout WhirlpoolState) throws(VectorFault) -> ColumnMismatch? {
        let known = state.misfits
        load(&state)
        guard state.misfits == known else {
            throw .unsupported("the pool or an array is none that can exist")
        }
        var record = SwapRecord(
            feeGrowth: isDown ? growthA : growthB, protocolShare: state.protocolShare)
        do throws(SwapError) {
            let result = try run(state, &record)
            return expected.mismatch(result, record)
        } catch {
            return expected.mismatch(error)
        }
    }

    /// The instruction: the checks around the swap in the program's order, then the swap, once as
    /// it is quoted and once with its steps recorded; both must agree.
    private func run(
        _ state: borrowing WhirlpoolState, _ record: inout SwapRecord
    ) throws(SwapError) -> SwapResult {
        if arrays.count > SwapVector.arraysMax { throw .tooManySupplementalTickArrays }
        let direction: SwapDirection = isDown ? .aToB : .bToA
        let limit = SqrtPrice(bits: limit)
        _ = try state.stop(direction, limit)
        if amount == 0 { throw .zeroTradableAmount }
        if timestamp < rewardLastUpdated { throw .invalidTimestamp }
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        let recorded = try state.quote(direction, order, limit: limit, trace: &record)
        let quoted = try state.quote(direction, order, limit: limit)
        precondition(recorded == quoted, "a recorded swap is the quoted one")
        return quoted
    }

    private func load(_ state: inout WhirlpoolState) {
        let instrument = InstrumentID(0)
        let slot = Slot(0)
        let input = InputSequence(0)
        state.apply(
            .poolFee(
                rate: HundredthsOfBasisPoint(rate), protocolShare: BasisPoints(share),
                tickSpacing: spacing, flags: .first | .snapshot, instrument: instrument,
                slot: slot, input: input, received: .never))
        state.apply(
            .pool(
                sqrtPrice: SqrtPrice(bits: price), liquidity: liquidity, tick: TickIndex(tick),
                flags: .snapshot, instrument: instrument, slot: slot, input: input,
                received: .never))
        for array in arrays {
            state.apply(
                .tickArray(
                    start: TickIndex(array.start),
                    presence: array.isInitialised ? .present : .uninitialised,
                    flags: .snapshot, instrument: instrument, slot: slot, input: input,
                    received: .never))
            for tick in array.ticks {
                state.apply(
                    .tick(
                        index: TickIndex(tick.index), net: tick.net, initialised: true,
                        flags: .snapshot, instrument: instrument, slot: slot, input: input,
                        received: .never))
            }
        }
    }
}
