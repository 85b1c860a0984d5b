import Numbers

/// The next initialised tick of a swap.
struct CLMMTarget {
    var tick: Int32
    var price: UInt128
    /// Liquidity that joins when the price rises through it.
    var net: Int128
    /// Where it stands in the state's memory.
    var row: Int

    @_noLocks @_transparent init(tick: Int32, price: UInt128, net: Int128, row: Int) {
        self.tick = tick
        self.price = price
        self.net = net
        self.row = row
    }

    /// The liquidity behind this tick.
    @_noLocks @_transparent
    func liquidity(
        after before: UInt128, _ direction: SwapDirection
    ) throws(CLMMError) -> UInt128 {
        let joins = direction.isDown ? net < 0 : net > 0
        if joins {
            let (sum, over) = before.addingReportingOverflow(net.magnitude)
            if over { throw .liquidityAddition }
            return sum
        }
        let (rest, under) = before.subtractingReportingOverflow(net.magnitude)
        if under { throw .liquiditySubtraction }
        return rest
    }
}

extension CLMMState {
    @_noLocks @inline(__always)
    func firstPlace(_ direction: SwapDirection) -> CLMMPlace {
        direction.isDown ? firstDown : firstUp
    }

    /// The next target in the direction, moving `place` behind it; nil where there is none to go
    /// to, and `place.span` is then the `CLMMLink` that says why.
    @_noLocks @inline(__always)
    borrowing func nextTarget(
        _ direction: SwapDirection, _ place: inout CLMMPlace
    ) -> CLMMTarget? {
        var span = unsafe spans + Int(place.span)
        var found = unsafe span.pointee.slots & mask(direction, place.slot)
        if found == 0 {
            let next = unsafe direction.isDown ? span.pointee.below : span.pointee.above
            place.span = next
            guard next >= 0 else { return nil }
            unsafe span = unsafe spans + Int(next)
            found = unsafe span.pointee.slots
            guard found != 0 else {
                place.span = CLMMLink.empty
                return nil
            }
        }
        let slot = direction.isDown ? 63 &- found.leadingZeroBitCount : found.trailingZeroBitCount
        let at = Int32(truncatingIfNeeded: slot)
        place.slot = direction.isDown ? at &- 1 : at &+ 1
        let index = Int(place.span) &* CLMMState.slotsPerArray &+ slot
        let row = unsafe rows + index
        let tick = unsafe span.pointee.start &+ at &* Int32(tickSpacing)
        return unsafe CLMMTarget(
            tick: tick, price: row.pointee.price, net: row.pointee.net,
            row: index)
    }

    /// The slots that are still ahead: down, those up to `slot`; up, those from it.
    @_noLocks @inline(__always)
    private func mask(_ direction: SwapDirection, _ slot: Int32) -> UInt64 {
        let count = UInt64(truncatingIfNeeded: direction.isDown ? slot &+ 1 : slot)
        let below: UInt64 = (1 &<< count) &- 1
        return direction.isDown ? below : ~below
    }
}
