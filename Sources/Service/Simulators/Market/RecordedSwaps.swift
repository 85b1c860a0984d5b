import Numbers
import Pools

/// Recorded swaps in order, and how far ours came out from them.
///
/// Liquidity came and went during the day and is not played, so the price would drift away from the
/// real one. Where a swap would come out more than ten basis points from what was recorded, a swap
/// of nobody's first walks the pool to the price at which the real one was made; it is counted.
struct RecordedSwaps: Sendable {
    /// In millionths of the output.
    static let driftMax: UInt64 = 1_000
    /// Outputs below it are too small to tell a price.
    static let outputMin: UInt64 = 100_000

    let swaps: [RecordedSwap]
    private(set) var next = 0
    private(set) var comparison = SwapComparison()

    init(_ swaps: [RecordedSwap]) { self.swaps = swaps }

    var isDone: Bool { next == swaps.count }

    /// Everything that happened up to a slot, in order.
    mutating func run(_ pool: inout PoolModel, upTo slot: UInt64) {
        while next < swaps.count, swaps[next].slot <= slot {
            let swap = swaps[next]
            next += 1
            correct(&pool, before: swap)
            do throws(SwapError) {
                let result = try pool.swap(
                    swap.direction, exactIn: Atoms(swap.amountIn), seconds: swap.seconds)
                comparison.count(ours: result.amountOut.count, recorded: swap.amountOut)
            } catch {
                comparison.refused += 1
            }
        }
    }

    private mutating func correct(_ pool: inout PoolModel, before swap: RecordedSwap) {
        pool.noteEmptyArrays()
        guard swap.amountOut >= RecordedSwaps.outputMin,
            let due = try? pool.state.quote(swap.direction, .exactIn(Atoms(swap.amountIn)))
        else { return }
        let ours = due.amountOut.count
        let gap = SwapComparison.millionths(between: ours, and: swap.amountOut)
        guard ours > 0, gap > RecordedSwaps.driftMax else { return }
        // Half of the difference: the pool keeps the root of the price. What is paid in B falls
        // when the price rises, so the other direction has the other sign.
        let price = pool.state.sqrtPrice.bits
        let difference = max(ours, swap.amountOut) - min(ours, swap.amountOut)
        let change = price / (2 * UInt128(ours)) * UInt128(difference)
        let isUp = (swap.amountOut > ours) == swap.direction.isDown
        let target = SqrtPrice(bits: isUp ? price + change : price - change)
        if pool.walk(to: target, seconds: swap.seconds) != nil { comparison.corrections += 1 }
    }
}
