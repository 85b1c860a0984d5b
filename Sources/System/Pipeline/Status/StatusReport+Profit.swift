extension StatusReport {
    /// One asset at all venues together.
    public struct Profit: Sendable, Equatable {
        public var asset = ""
        public var decimals = 0
        public var opening: Int64 = 0
        public var now: Int64 = 0
        /// Gained, or lost, since the recording began; atoms.
        public var change: Int64 { now &- opening }
    }

    /// An amount of money.
    public struct Worth: Sendable, Equatable {
        public var asset = ""
        public var decimals = 0
        public var amount: Int64 = 0
    }

    /// Profit and loss per asset, in the order of the balances.
    public var profits: [Profit] { StatusReport.profits(of: balances) }

    /// The sums of balances per asset.
    static func profits(of balances: [Balance]) -> [Profit] {
        var profits: [Profit] = []
        for one in balances {
            if profits.last?.asset != one.asset {
                profits.append(Profit(asset: one.asset, decimals: one.decimals))
            }
            let last = profits.count - 1
            profits[last].opening = sum(profits[last].opening, one.opening)
            profits[last].now = sum(profits[last].now, one.now)
        }
        return profits
    }

    /// At most all there is.
    private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? (a < 0 ? .min : .max) : sum
    }

    /// Profit and loss as two lines of text.
    var profitLines: [String] {
        let parts = profits.map { one in
            one.asset + " "
                + StatusText.amount(one.change, decimals: one.decimals, signed: true)
        }
        guard !parts.isEmpty else { return [] }
        let together =
            worth.map {
                StatusText.amount($0.amount, decimals: $0.decimals, signed: true)
                    + " \($0.asset) at the books' mid prices"
            } ?? "not known: an asset has no price now"
        return ["P&L       \(parts.joined(separator: ", "))", "together  \(together)"]
    }
}
