import Numbers

// The fee and what it does to a budget (phoenix.md section 3).

extension PhoenixTerms {
    /// The fee on matched adjusted quote lots, in quote lots: rounded up twice.
    @_noLocks func feeLots(on adjusted: UInt64) throws(PhoenixError) -> UInt64 {
        let fee = mulDiv(
            adjusted, feeBasisPoints, by: PhoenixTerms.feeWhole, rounding: .up)
        return try quoteLotsUp(fee)
    }

    /// What may be matched for a budget in quote lots, so that the fee still fits in it or, of a
    /// sale, so that with the fee taken off no more is left; in adjusted quote lots.
    @_noLocks func adjustedBudget(
        _ direction: SwapDirection, quoteLots: UInt64
    ) throws(PhoenixError) -> UInt64 {
        let (adjusted, over) = quoteLots.multipliedReportingOverflow(by: baseLotsPerUnit)
        if over { throw .aborted }
        let whole = UInt128(UInt64.max)
        let fee = UInt128(
            mulDiv(UInt64.max, feeBasisPoints, by: PhoenixTerms.feeWhole, rounding: .up))
        let divisor = direction.isDown ? whole &- fee : whole &+ fee
        guard divisor != 0 else { throw .aborted }
        let budget = UInt128(product: adjusted, UInt64.max) / divisor
        return budget.highWord == 0 ? budget.lowWord : .max
    }

    /// The least matched quote lots of which at least `net` are left when the fee is taken off; nil
    /// when the fee takes all, or beyond 64 bits.
    @_noLocks func grossLots(for net: UInt64) -> UInt64? {
        let kept = PhoenixTerms.feeWhole &- feeBasisPoints
        guard kept != 0 else { return nil }
        let (gross, rest) = UInt128(product: net, PhoenixTerms.feeWhole).quotientAndRemainder(
            dividingBy: UInt128(kept))
        let rounded = rest == 0 ? gross : gross &+ 1
        return rounded.highWord == 0 ? rounded.lowWord : nil
    }

    /// Adjusted quote lots in quote lots, rounded up.
    @_noLocks func quoteLotsUp(_ adjusted: UInt64) throws(PhoenixError) -> UInt64 {
        let (sum, over) = adjusted.addingReportingOverflow(baseLotsPerUnit &- 1)
        if over { throw .aborted }
        return sum / baseLotsPerUnit
    }

    /// What one base lot costs at a price, in adjusted quote lots.
    @_noLocks @inline(__always)
    func adjustedLot(at ticks: UInt64) throws(PhoenixError) -> UInt64 {
        let (cost, over) = ticks.multipliedReportingOverflow(by: tickSize)
        if over { throw .aborted }
        return cost
    }
}
