import Markets
import Numbers

// What gains and losses come to in money, for people: at the middle between best bid and best ask,
// and pool tokens at the stated rate. No decision reads it.

extension PaperRun {
    /// What changes are worth together, in the quote asset of the first market's book; nil when one
    /// of them has no price now.
    func worth(of profits: [StatusReport.Profit]) -> StatusReport.Worth? {
        guard let market = plan.markets.first,
            case .book(let terms) = plan.instruments[Int(market.book.index)].terms
        else { return nil }
        let cash = plan.assets[Int(terms.quote.index)]
        var worth = StatusReport.Worth(asset: cash.name, decimals: Int(cash.decimals))
        for one in profits where one.change != 0 {
            guard let asset = plan.assets.first(where: { $0.name == one.asset }),
                let value = value(of: one.change, asset, in: cash)
            else { return nil }
            let (sum, overflow) = worth.amount.addingReportingOverflow(value)
            guard !overflow else { return nil }
            worth.amount = sum
        }
        return worth
    }

    private func value(of change: Int64, _ asset: Asset, in cash: Asset) -> Int64? {
        if asset.id == cash.id { return change }
        for (index, instrument) in plan.instruments.enumerated() {
            guard case .book(let terms) = instrument.terms, terms.base == asset.id,
                terms.quote == cash.id
            else { continue }
            let reading = InstrumentReading(from: views.instruments, at: index)
            guard reading.first > 0, reading.second > 0 else { continue }
            let ticks = Int128(reading.first) + Int128(reading.second)
            return scaled(
                Int128(change), by: ticks * Int128(terms.tick.units), over: 2,
                exponent: Int(cash.decimals) - Int(terms.tick.decimals) - Int(asset.decimals))
        }
        for market in plan.markets {
            guard case .pool(let pool) = plan.instruments[Int(market.pool.index)].terms,
                case .book(let book) = plan.instruments[Int(market.book.index)].terms,
                pool.quote == asset.id, book.quote == cash.id
            else { continue }
            return scaled(
                Int128(change), by: Int128(market.quoteRateMillionths), over: 1_000_000,
                exponent: Int(cash.decimals) - Int(asset.decimals))
        }
        return nil
    }

    /// `count · factor · 10^exponent ÷ divisor`, towards 0; nil when it does not fit.
    private func scaled(
        _ count: Int128, by factor: Int128, over divisor: Int128, exponent: Int
    ) -> Int64? {
        var (top, bottom) = (factor, divisor)
        for _ in 0..<exponent.magnitude {
            if exponent > 0 { top *= 10 } else { bottom *= 10 }
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: top)
        return overflow ? nil : Int64(exactly: product / bottom)
    }
}
