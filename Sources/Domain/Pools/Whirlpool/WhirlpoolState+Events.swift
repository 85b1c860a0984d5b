public import Markets
import Numbers

extension WhirlpoolState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .pool: applyPool(event)
            case .tick: applyTick(event)
            case .tickArray: applyTickArray(event)
            case .poolFee: applyFee(event)
            case .poolNumbers: applyNumbers(event)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    /// Forgets the pool and all of its arrays.
    @_noLocks public mutating func forget() {
        sqrtPrice = SqrtPrice(bits: 0)
        liquidity = 0
        tick = TickIndex(0)
        tickSpacing = 0
        feeTierIndex = 0
        numbersKnown = 0
        for index in 0..<capacity { unsafe spans[index] = TickSpan() }
        locate()
    }

    @_noLocks private mutating func applyPool(_ event: Event) -> Bool {
        let price = SqrtPrice(bits: event.words.low128)
        guard WhirlpoolLayout.isConsistent(tick: TickIndex(event.field), price) else {
            return false
        }
        sqrtPrice = price
        liquidity = event.words.high128
        tick = TickIndex(event.field)
        locate()
        return true
    }

    /// What the event tells is a pool with a static fee, whose tokens' transfers are free.
    @_noLocks private mutating func applyFee(_ event: Event) -> Bool {
        guard event.field > 0, event.field <= Int32(UInt16.max) else { return false }
        let spacing = UInt16(truncatingIfNeeded: event.field)
        guard take(spacing: spacing, rate: event.words.w0, share: event.words.w1) else {
            return false
        }
        feeTierIndex = spacing
        transferFeesA = .none
        transferFeesB = .none
        numbersKnown |= WhirlpoolNumbers.ofStatic
        return true
    }

    /// Takes the fee and the spacing, which never changes.
    @_noLocks mutating func take(spacing: UInt16, rate: UInt64, share: UInt64) -> Bool {
        // The program stops at 6 %, and at 10 % where the fee adapts.
        guard spacing > 0, tickSpacing == 0 || tickSpacing == spacing, rate <= 100_000,
            share <= 10_000
        else { return false }
        tickSpacing = spacing
        feeRate = HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: rate))
        protocolShare = BasisPoints(UInt32(truncatingIfNeeded: share))
        locate()
        return true
    }

    @_noLocks private mutating func applyTick(_ event: Event) -> Bool {
        guard tickSpacing != 0, event.field >= TickMath.tickMin.count,
            event.field <= TickMath.tickMax.count
        else { return false }
        let spacing = Int32(tickSpacing)
        let start = arrayStart(of: event.field)
        let (slot, rest) = (event.field - start).quotientAndRemainder(dividingBy: spacing)
        let index = spanIndex(startingAt: start)
        guard rest == 0, index >= 0 else { return false }
        let bit: UInt128 = 1 &<< UInt128(truncatingIfNeeded: slot)
        guard event.words.w2 != 0 else {
            unsafe spans[index].bitmap &= ~bit
            return true
        }
        let row = index * WhirlpoolState.slotsPerArray + Int(slot)
        if unsafe spans[index].bitmap & bit == 0 {
            unsafe rows[row].price = TickMath.bits(at: event.field)
        }
        unsafe rows[row].net = Int128(bitPattern: event.words.low128)
        unsafe spans[index].bitmap |= bit
        return true
    }

    /// Whatever it says, the event empties the array; its ticks follow.
    @_noLocks private mutating func applyTickArray(_ event: Event) -> Bool {
        guard tickSpacing != 0, let presence = TickArrayPresence(rawValue: event.words.w0),
            isLegalStart(event.field)
        else { return false }
        var index = spanIndex(startingAt: event.field)
        switch presence {
        case .missing:
            if index >= 0 { unsafe spans[index] = TickSpan() }
        case .present, .uninitialised:
            if index < 0 {
                index = freeSpan()
                guard index >= 0 else { return false }
                unsafe spans[index] = newSpan(startingAt: event.field)
            }
            unsafe spans[index].bitmap = 0
        }
        link()
        locate()
        return true
    }
}
