import Numbers

/// A running number over words: equal words in equal order give equal numbers.
///
/// h ← (h ⊕ word) · 0x9E3779B97F4A7C15, then h ← h ⊕ (h ≫ 32), from h = 0xCBF29CE484222325. It
/// finds accidents and differences; it is no defence against a forger.
@frozen public struct Digest: BitwiseCopyable, Hashable, Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @_noLocks public init() {}

    @_noLocks public mutating func add(_ word: UInt64) {
        let mixed = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
        value = mixed ^ (mixed &>> 32)
    }

    /// The sixteen words of a record, in the order of its bytes.
    @_noLocks public mutating func add(_ decision: Decision) {
        add(decision.head)
        add(decision.sequence)
        add(decision.input.count)
        add(decision.moment.nanosecondsSinceBoot)
        let words = decision.words
        add(words.w0)
        add(words.w1)
        add(words.w2)
        add(words.w3)
        add(words.w4)
        add(words.w5)
        add(words.w6)
        add(words.w7)
        add(words.w8)
        add(words.w9)
        add(words.w10)
        add(words.w11)
    }
}
