import Numbers

/// The fair price of a generated market: a random walk in thousandths of a tick with jumps, lively
/// and calm by turns. It never leaves its bounds.
struct PriceWalk: Sendable {
    /// Thousandths of a tick.
    private(set) var price: Int64
    private let lowest: Int64
    private let highest: Int64
    private let drift: Int64
    private let volatility: Int64
    private let jumpsPerMillion: UInt64
    private let jumpMost: Int64
    private var random: RandomSource
    private var isCalm = false
    /// Steps until the mood changes.
    private var stepsLeft: UInt64

    init(_ market: GeneratedMarket) {
        price = market.start.count * 1_000
        let room = price / 10_000 * Int64(market.bound.count)
        lowest = max(20_000, price - room)
        highest = price + room
        drift = market.drift
        volatility = market.volatility
        jumpsPerMillion = market.jumpsPerMillion
        jumpMost = market.jump.count * 1_000
        random = RandomSource(seed: market.seed, part: 1)
        stepsLeft = 120
    }

    mutating func step() {
        if stepsLeft == 0 {
            isCalm.toggle()
            stepsLeft = 20 + random.below(isCalm ? 100 : 200)
        }
        stepsLeft -= 1
        var change = drift + random.within(isCalm ? volatility / 8 : volatility)
        if !isCalm && random.happens(perMillion: jumpsPerMillion) {
            change += random.within(jumpMost)
        }
        price = min(max(price + change, lowest), highest)
    }
}
