import Numbers
import Pools

/// Swaps of others on a pool of any kind: towards the fair price at random times, and small ones
/// that ignore it. Doubles, but of the four operations alone, so that every machine draws the same.
struct ChainFlow: Sendable {
    let scale: PriceScale
    let arbitragePerMillion: UInt64
    let noisePerMillion: UInt64
    /// In atoms of the pool's token B.
    let noiseMost: UInt64
    var random: RandomSource

    /// One slot's swaps.
    mutating func run(_ pool: any ChainPool, fair: Int64, at time: ChainTime) {
        if random.happens(perMillion: noisePerMillion) { noise(pool, time) }
        if random.happens(perMillion: arbitragePerMillion) { arbitrage(pool, fair, time) }
    }

    private mutating func noise(_ pool: any ChainPool, _ time: ChainTime) {
        let value = 1 + random.below(max(1, noiseMost))
        let direction: SwapDirection = random.below(2) == 0 ? .aToB : .bToA
        guard let spot = pool.spot(direction, at: time) else { return }
        let input = direction.isDown ? Double(value) / (spot.from * spot.from) : Double(value)
        // A swap that the pool refuses did not happen.
        _ = pool.swap(direction, exactIn: UInt64(max(1, input)), at: time)
    }

    /// Moves the price most of the way, all the way, or a little too far.
    private mutating func arbitrage(_ pool: any ChainPool, _ fair: Int64, _ time: ChainTime) {
        let share = Double(500 + random.below(600)) / 1_000
        guard let now = pool.spot(.aToB, at: time)?.from ?? pool.spot(.bToA, at: time)?.from else {
            return
        }
        let goal = scale.sqrtPrice(of: fair).value.approximation
        let target = now + (goal - now) * share
        let direction: SwapDirection = target < now ? .aToB : .bToA
        let input = pool.input(toReach: target, direction, at: time)
        if input > 0 { _ = pool.swap(direction, exactIn: input, at: time) }
    }
}
