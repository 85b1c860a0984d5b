import Numbers

// Which tick arrays are known, how they join, and where a swap begins. Everything here runs when an
// event changes the pool, so that a quote only follows links.

extension WhirlpoolState {
    /// Ticks that one array spans.
    var ticksPerArray: Int32 {
        @_noLocks get { Int32(tickSpacing) &* 88 }
    }

    /// The first tick of the array that holds `index`.
    @_noLocks func arrayStart(of index: Int32) -> Int32 {
        let width = ticksPerArray
        let quotient = index / width
        let down: Int32 = index % width < 0 ? 1 : 0
        return (quotient &- down) &* width
    }

    @_noLocks func isLegalStart(_ start: Int32) -> Bool {
        WhirlpoolLayout.isStart(start, spacing: tickSpacing)
    }

    /// The place of the array that starts there; −1 when it isn't known.
    @_noLocks func spanIndex(startingAt start: Int32) -> Int {
        for index in 0..<capacity {
            if unsafe spans[index].isKnown && spans[index].start == start { return index }
        }
        return -1
    }

    @_noLocks func freeSpan() -> Int {
        for index in 0..<capacity where unsafe !spans[index].isKnown { return index }
        return -1
    }

    @_noLocks func newSpan(startingAt start: Int32) -> TickSpan {
        TickSpan(start: start, last: start &+ ticksPerArray &- 1)
    }

    /// Joins each known array to its neighbours.
    @_noLocks mutating func link() {
        let width = ticksPerArray
        for index in 0..<capacity where unsafe spans[index].isKnown {
            let start = unsafe spans[index].start
            let below = spanIndex(startingAt: start &- width)
            let above = spanIndex(startingAt: start &+ width)
            unsafe spans[index].below = Int32(truncatingIfNeeded: below)
            unsafe spans[index].above = Int32(truncatingIfNeeded: above)
        }
    }

    /// Finds where a swap in each direction begins. Down, the slot of the current tick is looked at
    /// too; up, only the slots above it, and in the last slot the next array comes first.
    @_noLocks mutating func locate() {
        firstDown = .none
        firstUp = .none
        guard tickSpacing != 0, sqrtPrice.bits != 0 else { return }
        let start = arrayStart(of: tick.count)
        let slot = (tick.count &- start) / Int32(tickSpacing)
        let here = Int32(truncatingIfNeeded: spanIndex(startingAt: start))
        firstDown = TickPlace(span: here, slot: slot, arraysLeft: 2)
        if slot < 87 {
            firstUp = TickPlace(span: here, slot: slot &+ 1, arraysLeft: 2)
        } else {
            let next = spanIndex(startingAt: start &+ ticksPerArray)
            firstUp = TickPlace(span: Int32(truncatingIfNeeded: next), slot: 0, arraysLeft: 2)
        }
    }
}
