import Markets
import Numbers
import Pools

extension QuoteRows {
    mutating func addPhoenix() {
        let target = QuoteTarget(
            PhoenixState(capacity: 64), PhoenixEvents.book().snapshot,
            range: 20_000_000...1 << 56)
        add("Phoenix", target, QuoteKind.all, crossings: QuoteBench.crossings)
    }
}

enum PhoenixEvents {
    /// SOL/USDC: 20 levels a side, a tick apart, around 143 dollars; 0.05 %.
    static func book() -> PoolEvents {
        var events = PoolEvents()
        events.numbers(0, 1_000_000, 1, 1_000, 1_000)
        events.numbers(1, 5, 1, 0)
        var random = SeededNumbers(seed: 22)
        for distance in 1...20 as ClosedRange<UInt64> {
            for side in 0...1 as ClosedRange<Int32> {
                let ticks = side == 0 ? 143_000 - distance : 143_000 + distance
                events.add(.orders, side, ticks, 10_000 + random.below(5_000))
            }
        }
        return events
    }
}
