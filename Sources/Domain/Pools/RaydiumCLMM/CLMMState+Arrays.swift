import Numbers

// Which tick arrays the bitmap names, which of them are known, and how they join. Everything here
// runs when an event changes the pool, so that a quote only follows links.

extension CLMMState {
    @_noLocks func isSet(_ bit: Int) -> Bool {
        unsafe bitmap[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit & 63) & 1 != 0
    }

    /// The start of the next array that the bitmap names behind `start`. The pool's own bitmap is
    /// asked first; beyond it the program reads the extension, and fails without one even where
    /// that could name nothing.
    @_noLocks func nextStart(
        behind start: Int32, _ direction: SwapDirection
    ) -> CLMMNextStart {
        let from = bit(holding: start) &+ (direction.isDown ? -1 : 1)
        let own = CLMMBitmap.poolBits
        if let found = unsafe CLMMBitmap.nearest(bitmap, from, direction, in: own) {
            return self.start(ofBit: found)
        }
        guard hasExtension else { return .none(CLMMLink.extensionMissing) }
        let all = CLMMBitmap.allBits
        guard let found = unsafe CLMMBitmap.nearest(bitmap, from, direction, in: all) else {
            return .none(CLMMLink.exhausted)
        }
        return self.start(ofBit: found)
    }

    /// The bit of the array that holds a tick.
    @_noLocks private func bit(holding tick: Int32) -> Int {
        let start = CLMMBitmap.start(of: tick, spacing: tickSpacing)
        return Int(start / CLMMBitmap.width(tickSpacing)) &+ CLMMBitmap.middleBit
    }

    /// A bit beyond the ticks that exist names an array that nobody can know.
    @_noLocks private func start(ofBit bit: Int) -> CLMMNextStart {
        guard let start = CLMMBitmap.start(ofBit: bit, spacing: tickSpacing) else {
            return .none(CLMMLink.unknown)
        }
        return .start(start)
    }

    /// The start of the first array that a swap reads, and whether it holds the current tick.
    @_noLocks func firstStart(
        _ direction: SwapDirection
    ) -> (next: CLMMNextStart, holdsTick: Bool) {
        guard isKnown else { return (.none(CLMMLink.unknown), false) }
        let start = CLMMBitmap.start(of: tick.count, spacing: tickSpacing)
        let bit = self.bit(holding: start)
        let own = CLMMBitmap.poolBits
        if !hasExtension && (bit < own.lowerBound || bit >= own.upperBound) {
            return (.none(CLMMLink.adrift), false)
        }
        if isSet(bit) { return (.start(start), true) }
        switch nextStart(behind: start, direction) {
        case .start(let start): return (.start(start), false)
        case .none(let link): return (.none(link), false)
        }
    }

    /// The place of the array that starts there; −1 when it isn't known.
    @_noLocks func spanIndex(startingAt start: Int32) -> Int32 {
        for index in 0..<capacity {
            if unsafe spans[index].isKnown && spans[index].start == start {
                return Int32(truncatingIfNeeded: index)
            }
        }
        return CLMMLink.unknown
    }

    @_noLocks private func link(_ next: CLMMNextStart) -> Int32 {
        switch next {
        case .start(let start): spanIndex(startingAt: start)
        case .none(let link): link
        }
    }

    /// Joins each known array to those that the bitmap names before and behind it.
    @_noLocks mutating func relink() {
        guard tickSpacing != 0 else { return }
        for index in 0..<capacity where unsafe spans[index].isKnown {
            let start = unsafe spans[index].start
            unsafe spans[index].below = link(nextStart(behind: start, .aToB))
            unsafe spans[index].above = link(nextStart(behind: start, .bToA))
        }
        locate()
    }

    /// Finds where a swap in each direction begins, and by which rules.
    @_noLocks mutating func locate() {
        firstDown = place(.aToB)
        firstUp = place(.bToA)
        isPlain = feeSide == 0 && !feeRule.isOn && !restsAnOrder()
    }

    @_noLocks private func restsAnOrder() -> Bool {
        for index in 0..<capacity where unsafe spans[index].ordered != 0 { return true }
        return false
    }

    /// Down, the slot of the current tick is looked at too; up, only those above it. In an array
    /// that does not hold the tick, the search begins at the near end.
    @_noLocks private func place(_ direction: SwapDirection) -> CLMMPlace {
        let first = firstStart(direction)
        let span = link(first.next)
        guard span >= 0 else { return CLMMPlace(span: span, slot: 0) }
        if first.holdsTick {
            let start = unsafe spans[Int(span)].start
            let slot = (tick.count &- start) / Int32(tickSpacing)
            return CLMMPlace(span: span, slot: direction.isDown ? slot : slot &+ 1)
        }
        guard unsafe spans[Int(span)].slots != 0 else {
            return CLMMPlace(span: CLMMLink.empty, slot: 0)
        }
        return CLMMPlace(span: span, slot: direction.isDown ? 59 : 0)
    }
}

/// What the bitmap says comes next: an array's start, or the `CLMMLink` that says why none.
enum CLMMNextStart {
    case start(Int32)
    case none(Int32)
}
