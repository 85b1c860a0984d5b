import Numbers

@testable import Pools

/// A pool written down: what the tests load into a state.
struct CLMMScript {
    var price: UInt128 = 1 << 64
    var tick: Int32 = 0
    var liquidity: UInt128 = 1_000_000_000_000
    var spacing: UInt16 = 10
    var fee: UInt32 = 2_500
    var protocolShare: UInt32 = 0
    var fundShare: UInt32 = 0
    var hasExtension = true
    /// Net liquidity of each initialised tick.
    var ticks: [Int32: Int128] = [:]
    /// Arrays that the bitmap names but that are not known.
    var hidden: Set<Int32> = []

    func state() -> CLMMState {
        var state = CLMMState(capacity: 64)
        load(into: &state)
        return state
    }

    func load(into state: inout CLMMState) {
        state.forget()
        let stands = state.place(
            price: SqrtPrice(bits: price), liquidity: liquidity, tick: TickIndex(tick),
            spacing: spacing)
        let isRated = state.setRates(
            fee: HundredthsOfBasisPoint(fee),
            protocolShare: HundredthsOfBasisPoint(protocolShare),
            fundShare: HundredthsOfBasisPoint(fundShare))
        precondition(stands && isRated, "the script is of a pool that can exist")
        state.hasExtension = hasExtension
        let starts = Set(ticks.keys.map { state.arrayStart(of: $0) })
        for start in starts {
            let bit = state.bit(ofStart: start)!
            state.bitmap[bit / 64] |= 1 << UInt64(bit % 64)
            guard !hidden.contains(start) else { continue }
            let span = state.emptySpan(startingAt: start)!
            for (tick, net) in ticks where state.arrayStart(of: tick) == start {
                precondition(state.setTick(tick, net: net, in: span))
            }
        }
        state.relink()
    }

    /// The pool of the reference, example B.
    static var exampleB: CLMMScript {
        CLMMScript(ticks: [
            -400: 0, -200: 500_000_000_000, -50: 300_000_000_000, 60: -400_000_000_000,
            200: -400_000_000_000,
        ])
    }

    /// The pool of the reference, example A.
    static var exampleA: CLMMScript {
        CLMMScript(
            price: 3_651_942_632_306_380_802, tick: -32_395, liquidity: 5_124_165_121_219,
            spacing: 60, fee: 1_000, protocolShare: 120_000, fundShare: 40_000,
            ticks: [
                -32_400: -277_065_331_032, -32_460: 536_061_033_698, -32_520: 790_917_615_645,
                -32_580: 128_451_145_459, -32_640: -1_492_054_447_712,
            ])
    }
}

/// A seeded generator (SplitMix64), so that a failure can be run again.
struct CLMMRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number whose size in bits is even-handed, from 1 up.
    mutating func amount(bits: Int) -> UInt64 {
        let wanted = Int.random(in: 1...bits, using: &self)
        return max(1, next() >> UInt64(64 - wanted))
    }

    /// A pool with positions of random edges around its price.
    mutating func pool() -> CLMMScript {
        var script = CLMMScript()
        script.spacing = [1, 4, 10, 60, 120].randomElement(using: &self)!
        script.fee = [100, 500, 2_500, 10_000, 83_271].randomElement(using: &self)!
        script.protocolShare = UInt32.random(in: 0...500_000, using: &self)
        script.fundShare = UInt32.random(in: 0...500_000, using: &self)
        script.tick = Int32.random(in: -60_000...60_000, using: &self)
        let low = CLMMTickMath.bits(at: script.tick)
        let high = CLMMTickMath.bits(at: script.tick + 1)
        script.price = UInt128.random(in: low..<high, using: &self)
        script.liquidity = 0
        let spacing = Int32(script.spacing)
        let middle = script.tick / spacing * spacing
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let lower = middle - spacing * Int32.random(in: -20...200, using: &self)
            let upper = lower + spacing * Int32.random(in: 1...300, using: &self)
            let size = UInt128(amount(bits: 60))
            script.ticks[lower, default: 0] += Int128(size)
            script.ticks[upper, default: 0] -= Int128(size)
            if lower <= script.tick && script.tick < upper { script.liquidity += size }
        }
        return script
    }
}
