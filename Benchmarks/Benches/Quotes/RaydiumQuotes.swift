import Markets
import Numbers
import Pools

extension QuoteRows {
    /// CLMM beside the Whirlpool's loop; CPMM and AMM v4 at every setting of their fees.
    mutating func addRaydium() {
        let clmm = QuoteTarget(
            CLMMState(capacity: 8), RaydiumEvents.clmm().snapshot, range: 1_000...1 << 56)
        add(
            "Raydium CLMM", clmm, QuoteKind.all, crossings: QuoteBench.crossings,
            bar: .rust(.fixed))
        // Side 0 is paid in what goes in; side 1 is token 1, which comes out.
        let settings: [(String, creator: UInt64?, side: UInt64)] = [
            ("Raydium CPMM", nil, 0), ("Raydium CPMM, creator paid of the input", 500, 0),
            ("Raydium CPMM, creator paid of the output", 500, 2),
        ]
        for setting in settings {
            let events = RaydiumEvents.cpmm(creator: setting.creator, side: setting.side)
            let target = QuoteTarget(
                CPMMState(), events.snapshot, range: RaydiumEvents.amounts)
            add(setting.0, target, QuoteKind.down, bar: .most(15))
        }
        for isOnOrderBook in [false, true] {
            let target = QuoteTarget(
                AMMv4State(), RaydiumEvents.ammV4(isOnOrderBook: isOnOrderBook).snapshot,
                range: RaydiumEvents.amounts)
            add(
                isOnOrderBook ? "Raydium AMM v4, on an order book" : "Raydium AMM v4", target,
                QuoteKind.down, bar: .most(15))
        }
    }
}

enum RaydiumEvents {
    /// Up to a hundredth of what the constant-product pools hold.
    static let amounts: ClosedRange<UInt64> = 1_000_000...1_000_000_000_000

    /// A pool with spacing 60, six arrays around its price and a tick in every 8th slot.
    static func clmm() -> PoolEvents {
        let (spacing, width, gap): (Int32, Int32, Int32) = (60, 3_600, 480)
        let tick = -41 * gap + gap / 2
        var events = PoolEvents()
        events.numbers(0, UInt64(spacing))
        events.numbers(2, 400, 120_000, 40_000)
        events.numbers(3, 1, 1, 1, 1)
        // No extension of the bitmap; in its own, arrays −8 ... −3, which are bits 7,672 up.
        events.numbers(6, 2)
        events.numbers(8 + 29, 0, 0, 0, 0x3F << 56)
        let price = TickMath.sqrtPrice(at: TickIndex(tick)).bits
        // A little within the tick: the two programs round the edge each in its own way.
        events.price(price + price >> 17, liquidity: WhirlpoolEvents.liquidity, tick: tick)
        for array in -8 ... -3 as ClosedRange<Int32> {
            let start = array * width
            events.array(start)
            for index in stride(from: start, to: start + width, by: Int(spacing))
            where index % gap == 0 {
                let net: Int128 =
                    index % (2 * gap) == 0 ? 7_777_777_777_777 : -7_777_777_777_777
                events.tick(index, net: net)
            }
        }
        return events
    }

    /// 0.25 % to the pool, and to the creator in 10⁻⁶ what is said.
    static func cpmm(creator: UInt64?, side: UInt64) -> PoolEvents {
        var events = PoolEvents()
        events.numbers(0, 1_234_567, 7_654_321, 0, (creator == nil ? 0 : 2) | side << 8)
        events.numbers(1, 2_500, 120_000, 40_000, creator ?? 0)
        events.numbers(2, 100_000_000_000_000, 130_000_000_000_000, 3)
        return events
    }

    /// 0.25 % to the pool.
    static func ammV4(isOnOrderBook: Bool) -> PoolEvents {
        var events = PoolEvents()
        events.numbers(0, isOnOrderBook ? 1 : 6, 1_234_567, 7_654_321, 0)
        events.numbers(1, 25, 10_000)
        events.numbers(2, 100_000_000_000_000, 130_000_000_000_000, 3)
        events.numbers(3)
        return events
    }
}
