/// One record as it was read. The payload's memory is the reader's, until its next `next()`.
@safe public struct JournalRecord {
    public let label: RecordLabel
    public let sequence: RecordSequence
    /// Where it stands: the segment's number and the offset of its first byte.
    public let segment: UInt64
    public let offset: UInt64
    /// Exactly what was appended, without filling.
    public let payload: UnsafeRawBufferPointer
}
