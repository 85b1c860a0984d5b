public import Numbers

/// What a decision record says. The raw values are part of the journal's format.
@frozen public enum DecisionKind: UInt8, Sendable, CaseIterable {
    case none = 0
    /// See `Refusal`.
    case refused = 1
    /// See `Acceptance`.
    case accepted = 2
    /// See `Fill`.
    case filled = 3
    /// See `Settlement`.
    case settled = 4
    /// See `LedgerEntry`.
    case entry = 5
}

/// One record of what the desk did and why, 128 bytes, all integers, nothing measured: a replay
/// writes the same bytes.
@frozen public struct Decision: BitwiseCopyable, Sendable {
    public var kind: DecisionKind
    /// What the kind says: a gate, an outcome, a role.
    public var code: UInt8
    public var cycle: UInt16
    /// The order it belongs to, from 1; 0 for none.
    public var order: UInt32
    /// From 1, without gaps.
    public var sequence: UInt64
    /// The input that caused it.
    public var input: InputSequence
    /// The moment it belongs to, as events carry it; for a fill, its arrival.
    public var moment: Instant
    public var words: Words

    /// Twelve machine words of payload; each kind's type says which is which.
    @frozen public struct Words: BitwiseCopyable, Hashable, Sendable {
        public var w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11: UInt64

        @_noLocks public init(
            _ w0: UInt64 = 0, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0,
            _ w4: UInt64 = 0, _ w5: UInt64 = 0, _ w6: UInt64 = 0, _ w7: UInt64 = 0,
            _ w8: UInt64 = 0, _ w9: UInt64 = 0, _ w10: UInt64 = 0, _ w11: UInt64 = 0
        ) {
            (self.w0, self.w1, self.w2, self.w3) = (w0, w1, w2, w3)
            (self.w4, self.w5, self.w6, self.w7) = (w4, w5, w6, w7)
            (self.w8, self.w9, self.w10, self.w11) = (w8, w9, w10, w11)
        }
    }

    @_noLocks public init(
        _ kind: DecisionKind, code: UInt8, cycle: UInt16, order: UInt32, sequence: UInt64,
        input: InputSequence, moment: Instant, words: Words
    ) {
        self.kind = kind
        self.code = code
        self.cycle = cycle
        self.order = order
        self.sequence = sequence
        self.input = input
        self.moment = moment
        self.words = words
    }

    /// Kind, code, cycle and order in one word: bits 0, 8, 16 and 32.
    var head: UInt64 {
        @_noLocks get {
            let kind = UInt64(unsafe unsafeBitCast(kind, to: UInt8.self))
            return kind | UInt64(code) &<< 8 | UInt64(cycle) &<< 16 | UInt64(order) &<< 32
        }
    }

    /// Two records are equal when all their bytes are.
    public static func == (a: Decision, b: Decision) -> Bool {
        a.kind == b.kind && a.code == b.code && a.cycle == b.cycle && a.order == b.order
            && a.sequence == b.sequence && a.input == b.input && a.moment == b.moment
            && a.words == b.words
    }
}

extension Decision: Equatable {}

@_noLocks func bits(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }
@_noLocks func signed(_ word: UInt64) -> Int64 { Int64(bitPattern: word) }
