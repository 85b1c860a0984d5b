/// Numbers that look random and follow from a seed alone (SplitMix64: a counter, scrambled).
struct RandomSource: Sendable, Equatable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A source of its own for each part of a market, so that a part that draws more often does not
    /// change the others.
    init(seed: UInt64, part: UInt64) {
        var source = RandomSource(seed: seed ^ part &* 0xD6E8_FEB8_6659_FD93)
        state = source.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// `0..<bound`; for bounds far below 2⁶⁴ as good as even.
    mutating func below(_ bound: UInt64) -> UInt64 {
        precondition(bound > 0, "there is a number below the bound")
        return next().multipliedFullWidth(by: bound).high
    }

    /// `-most...most`.
    mutating func within(_ most: Int64) -> Int64 {
        precondition(most >= 0 && most < 1 << 62, "the span fits")
        return Int64(below(UInt64(most) * 2 + 1)) - most
    }

    mutating func happens(perMillion: UInt64) -> Bool { below(1_000_000) < perMillion }
}
