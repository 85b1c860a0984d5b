import Numbers

extension CLMMState {
    /// Places the pool; false, and the pool is forgotten, where it cannot stand so.
    @_noLocks mutating func place(
        price: SqrtPrice, liquidity: UInt128, tick: TickIndex, spacing: UInt16
    ) -> Bool {
        guard spacing > 0, tickSpacing == 0 || tickSpacing == spacing,
            CLMMState.isConsistent(tick: tick, price)
        else {
            forget()
            return false
        }
        sqrtPrice = price
        self.liquidity = liquidity
        self.tick = tick
        tickSpacing = spacing
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

    /// Sets the rates; false where they are none of the program's: a fee below the whole, and two
    /// shares of it that are together at most the whole.
    @_noLocks mutating func setRates(
        fee: HundredthsOfBasisPoint, protocolShare: HundredthsOfBasisPoint,
        fundShare: HundredthsOfBasisPoint
    ) -> Bool {
        let shares = UInt64(protocolShare.count) &+ UInt64(fundShare.count)
        guard UInt64(fee.count) < HundredthsOfBasisPoint.whole,
            shares <= HundredthsOfBasisPoint.whole
        else { return false }
        feeRate = fee
        self.protocolShare = protocolShare
        self.fundShare = fundShare
        return true
    }

    /// The place of the array that starts there, emptied, or of a new one; nil without room.
    @_noLocks mutating func emptySpan(startingAt start: Int32) -> Int? {
        var index = Int(spanIndex(startingAt: start))
        if index < 0 {
            index = 0
            while index < capacity, unsafe spans[index].isKnown { index &+= 1 }
            guard index < capacity else { return nil }
        }
        unsafe spans[index] = CLMMSpan(start: start)
        return index
    }

    /// Initialises or changes a tick of a known array; false where the tick has no slot in it.
    @_noLocks mutating func setTick(_ index: Int32, net: Int128, in span: Int) -> Bool {
        guard index >= CLMMTickMath.tickMin.count,
            index <= CLMMTickMath.tickMax.count
        else { return false }
        let start = unsafe spans[span].start
        let (slot, rest) = (index &- start).quotientAndRemainder(dividingBy: Int32(tickSpacing))
        guard rest == 0, slot >= 0, slot < 60, index >= start else { return false }
        let row = span &* CLMMState.slotsPerArray &+ Int(slot)
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: slot)
        if unsafe spans[span].slots & bit == 0 {
            unsafe rows[row].price = CLMMTickMath.bits(at: index)
            unsafe spans[span].slots |= bit
        }
        unsafe rows[row].net = net
        return true
    }
}
