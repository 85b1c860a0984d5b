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
        do throws(SwapError) {
            if kind == .transfer { return expected.mismatch(try exchange(state)) }
            var record = SwapRecord(
                feeGrowth: isDown ? growthA : growthB, protocolShare: state.protocolShare)
            let result = try run(&state, &record)
            return expected.mismatch(result, record, state.feeVariables)
        } catch {
            return expected.mismatch(error)
        }
    }

    private var direction: SwapDirection { isDown ? .aToB : .bToA }
    private var order: SwapAmount {
        isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
    }

    /// The instruction: the checks around the swap in the program's order, then the swap, once as
    /// it is quoted, once with its steps recorded, and once done; all must agree.
    private func run(
        _ state: inout WhirlpoolState, _ record: inout SwapRecord
    ) throws(SwapError) -> SwapResult {
        if arrays.count > SwapVector.arraysMax { throw .tooManySupplementalTickArrays }
        let limit = SqrtPrice(bits: limit)
        _ = try state.stop(direction, limit, at: timestamp)
        if amount == 0 { throw .zeroTradableAmount }
        if timestamp < rewardLastUpdated { throw .invalidTimestamp }
        var variables = state.feeVariables
        let recorded = try state.quote(
            direction, order, limit: limit, at: timestamp, variables: &variables, trace: &record)
        let quoted = try state.quote(direction, order, limit: limit, at: timestamp)
        let swapped = try state.swap(direction, order, limit: limit, at: timestamp)
        precondition(recorded == quoted && swapped == quoted, "one swap is done as quoted")
        precondition(variables == state.feeVariables, "and leaves what was recorded")
        return quoted
    }

    /// The same where the tokens' transfers may cost.
    private func exchange(
        _ state: borrowing WhirlpoolState
    ) throws(SwapError) -> WhirlpoolExchange {
        if arrays.count > SwapVector.arraysMax { throw .tooManySupplementalTickArrays }
        let time = ChainTime(slot: 0, seconds: timestamp)
        let limit = SqrtPrice(bits: limit)
        try state.checkReady(direction, at: timestamp)
        let order = try state.pooled(direction, order, at: time)
        _ = try state.stop(direction, limit, at: timestamp)
        if order.end.1 == 0 { throw .zeroTradableAmount }
        if timestamp < rewardLastUpdated { throw .invalidTimestamp }
        return try state.exchange(direction, self.order, limit: limit, at: time)
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
        if kind != .plain { loadNumbers(&state) }
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

    /// What a static fee on tokens with free transfers does not have.
    private func loadNumbers(_ state: inout WhirlpoolState) {
        // The program marks a pool with an adaptive fee by an index that is not its spacing.
        let index = kind == .adaptive ? spacing ^ 0x8000 : spacing
        let fee = Event.Words(UInt64(rate), UInt64(share), UInt64(spacing), UInt64(index))
        let groups = [
            (WhirlpoolNumbers.fee, fee),
            (WhirlpoolNumbers.transferA, transferA.always.words),
            (WhirlpoolNumbers.transferB, transferB.always.words),
        ]
        let adaptive = [
            (
                WhirlpoolNumbers.constants,
                oracle.constants.words(tradeEnabled: oracle.tradeEnabled)
            ),
            (WhirlpoolNumbers.variables, oracle.variables.words),
        ]
        for (group, words) in kind == .adaptive ? groups + adaptive : groups {
            state.apply(
                Event(
                    kind: .poolNumbers, flags: .snapshot, instrument: InstrumentID(0),
                    field: Int32(group), input: InputSequence(0), received: .never, words: words))
        }
    }
}
