import Numbers
import Pools

/// Who swaps on the pool, beside us.
enum SwapFlow: Sendable {
    /// Others who see the fair price, and some who do not care.
    case drawn(DrawnSwaps)
    /// Those who really did.
    case recorded(RecordedSwaps)
}

/// Swaps towards the fair price at random times, and small ones that ignore it.
struct DrawnSwaps: Sendable {
    let scale: PriceScale
    let arbitragePerMillion: UInt64
    let noisePerMillion: UInt64
    /// In atoms of the pool's token B.
    let noiseMost: UInt64
    var random: RandomSource

    /// One slot's swaps.
    mutating func run(_ pool: inout PoolModel, fair: Int64, seconds: UInt64) {
        if random.happens(perMillion: noisePerMillion) { noise(&pool, seconds) }
        if random.happens(perMillion: arbitragePerMillion) { arbitrage(&pool, fair, seconds) }
    }

    private mutating func noise(_ pool: inout PoolModel, _ seconds: UInt64) {
        let value = 1 + random.below(max(1, noiseMost))
        let direction: SwapDirection = random.below(2) == 0 ? .aToB : .bToA
        let input = direction.isDown ? pool.worthInA(ofB: value) : value
        // A swap that the pool refuses (its liquidity ends there) did not happen.
        _ = try? pool.swap(direction, exactIn: Atoms(max(1, input)), seconds: seconds)
    }

    /// Moves the price most of the way, all the way, or a little too far.
    private mutating func arbitrage(_ pool: inout PoolModel, _ fair: Int64, _ seconds: UInt64) {
        let now = pool.state.sqrtPrice.bits
        let goal = scale.sqrtPrice(of: fair).bits
        let share = UInt128(500 + random.below(600))
        let target =
            goal > now
            ? now + (goal - now) * share / 1_000 : now - (now - goal) * share / 1_000
        _ = pool.walk(to: SqrtPrice(bits: target), seconds: seconds)
    }
}

extension PoolModel {
    /// Atoms of A that an amount of B buys at the current price, fees aside; for sizing only.
    func worthInA(ofB amount: UInt64) -> UInt64 {
        let root = state.sqrtPrice.bits >> 32
        let price = max(1, (root * root) >> 32)
        return UInt64(clamping: (UInt128(amount) << 32) / price)
    }
}
