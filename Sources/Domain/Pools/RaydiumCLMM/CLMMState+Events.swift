public import Markets
import Numbers

extension CLMMState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    ///
    /// A tick's event says in word 2 what initialises it (1 liquidity, 2 limit orders alone), and
    /// in word 3 how much rests there in limit orders.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .poolNumbers: applyNumbers(Int(event.field), event.words)
            case .pool: applyPool(event)
            case .tickArray: applyArray(event)
            case .tick: applyTick(event)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    @_noLocks private mutating func applyPool(_ event: Event) -> Bool {
        let price = SqrtPrice(bits: event.words.low128)
        guard CLMMState.isConsistent(tick: TickIndex(event.field), price) else { return false }
        sqrtPrice = price
        liquidity = event.words.high128
        tick = TickIndex(event.field)
        locate()
        return true
    }

    /// Whether a pool can stand at this tick and √price: the price lies within the program's limits
    /// and in the tick, or on the upper edge of it after a fall that stopped there.
    @_noLocks static func isConsistent(tick: TickIndex, _ price: SqrtPrice) -> Bool {
        guard price >= CLMMTickMath.sqrtPriceMin, price < CLMMTickMath.sqrtPriceMax
        else { return false }
        let owner = CLMMTickMath.tick(atBits: price.bits)
        if tick.count == owner { return true }
        return tick.count == owner &- 1 && CLMMTickMath.bits(at: owner) == price.bits
    }

    /// Whatever it says, the event empties the array; its ticks follow. One whose address holds no
    /// account is one that no swap can be given.
    @_noLocks private mutating func applyArray(_ event: Event) -> Bool {
        guard tickSpacing != 0, let presence = TickArrayPresence(rawValue: event.words.w0),
            CLMMBitmap.bit(ofStart: event.field, spacing: tickSpacing) != nil
        else { return false }
        let known = Int(spanIndex(startingAt: event.field))
        if presence.isPresent {
            let place = known >= 0 ? known : freeSpan()
            guard place >= 0 else { return false }
            unsafe spans[place] = CLMMSpan(start: event.field)
        } else if known >= 0 {
            unsafe spans[known] = CLMMSpan()
        }
        relink()
        return true
    }

    @_noLocks private func freeSpan() -> Int {
        for index in 0..<capacity where unsafe !spans[index].isKnown { return index }
        return -1
    }

    @_noLocks private mutating func applyTick(_ event: Event) -> Bool {
        guard tickSpacing != 0, event.field >= CLMMTickMath.tickMin.count,
            event.field <= CLMMTickMath.tickMax.count, event.words.w2 <= 2,
            event.words.w2 != 2 || event.words.w3 != 0
        else { return false }
        let start = CLMMBitmap.start(of: event.field, spacing: tickSpacing)
        let (slot, rest) = (event.field &- start)
            .quotientAndRemainder(dividingBy: Int32(tickSpacing))
        let place = Int(spanIndex(startingAt: start))
        guard rest == 0, place >= 0 else { return false }
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: slot)
        let row = place &* CLMMState.slotsPerArray &+ Int(slot)
        let isNew = unsafe spans[place].slots & bit == 0
        unsafe spans[place].slots &= ~bit
        unsafe spans[place].ordered &= ~bit
        unsafe spans[place].bare &= ~bit
        if event.words.w2 != 0 {
            if isNew { unsafe rows[row].price = CLMMTickMath.bits(at: event.field) }
            unsafe rows[row].net = Int128(bitPattern: event.words.low128)
            unsafe orders[row] = event.words.w3
            unsafe spans[place].slots |= bit
            if event.words.w3 != 0 { unsafe spans[place].ordered |= bit }
            if event.words.w2 == 2 { unsafe spans[place].bare |= bit }
        }
        locate()
        return true
    }
}
