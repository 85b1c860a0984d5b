public import Numbers
public import Reactor

/// How a journal is written.
public struct JournalLimits: Equatable, Sendable {
    /// A segment that has reached this many bytes is followed by the next. It may end up longer by
    /// what was staged meanwhile.
    public var segmentBytes: UInt64 = 256 << 20
    /// No longer payload is taken.
    public var payloadMax = 8 << 20
    /// The memory between the turn and the kernel: so many blocks of so many bytes.
    public var blockBytes = 1 << 20
    public var blockCount = 16
    public var durability = Durability.none
    public var method = WriteMethod.ring
    /// How long a record may wait for others to be written with it; 0 writes at every turn. Each
    /// write costs about a microsecond of the turn, and more of the kernel's own threads.
    public var gather = Nanoseconds(0)

    public init() {}

    /// Everything that does not fit together; empty means it may be used.
    public var faults: [JournalLimitFault] {
        var faults: [JournalLimitFault] = []
        if segmentBytes < 4096 { faults.append(.segmentTooSmall) }
        if payloadMax < 0 || payloadMax > JournalFormat.payloadMax {
            faults.append(.payloadMaxOutOfRange)
        }
        if blockBytes < 512 || blockBytes % 8 != 0 || blockBytes > 1 << 30 {
            faults.append(.blockBytesOutOfRange)
        }
        if blockCount < 4 || blockCount > 1024 { faults.append(.blockCountOutOfRange) }
        guard faults.isEmpty else { return faults }
        if JournalFormat.recordBytes(payload: payloadMax) > (blockCount - 2) * blockBytes {
            faults.append(.payloadMaxNeedsMoreBlocks)
        }
        return faults
    }
}

/// Why limits can't be used.
public enum JournalLimitFault: Equatable, Sendable {
    /// `segmentBytes` is below 4,096.
    case segmentTooSmall
    /// `payloadMax` is not within 0...64 MiB.
    case payloadMaxOutOfRange
    /// `blockBytes` is not a multiple of 8 within 512...1 GiB.
    case blockBytesOutOfRange
    /// `blockCount` is not within 4...1,024.
    case blockCountOutOfRange
    /// The longest record must fit all blocks but two.
    case payloadMaxNeedsMoreBlocks
}
