/// What a record tells. The numbers are part of the format.
public enum RecordKind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
    /// A process began: its settings and opening balances.
    case sessionStart = 1
    /// It ended in order. A session without one was killed.
    case sessionEnd = 2
    /// One inbound frame, exactly as received (after TLS).
    case frame = 3
    /// One HTTP answer, exactly as received.
    case answer = 4
    /// A source connected, lost its connection, or was given up.
    case connection = 5
    /// The clock moved on without other input.
    case tick = 6
    /// An operator's command.
    case command = 7
    /// What the desk decided.
    case decision = 16
    /// An opportunity not taken, and why not.
    case refusal = 17
    case fill = 18
    /// One entry of the ledger.
    case entry = 19
    /// Measured stamps: they differ from run to run.
    case stamps = 32
    /// A line for people.
    case note = 33

    /// Its number in the format.
    public var number: UInt8 { @_noLocks get { rawValue } }

    /// Whether it came from outside, so that a replay feeds it in.
    public var isInput: Bool {
        switch self {
        case .frame, .answer, .connection, .tick, .command: true
        default: false
        }
    }

    /// Whether a replay must come to it again, byte for byte.
    public var isVerified: Bool {
        switch self {
        case .decision, .refusal, .fill, .entry: true
        default: false
        }
    }
}
