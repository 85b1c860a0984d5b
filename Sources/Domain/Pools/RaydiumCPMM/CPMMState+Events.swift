public import Markets
import Numbers

extension CPMMState {
    /// Brings the state up to one event. Events of other kinds are ignored. An event that carries
    /// `.snapshot` and `.first` makes the state forget everything before it is applied.
    @_noLocks public mutating func apply(_ event: Event) {
        if event.flags.contains(.snapshot | .first) { forget() }
        let fits =
            switch event.kind {
            case .poolNumbers: take(event.field, event.words)
            default: true
            }
        if !fits {
            misfits &+= 1
            forget()
        }
    }

    /// Forgets the pool.
    @_noLocks public mutating func forget() {
        let misfits = self.misfits
        self = CPMMState()
        self.misfits = misfits
    }

    @_noLocks private mutating func take(_ field: Int32, _ words: Event.Words) -> Bool {
        switch Int(field) {
        case CPMMNumbers.pool: takePool(words)
        case CPMMNumbers.config: takeConfig(words)
        case CPMMNumbers.vaults: takeVaults(words)
        default: field >= 0 && field < Int32(CPMMNumbers.count)
        }
    }

    @_noLocks private mutating func takePool(_ words: Event.Words) -> Bool {
        guard let terms = CPMMTerms(word: words.w3) else { return false }
        (owed0, owed1) = (words.w0, words.w1)
        openTime = words.w2
        isSwapDisabled = terms.isSwapDisabled
        isCreatorFeeEnabled = terms.isCreatorFeeEnabled
        known.insert(.pool)
        charge(
            trade: fees.trade, protocolShare: fees.protocolShare, fundShare: fees.fundShare,
            side: terms.creatorSide)
        return true
    }

    @_noLocks private mutating func takeConfig(_ words: Event.Words) -> Bool {
        guard let config = CPMMConfig(words) else { return false }
        creatorRate = config.creatorFee
        known.insert(.config)
        charge(
            trade: config.tradeFee, protocolShare: config.protocolShare,
            fundShare: config.fundShare, side: fees.creatorSide)
        return true
    }

    @_noLocks private mutating func takeVaults(_ words: Event.Words) -> Bool {
        guard words.w3 == 0, let marks = VaultMarks(word: words.w2) else { return false }
        (vault0, vault1) = (words.w0, words.w1)
        isVaultFrozen = marks.isFrozen
        if marks.areKnown { known.insert(.vaults) } else { known.remove(.vaults) }
        return true
    }

    @_noLocks private mutating func charge(
        trade: HundredthsOfBasisPoint, protocolShare: HundredthsOfBasisPoint,
        fundShare: HundredthsOfBasisPoint, side: CPMMCreatorSide
    ) {
        rates = CPMMRates(
            CPMMFees(
                trade: trade, protocolShare: protocolShare, fundShare: fundShare,
                creator: isCreatorFeeEnabled ? creatorRate : HundredthsOfBasisPoint(0),
                creatorSide: side))
    }
}
