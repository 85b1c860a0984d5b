/// How far the outputs of recorded swaps, done again, are from those recorded.
public struct SwapComparison: Sendable, Equatable {
    public var swaps: UInt64 = 0
    /// Equal to the atom.
    public var exact: UInt64 = 0
    /// Within one, ten and a hundred basis points, the closer ones included.
    public var withinOne: UInt64 = 0
    public var withinTen: UInt64 = 0
    public var withinHundred: UInt64 = 0
    /// Swaps that our pool could not do.
    public var refused: UInt64 = 0
    /// The largest difference seen, in millionths of the recorded output; a dust swap that gave
    /// nothing counts as one that gave 1.
    public var worstMillionths: UInt64 = 0

    /// How often the pool was walked to the real price first.
    public var corrections: UInt64 = 0

    /// The difference of two amounts in millionths of the recorded one.
    static func millionths(between ours: UInt64, and recorded: UInt64) -> UInt64 {
        let gap = ours > recorded ? ours - recorded : recorded - ours
        return UInt64(clamping: UInt128(gap) * 1_000_000 / UInt128(max(1, recorded)))
    }

    mutating func count(ours: UInt64, recorded: UInt64) {
        swaps += 1
        let share = SwapComparison.millionths(between: ours, and: recorded)
        if ours == recorded { exact += 1 }
        if share <= 100 { withinOne += 1 }
        if share <= 1_000 { withinTen += 1 }
        if share <= 10_000 { withinHundred += 1 }
        worstMillionths = max(worstMillionths, share)
    }
}
