import Markets
import Numbers
import Pools

extension QuoteRows {
    /// A pool like the one in which the official Rust crate was measured, with a fee that stays and
    /// with one that adapts.
    mutating func addWhirlpools() {
        for isAdaptive in [false, true] {
            let target = QuoteTarget(
                WhirlpoolState(capacity: 4), WhirlpoolEvents.pool(isAdaptive: isAdaptive).snapshot,
                range: 1_000...1 << 56)
            add(
                isAdaptive ? "Whirlpool, adaptive fee" : "Whirlpool", target, QuoteKind.all,
                crossings: QuoteBench.crossings,
                bar: .rust(isAdaptive ? .adaptive : .fixed))
        }
    }
}

/// A Whirlpool with spacing 64, three arrays around its price and a tick in every 8th slot.
enum WhirlpoolEvents {
    private static let spacing: Int32 = 64
    /// One array.
    private static let width: Int32 = 64 * 88
    /// The array that the price is in, and the price's tick, in the middle between two ticks of
    /// the pool: SOL/USDC at about 139 dollars.
    private static let middle: Int32 = -4 * width
    static let tick: Int32 = middle + 5 * 512 + 256
    static let liquidity: UInt128 = 300_000_000_000_000

    static func pool(
        isAdaptive: Bool = false, instrument: InstrumentID = InstrumentID(0)
    ) -> PoolEvents {
        var events = PoolEvents(instrument)
        events.numbers(0, 400, 1_300, UInt64(spacing), isAdaptive ? 1_024 : UInt64(spacing))
        if isAdaptive {
            // 30 s, 600 s, half of it kept, groups of 64 ticks; 4 % of the square, 35 groups.
            events.numbers(
                1, 30 | 600 << 16 | 5_000 << 32 | 64 << 48, 4_000 | 350_000 << 32, 64)
            events.numbers(2)
        }
        events.numbers(3)
        events.numbers(4)
        events.price(
            TickMath.sqrtPrice(at: TickIndex(tick)).bits, liquidity: liquidity, tick: tick)
        for array in [-1, 0, 1] as [Int32] {
            let start = middle + array * width
            events.array(start)
            for slot in stride(from: Int32(0), to: 88, by: 8) {
                // Liquidity changes at each tick and stays near what it was.
                let net: Int128 = slot % 16 == 0 ? 7_777_777_777_777 : -7_777_777_777_777
                events.tick(start + slot * spacing, net: net)
            }
        }
        return events
    }
}
