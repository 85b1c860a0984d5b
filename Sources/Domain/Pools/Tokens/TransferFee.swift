import Numbers

/// What a Token-2022 mint takes of each transfer while one of its schedules holds: a share, rounded
/// up, of at most so many atoms. It leaves with the amount and never arrives.
@frozen public struct TransferFee: BitwiseCopyable, Hashable, Sendable {
    /// In 1/10,000, at most the whole.
    public let share: UInt16
    /// In atoms.
    public let most: UInt64

    /// Nil for a share beyond the whole.
    @_noLocks public init?(share: UInt16, most: UInt64) {
        guard share <= 10_000 else { return nil }
        self.share = share
        self.most = most
    }

    @_noLocks private init() {
        share = 0
        most = 0
    }

    /// What mints take that know no such fee.
    public static var none: TransferFee { @_noLocks get { TransferFee() } }

    /// Whether each transfer arrives whole.
    public var isNone: Bool { @_noLocks get { share == 0 || most == 0 } }

    /// Of a transfer of so many atoms: min(most, ⌈amount·share ÷ 10,000⌉).
    @_noLocks public func fee(on amount: UInt64) -> UInt64 {
        guard share != 0 else { return 0 }
        return min(most, mulDiv(amount, UInt64(share), by: 10_000, rounding: .up))
    }

    /// What arrives of so many atoms.
    @_noLocks public func arriving(of amount: UInt64) -> UInt64 { amount &- fee(on: amount) }

    /// The least that must be sent for so many atoms to arrive; nil where 64 bits don't hold it.
    ///
    /// At 10,000 the share is the whole: an amount can only arrive beyond `most`.
    @_noLocks public func sent(arriving amount: UInt64) -> UInt64? {
        guard share != 0, amount != 0 else { return amount }
        let (capped, over) = amount.addingReportingOverflow(most)
        let kept = 10_000 &- UInt128(share)
        guard kept != 0 else { return over ? nil : capped }
        let (whole, rest) = UInt128(product: amount, 10_000).quotientAndRemainder(dividingBy: kept)
        let needed = rest == 0 ? whole : whole &+ 1
        if needed &- UInt128(amount) >= UInt128(most) { return over ? nil : capped }
        return needed.highWord == 0 ? needed.lowWord : nil
    }
}

/// A mint's two schedules: the newer one holds from its epoch on, the older one before.
@frozen public struct TransferFees: BitwiseCopyable, Hashable, Sendable {
    public let older: TransferFee
    public let newer: TransferFee
    /// The first epoch of the newer schedule.
    public let newerEpoch: UInt64

    @_noLocks public init(older: TransferFee, newer: TransferFee, newerEpoch: UInt64) {
        self.older = older
        self.newer = newer
        self.newerEpoch = newerEpoch
    }

    /// Of mints that know no such fee.
    public static var none: TransferFees {
        @_noLocks get { TransferFees(older: .none, newer: .none, newerEpoch: 0) }
    }

    /// Whether no transfer pays, now or later.
    public var areNone: Bool { @_noLocks get { older.isNone && newer.isNone } }

    /// What holds at a time.
    @_noLocks public func fee(at time: ChainTime) -> TransferFee {
        time.epoch >= newerEpoch ? newer : older
    }
}

extension ChainTime {
    /// The epoch of the slot: mainnet's epochs had 432,000 slots from the first one on.
    public var epoch: UInt64 { @_noLocks get { slot / 432_000 } }
}
