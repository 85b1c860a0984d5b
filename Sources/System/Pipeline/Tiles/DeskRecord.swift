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

    /// Whether it says what became of a chance.
    var isJudgement: Bool {
        @_noLocks get {
            switch kind {
            case .decision, .refusal: true
            default: false
            }
        }
    }
}
