public import Markets
public import Numbers

extension WhirlpoolDiff {
    /// Whether `next` has an event to give.
    public var hasNext: Bool {
        @_noLocks get { owesPrice || owesFee || owingArray() >= 0 }
    }

    /// The next event that some account owes; nil when all has been told. The first and the last of
    /// a batch are flagged, so call it until it gives nil before anything is priced.
    @_noLocks public mutating func next(
        slot: Slot, input: InputSequence, received: Instant
    ) -> Event? {
        guard var event = pop(slot, input, received) else { return nil }
        var flags = isSnapshot ? EventFlags.snapshot : EventFlags.none
        if isFirst { flags = flags | .first }
        isFirst = false
        if !hasNext {
            flags = flags | .last
            isFirst = true
            isSnapshot = false
        }
        event.flags = flags
        return event
    }

    /// Fee before price before arrays before ticks: each event finds what it needs.
    @_noLocks private mutating func pop(
        _ slot: Slot, _ input: InputSequence, _ received: Instant
    ) -> Event? {
        if owesFee {
            owesFee = false
            return .poolFee(
                rate: fee.rate, protocolShare: fee.protocolShare, tickSpacing: fee.tickSpacing,
                flags: .none, instrument: instrument, slot: slot, input: input,
                received: received)
        }
        if owesPrice {
            owesPrice = false
            return .pool(
                sqrtPrice: price.sqrtPrice, liquidity: price.liquidity, tick: price.tick,
                flags: .none, instrument: instrument, slot: slot, input: input,
                received: received)
        }
        let index = owingArray()
        guard index >= 0 else {
            arraysMayOwe = false
            return nil
        }
        if unsafe arrays[index].owesPresence {
            return popPresence(index, slot, input, received)
        }
        return popTick(index, slot, input, received)
    }

    @_noLocks private mutating func popPresence(
        _ index: Int, _ slot: Slot, _ input: InputSequence, _ received: Instant
    ) -> Event {
        let array = unsafe arrays[index]
        unsafe arrays[index].owesPresence = false
        if array.presence.isMissing { unsafe arrays[index] = WatchedArray() }
        return .tickArray(
            start: TickIndex(array.start), presence: array.presence, flags: .none,
            instrument: instrument, slot: slot, input: input, received: received)
    }

    @_noLocks private mutating func popTick(
        _ index: Int, _ slot: Slot, _ input: InputSequence, _ received: Instant
    ) -> Event {
        let place = unsafe arrays[index].owed.trailingZeroBitCount
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: place)
        unsafe arrays[index].owed &= ~bit
        let isThere = unsafe arrays[index].bitmap & bit != 0
        let tick =
            unsafe arrays[index].start
            + Int32(truncatingIfNeeded: place) * Int32(fee.tickSpacing)
        let net = unsafe nets[index * WhirlpoolState.slotsPerArray + place]
        return .tick(
            index: TickIndex(tick), net: isThere ? net : 0, initialised: isThere, flags: .none,
            instrument: instrument, slot: slot, input: input, received: received)
    }

    /// The first array with something untold; −1 when there is none.
    @_noLocks private func owingArray() -> Int {
        guard arraysMayOwe else { return -1 }
        for index in 0..<capacity {
            if unsafe arrays[index].owesPresence || arrays[index].owed != 0 { return index }
        }
        return -1
    }
}
