import Numbers

/// A CPMM pool's fees, with what divides by them: computed when the fees change, not in a quote.
struct CPMMRates: BitwiseCopyable {
    let fees: CPMMFees
    /// What the trade fee leaves of the whole; 0 when it leaves nothing.
    let afterTrade: FixedDivisor
    /// What the creator's fee leaves.
    let afterCreator: FixedDivisor
    /// What both together leave.
    let afterBoth: FixedDivisor

    @_noLocks init(_ fees: CPMMFees) {
        self.fees = fees
        let (trade, creator) = (UInt64(fees.trade.count), UInt64(fees.creator.count))
        afterTrade = CPMMRates.rest(after: trade)
        afterCreator = CPMMRates.rest(after: creator)
        afterBoth = CPMMRates.rest(after: trade &+ creator)
    }

    @_noLocks private static func rest(after rate: UInt64) -> FixedDivisor {
        let whole = HundredthsOfBasisPoint.whole
        return FixedDivisor(rate < whole ? whole &- rate : 0)
    }
}
