/// One hour of prices, in thousandths of a tick.
struct Candle: Equatable, Sendable {
    var open: Int64
    var high: Int64
    var low: Int64
    var close: Int64
}

/// A table of hourly candles: datetime, open, high, low, close.
enum CandleTable {
    /// The candles of one day (`YYYY-MM-DD`), in order.
    ///
    /// - Parameter decimals: digits of a thousandth of a tick.
    static func candles(
        of day: String, in path: String, decimals: Int
    ) throws(ScenarioError) -> [Candle] {
        var candles: [Candle] = []
        try TextTable.lines(of: path) { number, line throws(ScenarioError) in
            guard line.starts(with: day.utf8) else { return }
            let fields = TextTable.fields(line)
            let prices = fields.dropFirst().compactMap { field -> Int64? in
                let text = field.last == 0x0D ? field.dropLast() : field
                return TextTable.decimal(text, decimals: decimals).map { Int64(clamping: $0) }
            }
            guard prices.count == 4, prices[2] > 0, prices[2] <= min(prices[0], prices[3]),
                prices[1] >= max(prices[0], prices[3])
            else { throw .dataMalformed(file: path, line: number) }
            candles.append(
                Candle(open: prices[0], high: prices[1], low: prices[2], close: prices[3]))
        }
        guard !candles.isEmpty else { throw .nothingRecorded("the day \(day)", file: path) }
        return candles
    }
}
