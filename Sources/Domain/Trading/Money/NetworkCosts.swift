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
