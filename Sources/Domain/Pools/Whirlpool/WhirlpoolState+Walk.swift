import Numbers

/// What a swap meets next: an initialised tick, or the edge of what it may use.
struct TickTarget {
    var tick: Int32
    var price: UInt128
    /// Liquidity that joins when the price rises through it; 0 at an edge.
    var net: Int128
    var isInitialised: Bool

    @_noLocks @inline(__always)
    init(tick: Int32, price: UInt128, net: Int128, isInitialised: Bool) {
        self.tick = tick
        self.price = price
        self.net = net
        self.isInitialised = isInitialised
    }

    /// Before there is one.
    static var none: TickTarget {
        @_noLocks get { TickTarget(tick: 0, price: 0, net: 0, isInitialised: false) }
    }
}

extension WhirlpoolState {
    @_noLocks @inline(__always)
    func firstPlace(_ direction: SwapDirection) -> TickPlace {
        direction.isDown ? firstDown : firstUp
    }

    /// The next target in the direction, moving `place` behind it; nil when the sequence of arrays
    /// is used up.
    @_noLocks @inline(__always)
    borrowing func nextTarget(_ direction: SwapDirection, _ place: inout TickPlace) -> TickTarget? {
        direction.isDown ? nextBelow(&place) : nextAbove(&place)
    }

    @_noLocks @inline(__always)
    private borrowing func nextBelow(_ place: inout TickPlace) -> TickTarget? {
        while true {
            if place.slot < 0 {
                let below = unsafe spans[Int(place.span)].below
                guard place.arraysLeft > 0 && below >= 0 else { return nil }
                place = TickPlace(span: below, slot: 87, arraysLeft: place.arraysLeft &- 1)
            }
            let span = unsafe spans + Int(place.span)
            let mask = UInt128.max &>> UInt128(truncatingIfNeeded: 127 &- place.slot)
            let found = unsafe span.pointee.bitmap & mask
            if found != 0 {
                let slot = 127 &- found.leadingZeroBitCount
                place.slot = Int32(truncatingIfNeeded: slot) &- 1
                return unsafe target(in: span, at: place.span, slot: slot)
            }
            place.slot = -1
            let isLast = unsafe place.arraysLeft == 0 || span.pointee.below < 0
            if unsafe isLast || span.pointee.touchesFloor {
                return unsafe TickTarget(
                    tick: span.pointee.floorTick, price: span.pointee.floorPrice, net: 0,
                    isInitialised: false)
            }
        }
    }

    @_noLocks @inline(__always)
    private borrowing func nextAbove(_ place: inout TickPlace) -> TickTarget? {
        while true {
            if place.slot > 87 {
                let above = unsafe spans[Int(place.span)].above
                guard place.arraysLeft > 0 && above >= 0 else { return nil }
                place = TickPlace(span: above, slot: 0, arraysLeft: place.arraysLeft &- 1)
            }
            let span = unsafe spans + Int(place.span)
            let mask = UInt128.max &<< UInt128(truncatingIfNeeded: place.slot)
            let found = unsafe span.pointee.bitmap & mask
            if found != 0 {
                let slot = found.trailingZeroBitCount
                place.slot = Int32(truncatingIfNeeded: slot) &+ 1
                return unsafe target(in: span, at: place.span, slot: slot)
            }
            place.slot = 88
            let isLast = unsafe place.arraysLeft == 0 || span.pointee.above < 0
            if unsafe isLast || span.pointee.touchesCeiling {
                return unsafe TickTarget(
                    tick: span.pointee.ceilingTick, price: span.pointee.ceilingPrice, net: 0,
                    isInitialised: false)
            }
        }
    }

    @_noLocks @inline(__always)
    private borrowing func target(
        in span: UnsafeMutablePointer<TickSpan>, at index: Int32, slot: Int
    ) -> TickTarget {
        let row = unsafe rows + (Int(index) &* WhirlpoolState.slotsPerArray &+ slot)
        let offset = Int32(truncatingIfNeeded: slot) &* Int32(tickSpacing)
        let tick = unsafe span.pointee.start &+ offset
        return unsafe TickTarget(
            tick: tick, price: row.pointee.price, net: row.pointee.net, isInitialised: true)
    }
}
