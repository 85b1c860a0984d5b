public import Markets
import Numbers

/// How an AMM v4 pool's numbers are grouped in `poolNumbers` events.
enum AMMv4Numbers {
    /// Status, what the vaults owe (coin, PC), and the opening time.
    static var pool: Int { @_noLocks get { 0 } }
    /// The fee's numerator and denominator.
    static var fee: Int { @_noLocks get { 1 } }
    /// The balances (coin, PC), and which are known and frozen: `VaultMarks`.
    static var vaults: Int { @_noLocks get { 2 } }
    /// What the pool has on the order book: coin, PC.
    static var book: Int { @_noLocks get { 3 } }
    /// The addresses that the pool names; no state needs them.
    static var coinVaultKey: Int { @_noLocks get { 4 } }
    static var pcVaultKey: Int { @_noLocks get { 5 } }
    static var openOrdersKey: Int { @_noLocks get { 6 } }
    static var marketKey: Int { @_noLocks get { 7 } }
    static var marketProgramKey: Int { @_noLocks get { 8 } }
    static var count: Int { @_noLocks get { 9 } }
}

extension AMMv4State {
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
        self = AMMv4State()
        self.misfits = misfits
    }

    @_noLocks private mutating func take(_ field: Int32, _ words: Event.Words) -> Bool {
        switch Int(field) {
        case AMMv4Numbers.pool: takePool(words)
        case AMMv4Numbers.fee: takeFee(words)
        case AMMv4Numbers.vaults: takeVaults(words)
        case AMMv4Numbers.book: takeBook(words)
        default: field >= 0 && field < Int32(AMMv4Numbers.count)
        }
    }

    @_noLocks private mutating func takePool(_ words: Event.Words) -> Bool {
        guard let status = AMMv4Status(number: words.w0) else { return false }
        self.status = status
        (owedCoin, owedPC) = (words.w1, words.w2)
        openTime = words.w3
        known.insert(.pool)
        return true
    }

    @_noLocks private mutating func takeFee(_ words: Event.Words) -> Bool {
        guard words.w0 < words.w1, words.w2 | words.w3 == 0 else { return false }
        fee = AMMv4Fee(words.w0, of: words.w1)
        known.insert(.fee)
        return true
    }

    @_noLocks private mutating func takeVaults(_ words: Event.Words) -> Bool {
        guard words.w3 == 0, let marks = VaultMarks(word: words.w2) else { return false }
        (coinVault, pcVault) = (words.w0, words.w1)
        isVaultFrozen = marks.isFrozen
        if marks.areKnown { known.insert(.vaults) } else { known.remove(.vaults) }
        return true
    }

    @_noLocks private mutating func takeBook(_ words: Event.Words) -> Bool {
        guard words.w2 | words.w3 == 0 else { return false }
        (bookCoin, bookPC) = (words.w0, words.w1)
        known.insert(.book)
        return true
    }
}
