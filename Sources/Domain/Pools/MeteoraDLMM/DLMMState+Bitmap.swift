// Which arrays hold liquidity. A swap jumps over the others.

extension DLMMState {
    /// Arrays that a bit exists for.
    static var lowestArray: Int32 { @_noLocks get { -6_656 } }
    static var highestArray: Int32 { @_noLocks get { 6_655 } }
    /// Arrays whose bits lie in the pair's own account.
    static var lowestOwnArray: Int32 { @_noLocks get { -512 } }
    static var highestOwnArray: Int32 { @_noLocks get { 511 } }

    /// Whether a bit exists for an array.
    @_noLocks static func hasBit(_ index: Int32) -> Bool {
        index >= lowestArray && index <= highestArray
    }

    /// Whether an array is known to hold liquidity.
    @_noLocks borrowing func isFlagged(array index: Int32) -> Bool {
        guard DLMMState.hasBit(index) else { return false }
        let bit = Int(index) &- Int(DLMMState.lowestArray)
        return unsafe bitmap[bit &>> 6] &>> UInt64(bit & 63) & 1 != 0
    }

    /// The nearest array with liquidity at `index` or beyond it in the direction.
    @_noLocks borrowing func nextArray(
        from index: Int32, isDown: Bool
    ) throws(DLMMError) -> Int32 {
        let isOwn = index >= DLMMState.lowestOwnArray && index <= DLMMState.highestOwnArray
        if !knowsExtension && !isOwn { throw .bitmapExtensionAccountIsNotProvided }
        let lowest = knowsExtension ? DLMMState.lowestArray : DLMMState.lowestOwnArray
        let highest = knowsExtension ? DLMMState.highestArray : DLMMState.highestOwnArray
        guard index >= lowest, index <= highest else {
            throw .cannotFindNonZeroLiquidityBinArrayID
        }
        let bit = Int(index) &- Int(DLMMState.lowestArray)
        let first = (Int(lowest) &- Int(DLMMState.lowestArray)) &>> 6
        let last = (Int(highest) &- Int(DLMMState.lowestArray)) &>> 6
        let found = isDown ? lastBit(upTo: bit, first) : firstBit(from: bit, last)
        guard found >= 0 else {
            throw knowsExtension
                ? .cannotFindNonZeroLiquidityBinArrayID : .bitmapExtensionAccountIsNotProvided
        }
        return Int32(truncatingIfNeeded: found) &+ DLMMState.lowestArray
    }

    /// The highest set bit at or below `bit`, down to the word `first`; −1 when there is none.
    @_noLocks private borrowing func lastBit(upTo bit: Int, _ first: Int) -> Int {
        var word = bit &>> 6
        var bits = unsafe bitmap[word] & UInt64.max &>> UInt64(63 &- bit & 63)
        while bits == 0 {
            word &-= 1
            if word < first { return -1 }
            bits = unsafe bitmap[word]
        }
        return word &<< 6 &+ 63 &- bits.leadingZeroBitCount
    }

    /// The lowest set bit at or above `bit`, up to the word `last`; −1 when there is none.
    @_noLocks private borrowing func firstBit(from bit: Int, _ last: Int) -> Int {
        var word = bit &>> 6
        var bits = unsafe bitmap[word] & UInt64.max &<< UInt64(bit & 63)
        while bits == 0 {
            word &+= 1
            if word > last { return -1 }
            bits = unsafe bitmap[word]
        }
        return word &<< 6 &+ bits.trailingZeroBitCount
    }
}
