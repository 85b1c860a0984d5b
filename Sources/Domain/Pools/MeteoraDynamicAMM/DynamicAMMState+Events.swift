public import Markets

extension DynamicAMMState {
    /// Brings the state up to one event. An event that carries `.snapshot` and `.first` makes the
    /// state forget everything before it is applied; one that fits no pool of this kind makes it
    /// forget everything and is counted.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .poolNumbers: take(event.field, event.words)
            case .pool, .tick, .tickArray, .poolFee, .bin, .orders: false
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    /// Forgets everything but the count of misfits.
    @_noLocks public mutating func forget() {
        let count = misfits
        self = DynamicAMMState()
        misfits = count
    }

    @_noLocks private mutating func take(_ field: Int32, _ words: Event.Words) -> Bool {
        guard field >= 0, field <= 7 else { return false }
        let number = Int(field)
        switch number {
        case DynamicAMMNumbers.fees:
            terms.tradeNumerator = words.w0
            terms.tradeDenominator = words.w1
            terms.protocolNumerator = words.w2
            terms.protocolDenominator = words.w3
        case DynamicAMMNumbers.rules:
            guard terms.take(flags: words.w0) else { return false }
            terms.activationPoint = words.w1
            terms.curve.amplification = words.w2
        case DynamicAMMNumbers.scale:
            terms.curve.multiplierA = words.w0
            terms.curve.multiplierB = words.w1
            terms.curve.virtualPrice = words.w2
            terms.curve.priceUpdated = words.w3
        case DynamicAMMNumbers.vaultA: sideA.take(vault: words)
        case DynamicAMMNumbers.vaultB: sideB.take(vault: words)
        case DynamicAMMNumbers.holdingsA:
            guard sideA.take(holdings: words) else { return false }
            seenA = words.w3
        case DynamicAMMNumbers.holdingsB:
            guard sideB.take(holdings: words) else { return false }
            seenB = words.w3
        default: stakePrice = words.w0
        }
        known |= 1 &<< UInt8(truncatingIfNeeded: number)
        return true
    }
}

extension DynamicAMMSide {
    @_noLocks mutating func take(vault words: Event.Words) {
        total = words.w0
        lockedProfit = words.w1
        lastReport = words.w2
        degradation = words.w3
    }

    /// False where the last word says what no such word does.
    @_noLocks mutating func take(holdings words: Event.Words) -> Bool {
        guard words.w3 <= DynamicAMMNumbers.seenAll | DynamicAMMNumbers.takesDeposits else {
            return false
        }
        shares = words.w0
        supply = words.w1
        balance = words.w2
        takesDeposits = words.w3 & DynamicAMMNumbers.takesDeposits != 0
        return true
    }
}
