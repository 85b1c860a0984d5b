public import Archive
import Numbers
public import Trading

/// What the desk hands to the journal: a decision, or the measured stamps of one, and which.
@frozen public struct DeskRecord: BitwiseCopyable, Sendable {
    public var kind: RecordKind
    public var decision: Decision

    @_noLocks public init(_ decision: Decision) {
        self.decision = decision
        switch decision.kind {
        case .refused: kind = .refusal
        case .filled, .settled: kind = .fill
        case .entry: kind = .entry
        case .accepted, .none: kind = .decision
        }
    }

    /// Measured stamps of the batch that `decision` names; never compared.
    @_noLocks public init(stamps decision: Decision) {
        self.decision = decision
        kind = .stamps
    }
}

/// A running hash over decisions, in their order: equal hashes, equal decisions. Each byte of each
/// record counts (FNV-1a over machine words).
public struct DecisionHash: BitwiseCopyable, Sendable, Equatable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
    public private(set) var count: UInt64 = 0

    @_noLocks public init() {}

    @_noLocks public mutating func add(_ decision: Decision) {
        count &+= 1
        add(
            UInt64(decision.kind.number) | UInt64(decision.code) << 8
                | UInt64(decision.cycle) << 16 | UInt64(decision.order) << 32)
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

    @_noLocks private mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }
}

extension DecisionKind {
    /// Its number in the format.
    var number: UInt8 {
        @_noLocks get {
            switch self {
            case .none: 0
            case .refused: 1
            case .accepted: 2
            case .filled: 3
            case .settled: 4
            case .entry: 5
            }
        }
    }
}
