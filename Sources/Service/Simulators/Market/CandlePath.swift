import Numbers

/// A price that goes from each hour's open to its close and touches its high and its low on the
/// way: in which order, when, and with what small noise, is drawn from a seed.
struct CandlePath: Sendable {
    /// A moment, in nanoseconds of the day, and the price then in thousandths of a tick.
    private struct Corner: Sendable {
        var at: UInt64
        var price: Int64
    }

    private let corners: [Corner]
    private let candles: [Candle]
    private var random: RandomSource
    private var noise: Int64 = 0

    private static let hour: UInt64 = 3_600_000_000_000

    init(_ candles: [Candle], seed: UInt64) {
        precondition(!candles.isEmpty, "there is an hour")
        var random = RandomSource(seed: seed, part: 4)
        var corners: [Corner] = []
        for (index, candle) in candles.enumerated() {
            let start = UInt64(index) * CandlePath.hour
            let isHighFirst = random.below(2) == 0
            let tenth = CandlePath.hour / 10
            corners.append(Corner(at: start, price: candle.open))
            corners.append(
                Corner(
                    at: start + tenth + random.below(3 * tenth),
                    price: isHighFirst ? candle.high : candle.low))
            corners.append(
                Corner(
                    at: start + 5 * tenth + random.below(4 * tenth),
                    price: isHighFirst ? candle.low : candle.high))
            corners.append(Corner(at: start + CandlePath.hour - 1, price: candle.close))
        }
        self.corners = corners
        self.candles = candles
        self.random = random
    }

    /// The price at a moment of the day; later than the last hour: its close. Call it with moments
    /// that rise: the noise goes on from the call before.
    mutating func price(at moment: UInt64) -> Int64 {
        let hour = min(Int(clamping: moment / CandlePath.hour), candles.count - 1)
        let candle = candles[hour]
        guard let last = corners.last, moment < last.at else { return candle.close }
        let next = corners.firstIndex { $0.at > moment } ?? corners.count - 1
        let (from, to) = (corners[next - 1], corners[next])
        let share = Int128(moment - from.at) * Int128(to.price - from.price)
        let straight = from.price + Int64(share / Int128(max(1, to.at - from.at)))
        noise = noise * 9 / 10 + random.within(max(1, candle.open / 20_000))
        return min(max(straight + noise, candle.low), candle.high)
    }
}
