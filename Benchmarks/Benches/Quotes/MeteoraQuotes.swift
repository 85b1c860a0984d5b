import Markets
import Numbers
import Pools

extension QuoteRows {
    mutating func addMeteora() {
        let dlmm = QuoteTarget(
            DLMMState(capacity: 4), MeteoraEvents.dlmm().snapshot, range: 1_000...1 << 56)
        add("Meteora DLMM", dlmm, QuoteKind.all, crossings: QuoteBench.crossings)
        for fee in MeteoraEvents.DAMMFee.allCases {
            let target = QuoteTarget(
                DAMMState(), MeteoraEvents.damm(fee).snapshot, range: MeteoraEvents.amounts)
            add("Meteora DAMM v2, \(fee.rawValue)", target, QuoteKind.all)
        }
        for isStable in [false, true] {
            let target = QuoteTarget(
                DynamicAMMState(), MeteoraEvents.dynamicAMM(isStable: isStable).snapshot,
                range: MeteoraEvents.amounts)
            // An exact output is a search over exact inputs: the program knows no other.
            add(
                isStable ? "Meteora Dynamic AMM, stable" : "Meteora Dynamic AMM", target,
                QuoteKind.down)
        }
    }
}

enum MeteoraEvents {
    /// Up to a hundredth of what the pools hold.
    static let amounts: ClosedRange<UInt64> = 1_000_000...1_000_000_000_000

    /// What a DAMM v2 pool charges.
    enum DAMMFee: String, CaseIterable {
        case fixed = "fixed fee"
        case dynamic = "dynamic fee"
        case compounding = "compounding"
    }

    /// A pair with steps of 10 in three arrays, the price in the middle of one; 0.1 % and what
    /// volatility adds.
    static func dlmm() -> PoolEvents {
        var events = PoolEvents()
        let active: Int32 = 35
        let flags: UInt64 = 4 | 8
        events.numbers(
            0, 10 | 10_000 << 16 | 30 << 32 | 600 << 48, 5_000 | 1_000 << 16 | flags << 40,
            40_000 | 350_000 << 32, 0)
        let place = UInt64(UInt32(bitPattern: active))
        let (lowest, highest) = (UInt64(UInt32(bitPattern: -10_000)), UInt64(10_000))
        events.numbers(1, place | place << 32, 0, 0, lowest | highest << 32)
        events.numbers(2, 0)
        // Arrays −1, 0 and 1: bits 6,655 ... 6,657.
        events.numbers(3 + 25, 0, 0, 0, 1 << 63)
        events.numbers(3 + 26, 3)
        var random = SeededNumbers(seed: 21)
        for array in [-1, 0, 1] as [Int32] {
            events.array(array)
            for bin in array * 70..<array * 70 + 70 {
                let (x, y) = (1_000_000_000 + random.below(1 << 28), 1 + random.below(1 << 28))
                events.add(
                    .bin, bin, bin >= active ? x : 0, bin <= active ? 1_000_000_000 + y : 0)
            }
        }
        return events
    }

    /// Liquidity 10¹⁵ at a price of about 0.14; 0.25 %.
    static func damm(_ fee: DAMMFee) -> PoolEvents {
        var events = PoolEvents()
        let price: UInt128 = 6_884_214_190_511_370_000
        let (low, high) = (UInt64(truncatingIfNeeded: price), UInt64(price >> 64))
        let lowest: UInt64 = 4_295_048_016
        let highest: UInt128 = 79_226_673_521_066_979_257_578_248_091
        events.numbers(
            0, lowest, 0, UInt64(truncatingIfNeeded: highest), UInt64(highest >> 64))
        // By slots, enabled; the layout that keeps what the pool holds, a fifth of the fee to the
        // protocol, and of a compounding pool's half of the rest.
        let (mode, kept): (UInt64, UInt64) = fee == .compounding ? (2, 5_000) : (0, 0)
        events.numbers(1, low, high, 0, mode << 16 | 1 << 32 | 20 << 40 | kept << 48)
        events.numbers(2, 2_500_000)
        if fee == .dynamic {
            // Steps of 1 in 10,000; 10 s, 120 s, half of it kept; the last move 60 s ago.
            events.numbers(
                3, 1, 14_460_000 | 956 << 32, 1 | 10 << 16 | 120 << 32 | 5_000 << 48,
                PoolEvents.time.seconds - 60)
            events.numbers(4, 1_844_674_407_370_955, 0, low, high)
            events.numbers(5, 300_000, 0, 200_000)
        } else {
            for group in 3...5 as ClosedRange<Int32> { events.numbers(group) }
        }
        events.numbers(6, 2_679_544_000_000_000, 373_195_000_000_000)
        events.price(price, liquidity: 1_000_000_000_000_000 << 64, tick: 0)
        return events
    }

    /// Vaults of which the pool owns a tenth, with some profit still locked; 0.25 %, or 0.01 %
    /// where the curve is stable.
    static func dynamicAMM(isStable: Bool) -> PoolEvents {
        var events = PoolEvents()
        events.numbers(0, isStable ? 10 : 250, 100_000, 20_000, 100_000)
        events.numbers(1, isStable ? 3 : 1, 0, isStable ? 100 : 0)
        events.numbers(2, 1, 1)
        for side in 0...1 as ClosedRange<Int32> {
            let total: UInt64 = 1_000_000_000_000_000 + UInt64(side) * 123_456_789_012_345
            events.numbers(
                3 + side, total, 1_000_000_000, PoolEvents.time.seconds - 100, 46_296_296)
            events.numbers(
                5 + side, 100_000_000_000_000, 950_000_000_000_000, total - total / 8, 15)
        }
        return events
    }
}
