public import Markets
public import Numbers

extension PoolDiff {
    /// Whether `next` has an event to give.
    public var hasNext: Bool {
        @_noLocks get { owed != 0 || owesPrice || owingArray() >= 0 }
    }

    /// The next event that some account owes; nil when all has been told. The first and the last of
    /// a batch are flagged, so call it until it gives nil before anything is priced.
    @_noLocks public mutating func next(
        slot: Slot, input: InputSequence, received: Instant
    ) -> Event? {
        var event = Event(
            kind: .none, flags: .none, instrument: instrument, sequence: slot.count,
            input: input, received: received)
        guard pop(into: &event) else { return nil }
        if isSnapshot { event.flags = event.flags | .snapshot }
        if isFirst { event.flags = event.flags | .first }
        isFirst = false
        if !hasNext {
            event.flags = event.flags | .last
            isFirst = true
            isSnapshot = false
        }
        return event
    }

    /// Numbers before price before arrays before rows: each event finds what it needs.
    @_noLocks private mutating func pop(into event: inout Event) -> Bool {
        if owed != 0 {
            let number = owed.trailingZeroBitCount
            owed &= owed &- 1
            event.kind = .poolNumbers
            event.field = Int32(truncatingIfNeeded: number)
            event.words = unsafe numbers[number]
            return true
        }
        if owesPrice {
            owesPrice = false
            event.kind = .pool
            event.field = price.tick.count
            event.words = Event.Words(
                UInt64(truncatingIfNeeded: price.sqrtPrice.bits),
                UInt64(truncatingIfNeeded: price.sqrtPrice.bits >> 64),
                UInt64(truncatingIfNeeded: price.liquidity),
                UInt64(truncatingIfNeeded: price.liquidity >> 64))
            return true
        }
        let place = owingArray()
        guard place >= 0 else {
            arraysMayOwe = false
            return false
        }
        if unsafe arrays[place].owesPresence {
            popPresence(place, &event)
        } else {
            popRow(place, &event)
        }
        return true
    }

    @_noLocks private mutating func popPresence(_ place: Int, _ event: inout Event) {
        let array = unsafe arrays[place]
        unsafe arrays[place].owesPresence = false
        if array.presence.isMissing { unsafe arrays[place] = WatchedArray() }
        event.kind = .tickArray
        event.field = array.start
        event.words = Event.Words(UInt64(array.presence.rawWord))
    }

    @_noLocks private mutating func popRow(_ place: Int, _ event: inout Event) {
        let slot = unsafe arrays[place].owed.trailingZeroBitCount
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: slot)
        unsafe arrays[place].owed &= ~bit
        event.kind = room.holdsBins ? .bin : .tick
        event.field =
            unsafe arrays[place].start &* room.startUnit
            &+ Int32(truncatingIfNeeded: slot) &* room.step
        guard unsafe arrays[place].bitmap & bit != 0 else { return }
        let row = unsafe rows[place &* room.slots &+ slot]
        event.words = row.words
        if row.isAsk { event.flags = .asks }
    }

    /// The first array with something untold; −1 when there is none.
    @_noLocks private func owingArray() -> Int {
        guard arraysMayOwe else { return -1 }
        for place in 0..<room.arrays {
            if unsafe arrays[place].owesPresence || arrays[place].owed != 0 { return place }
        }
        return -1
    }
}
