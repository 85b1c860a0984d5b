import Markets

/// How a pair's numbers travel: which group of four words holds what.
enum DLMMNumbers {
    /// The parameters of the fee, the step and when swaps begin.
    static var terms: Int { @_noLocks get { 0 } }
    /// What each swap changes, and the bounds that it moves within.
    static var standing: Int { @_noLocks get { 1 } }
    /// Word 0: 1 where the bitmap beyond the pair's own has an account, 0 where it has none.
    static var reach: Int { @_noLocks get { 2 } }
    /// The first group of the bitmap, four words of it in each, from array −6,656 up.
    static var bitmap: Int { @_noLocks get { 3 } }
    static var bitmapGroups: Int { @_noLocks get { 52 } }
    /// The bitmap's groups that the pair's own account holds: 24 ... 27.
    static var ownGroup: Int { @_noLocks get { 24 } }
    static var ownGroups: Int { @_noLocks get { 4 } }

    /// Whether a group of the bitmap lies in the pair's own account.
    @_noLocks static func isOwn(_ group: Int) -> Bool {
        group >= ownGroup && group < ownGroup &+ ownGroups
    }
}

extension DLMMPair {
    /// What `DLMMNumbers.terms` holds.
    var terms: Event.Words {
        @_noLocks get {
            let periods = UInt64(filterPeriod) &<< 32 | UInt64(decayPeriod) &<< 48
            let flags: UInt64 =
                (takesFeeInY ? 1 : 0) | (supportsOrders ? 2 : 0) | (isEnabled ? 4 : 0)
                | (activatesAtSlot ? 8 : 0)
            return Event.Words(
                UInt64(binStep) | UInt64(baseFactor) &<< 16 | periods,
                UInt64(reductionFactor) | UInt64(protocolShare) &<< 16
                    | UInt64(baseFeePower) &<< 32 | flags &<< 40,
                UInt64(variableFeeControl) | UInt64(accumulatorMax) &<< 32, activationPoint)
        }
    }

    /// What `DLMMNumbers.standing` holds.
    var standing: Event.Words {
        @_noLocks get {
            Event.Words(
                DLMMPair.joined(activeBin, volatility.indexReference),
                UInt64(volatility.accumulator) | UInt64(volatility.reference) &<< 32,
                UInt64(bitPattern: volatility.lastUpdate),
                DLMMPair.joined(lowestBin, highestBin))
        }
    }

    /// Takes `DLMMNumbers.terms`; false, and nothing is taken, when no account can say so.
    @_noLocks mutating func take(terms words: Event.Words) -> Bool {
        let flags = words.w1 &>> 40
        let step = UInt16(truncatingIfNeeded: words.w0)
        let reduction = UInt16(truncatingIfNeeded: words.w1)
        let share = UInt16(truncatingIfNeeded: words.w1 &>> 16)
        guard DLMMPair.canBe(step: step, reduction: reduction, share: share), flags <= 15
        else { return false }
        binStep = step
        baseFactor = UInt16(truncatingIfNeeded: words.w0 &>> 16)
        filterPeriod = UInt16(truncatingIfNeeded: words.w0 &>> 32)
        decayPeriod = UInt16(truncatingIfNeeded: words.w0 &>> 48)
        reductionFactor = reduction
        protocolShare = share
        baseFeePower = UInt8(truncatingIfNeeded: words.w1 &>> 32)
        takesFeeInY = flags & 1 != 0
        supportsOrders = flags & 2 != 0
        isEnabled = flags & 4 != 0
        activatesAtSlot = flags & 8 != 0
        variableFeeControl = UInt32(truncatingIfNeeded: words.w2)
        accumulatorMax = UInt32(truncatingIfNeeded: words.w2 &>> 32)
        activationPoint = words.w3
        return true
    }

    /// Takes `DLMMNumbers.standing`; false, and nothing is taken, when no account can say so.
    @_noLocks mutating func take(standing words: Event.Words) -> Bool {
        let active = DLMMPair.low(words.w0)
        let (lowest, highest) = (DLMMPair.low(words.w3), DLMMPair.high(words.w3))
        guard DLMMPair.canStand(at: active, lowest: lowest, highest: highest) else {
            return false
        }
        activeBin = active
        lowestBin = lowest
        highestBin = highest
        volatility.indexReference = DLMMPair.high(words.w0)
        volatility.accumulator = UInt32(truncatingIfNeeded: words.w1)
        volatility.reference = UInt32(truncatingIfNeeded: words.w1 &>> 32)
        volatility.lastUpdate = Int64(bitPattern: words.w2)
        return true
    }

    /// Whether a pair can have these parameters.
    @_noLocks static func canBe(step: UInt16, reduction: UInt16, share: UInt16) -> Bool {
        step > 0 && reduction <= 10_000 && share <= 10_000
    }

    /// Bins lie in arrays that a bit exists for, the active one within the pair's bounds.
    @_noLocks static func canStand(at active: Int32, lowest: Int32, highest: Int32) -> Bool {
        lowest >= DLMMState.lowestArray &* 70 && highest <= DLMMState.highestArray &* 70 &+ 69
            && active >= lowest && active <= highest
    }

    @_noLocks private static func joined(_ low: Int32, _ high: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: low)) | UInt64(UInt32(bitPattern: high)) &<< 32
    }
    @_noLocks private static func low(_ word: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: word)
    }
    @_noLocks private static func high(_ word: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: word &>> 32)
    }
}

extension DLMMBin {
    /// A bin as its event carries it; nil when nothing is in it.
    var row: WatchedRow? {
        @_noLocks get {
            let isEmpty = amountX | amountY | openOrders | processedOrders == 0
            if isEmpty && !ordersAreAsks { return nil }
            return WatchedRow(
                words: Event.Words(amountX, amountY, openOrders, processedOrders),
                isAsk: ordersAreAsks)
        }
    }
}
