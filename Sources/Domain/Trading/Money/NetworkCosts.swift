public import Markets
public import Numbers

/// What one transaction on the chain costs, and the market that tells its worth.
@frozen public struct NetworkCosts: BitwiseCopyable, Hashable, Sendable {
    /// Per signature.
    public var baseFee: Lamports
    /// Compute units times their price, as configured or observed.
    public var priorityFee: Lamports
    /// The asset that lamports are, and the book in which it is the base.
    public var native: AssetID
    public var book: InstrumentID
    /// Cash atoms per tick and lamport of that book.
    public var cashPerTickLamport: Ratio
    /// What a transaction costs where no book tells the asset's worth; negative: the book tells.
    public var fixedCash: Int64 = -1

    public init(
        baseFee: Lamports, priorityFee: Lamports, native: AssetID, book: InstrumentID,
        cashPerTickLamport: Ratio
    ) {
        self.baseFee = baseFee
        self.priorityFee = priorityFee
        self.native = native
        self.book = book
        self.cashPerTickLamport = cashPerTickLamport
    }

    /// Costs in an asset that no book here trades: `fixedCash` cash atoms a transaction, 0 or more.
    public init(
        baseFee: Lamports, priorityFee: Lamports, native: AssetID, fixedCash: Int64
    ) {
        precondition(fixedCash >= 0, "a cost is 0 or more")
        self.init(
            baseFee: baseFee, priorityFee: priorityFee, native: native,
            book: InstrumentID(UInt16.max), cashPerTickLamport: Ratio(1, 1))
        self.fixedCash = fixedCash
    }

    /// Whether a book tells what the fees are worth.
    public var isPricedByBook: Bool { @_noLocks get { fixedCash < 0 } }

    /// Both fees. They are paid whether the transaction lands well or reverts.
    public var fee: Lamports { @_noLocks get { Lamports(baseFee.count &+ priorityFee.count) } }

    /// What the fee costs in cash atoms: bought at the book's best ask, rounded up. Nil when nobody
    /// offers any.
    @_noLocks public func cash(ask: BookLevel) -> Int64? {
        guard ask.size.count != 0, ask.price.count > 0 else { return nil }
        let worth = UInt128(UInt64(bitPattern: ask.price.count)) * UInt128(fee.count)
        return cashPerTickLamport.of(worth, rounding: .up)
    }
}
