import Numbers

// Which tick arrays the bitmap names, which of them are known, and how they join. Everything here
// runs when an account changes, so that a quote only follows links.

extension CLMMState {
    /// 14 · 512 bits of the extension below, 1024 of the pool, 14 · 512 of the extension above.
    static var bitmapWords: Int { @_noLocks get { 240 } }
    /// The bit of the array that starts at tick 0.
    static var middleBit: Int { @_noLocks get { 7_680 } }
    static var poolBits: Range<Int> { @_noLocks get { 7_168..<8_192 } }

    /// Ticks that one array spans.
    var ticksPerArray: Int32 { @_noLocks get { Int32(tickSpacing) &* 60 } }

    /// The first tick of the array that holds `index`, for a known spacing.
    @_noLocks func arrayStart(of index: Int32) -> Int32 {
        let width = ticksPerArray
        let quotient = index / width
        let down: Int32 = index % width < 0 ? 1 : 0
        return (quotient &- down) &* width
    }

    /// The bit of the array that starts there; nil where no array of this pool can start.
    @_noLocks func bit(ofStart start: Int32) -> Int? {
        let width = ticksPerArray
        guard width > 0, start % width == 0, start <= CLMMTickMath.tickMax.count,
            start > CLMMTickMath.tickMin.count &- width
        else { return nil }
        return Int(start / width) &+ CLMMState.middleBit
    }

    @_noLocks func isSet(_ bit: Int) -> Bool {
        unsafe bitmap[bit &>> 6] &>> UInt64(truncatingIfNeeded: bit & 63) & 1 != 0
    }

    /// The set bit nearest to `bit`, itself included, in the direction and within the range.
    @_noLocks func nearest(_ bit: Int, _ direction: SwapDirection, in range: Range<Int>) -> Int? {
        let step = direction.isDown ? -1 : 1
        var at = bit
        while range.contains(at) {
            let offset = UInt64(truncatingIfNeeded: at & 63)
            let word = unsafe bitmap[at &>> 6]
            let rest = direction.isDown ? word &<< (63 &- offset) : word &>> offset
            if rest != 0 {
                let away =
                    direction.isDown ? rest.leadingZeroBitCount : rest.trailingZeroBitCount
                return at &+ step &* away
            }
            at = direction.isDown ? (at | 63) &- 64 : (at & ~63) &+ 64
        }
        return nil
    }

    /// The start of the next array that the bitmap names behind `start`. The pool's own bitmap is
    /// asked first; beyond it the program reads the extension, and fails without one even where
    /// that could name nothing.
    @_noLocks func nextStart(
        behind start: Int32, _ direction: SwapDirection
    ) -> CLMMNextStart {
        let from =
            Int(start / ticksPerArray) &+ CLMMState.middleBit
            &+ (direction.isDown ? -1 : 1)
        if let found = nearest(from, direction, in: CLMMState.poolBits) {
            return self.start(ofBit: found)
        }
        guard hasExtension else { return .none(CLMMLink.extensionMissing) }
        let all = 0..<CLMMState.bitmapWords &* 64
        guard let found = nearest(from, direction, in: all) else {
            return .none(CLMMLink.exhausted)
        }
        return self.start(ofBit: found)
    }

    /// A bit beyond the ticks that exist names an array that nobody can know.
    @_noLocks private func start(ofBit bit: Int) -> CLMMNextStart {
        let start = (bit &- CLMMState.middleBit) &* Int(ticksPerArray)
        guard start <= Int(CLMMTickMath.tickMax.count),
            start > Int(CLMMTickMath.tickMin.count &- ticksPerArray)
        else { return .none(CLMMLink.unknown) }
        return .start(Int32(truncatingIfNeeded: start))
    }

    /// The start of the first array that a swap reads, and whether it holds the current tick.
    @_noLocks func firstStart(
        _ direction: SwapDirection
    ) -> (next: CLMMNextStart, holdsTick: Bool) {
        guard tickSpacing != 0, sqrtPrice.bits != 0 else {
            return (.none(CLMMLink.unknown), false)
        }
        let start = arrayStart(of: tick.count)
        let bit = Int(start / ticksPerArray) &+ CLMMState.middleBit
        if !hasExtension && !CLMMState.poolBits.contains(bit) {
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

    /// Finds where a swap in each direction begins.
    @_noLocks mutating func locate() {
        firstDown = place(.aToB)
        firstUp = place(.bToA)
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
