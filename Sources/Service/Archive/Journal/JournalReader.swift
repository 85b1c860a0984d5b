public import Numbers
import Reactor

/// Reads a recording from its first record to its last, checking everything on the way.
///
/// A torn tail ends the reading in order: `next()` gives nil and `tail` says what was there.
/// Damage throws, at the place where it is met; every record before it has been handed out. After
/// either, `next()` gives the same answer again. Bytes appended while it reads are not seen beyond
/// the size a segment had when the reader came to it.
@safe public struct JournalReader: ~Copyable {
    private let folder: Folder
    private let segmentCount: UInt64
    private var window: FileWindow
    private var offset: UInt64 = 0
    private var verdict: JournalError?
    private var hasEnded = false
    /// Whether the segment it began with has no whole header.
    private(set) var hasNoHeader = false

    /// The header of the segment that the last record stood in.
    public private(set) var segment: SegmentHeader
    /// The last whole record so far; 0 before the first.
    public private(set) var lastSequence = RecordSequence(0)
    /// The last number seen on an input; 0 before the first.
    public private(set) var lastInput = InputSequence(0)
    /// Whether the last record so far was a session's orderly end.
    public private(set) var endedInOrder = false
    /// What the writer left unfinished; known once `next()` has given nil.
    public private(set) var tail: TornTail?

    /// Opens the recording in the folder at `path`.
    ///
    /// - Throws: `.file`, `.notARecording`, `.unknownVersion`, `.damaged`.
    public init(at path: String) throws(JournalError) {
        try self.init(in: try Folder.opened(at: path, missing: .refused), from: 1)
    }

    /// Reads from segment `first` on, which need not be the recording's first.
    init(in folder: consuming Folder, from first: UInt64) throws(JournalError) {
        let list = try SegmentList(in: folder)
        guard list.count + UInt64(list.empty.count) > 0 else { throw .notARecording }
        let count = max(list.count, 1)
        var window = try folder.openSegment(first)
        let start = try SegmentStart.read(from: &window, number: first, isLast: first == count)
        self.init(folder: folder, segmentCount: count, window: window, start: start, number: first)
    }

    private init(
        folder: consuming Folder, segmentCount: UInt64, window: consuming FileWindow,
        start: SegmentStart, number: UInt64
    ) {
        self.folder = folder
        self.segmentCount = segmentCount
        self.window = window
        switch start {
        case .header(let header):
            segment = header
            lastSequence = RecordSequence(header.firstSequence.count - 1)
            offset = UInt64(JournalFormat.segmentHeaderBytes)
        case .torn(let torn):
            segment = SegmentHeader(unreadable: number)
            tail = torn
            hasEnded = true
            hasNoHeader = true
        }
    }

    /// The next record; nil at the end or at a torn tail.
    public mutating func next() throws(JournalError) -> JournalRecord? {
        if let verdict { throw verdict }
        if hasEnded { return nil }
        do throws(JournalError) {
            return try find()
        } catch {
            verdict = error
            throw error
        }
    }

    private var isLastSegment: Bool { segment.number == segmentCount }

    private mutating func find() throws(JournalError) -> JournalRecord? {
        var need = JournalFormat.recordHeaderBytes
        let expected = RecordSequence(lastSequence.count + 1)
        while !hasEnded {
            let bytes = unsafe try window.bytes(from: offset, need: need)
            let finding = unsafe RecordScan.judge(
                bytes, at: offset, remaining: window.size - offset, expected: expected)
            switch finding {
            case .record(let header, let kind, let count):
                return unsafe take(header, kind: kind, count: count, from: bytes)
            case .needs(let more):
                guard more > bytes.count, more > need || bytes.count >= need else {
                    throw .file(.deviceFailed)
                }
                need = more
            case .end: try advance()
            case .partOfHeader: try stop(.recordHeader)
            case .partOfPayload: try stop(.payload)
            case .damaged(let kind, let range, let suspect):
                try damaged(kind, range: range, suspect: suspect)
            }
        }
        return nil
    }

    private mutating func take(
        _ header: RecordHeader, kind: RecordKind, count: Int, from bytes: UnsafeRawBufferPointer
    ) -> JournalRecord {
        let start = JournalFormat.recordHeaderBytes
        let payload = unsafe UnsafeRawBufferPointer(
            rebasing: bytes[start..<start + header.payloadCount])
        let place = offset
        offset += UInt64(count)
        lastSequence = header.sequence
        if kind.isInput { lastInput = max(lastInput, header.input) }
        endedInOrder = kind == .sessionEnd
        return unsafe JournalRecord(
            label: header.label(kind), sequence: header.sequence, segment: segment.number,
            offset: place, payload: payload)
    }

    /// Goes on with the next segment, or ends.
    private mutating func advance() throws(JournalError) {
        guard !isLastSegment else {
            hasEnded = true
            return
        }
        let number = segment.number + 1
        window = try folder.openSegment(number)
        offset = 0
        let start = try SegmentStart.read(
            from: &window, number: number, isLast: number == segmentCount)
        guard case .header(let header) = start else {
            if case .torn(let torn) = start { tail = torn }
            hasEnded = true
            return
        }
        let expected = RecordSequence(lastSequence.count + 1)
        let range = 0..<UInt64(JournalFormat.segmentHeaderBytes)
        guard header.recordingBirth == segment.recordingBirth else {
            throw .damaged(
                JournalDamage(
                    kind: .foreignSegment, segment: number, range: range, suspect: nil))
        }
        guard header.firstSequence == expected else {
            let kind = JournalDamage.Kind.sequence(expected: expected, found: header.firstSequence)
            throw .damaged(
                JournalDamage(kind: kind, segment: number, range: range, suspect: nil))
        }
        segment = header
        offset = UInt64(JournalFormat.segmentHeaderBytes)
    }

    private mutating func end(_ kind: TornTail.Kind) {
        hasEnded = true
        tail = TornTail(
            kind: kind, segment: segment.number, offset: offset, count: window.size - offset)
    }

    /// The file ends inside a record: a torn tail in the last segment, damage before.
    private mutating func stop(_ kind: TornTail.Kind) throws(JournalError) {
        guard isLastSegment else {
            throw .damaged(
                JournalDamage(
                    kind: .cutShort, segment: segment.number, range: offset..<window.size,
                    suspect: nil))
        }
        end(kind)
    }

    /// A power cut may leave a file longer than what was written into it: from this record on, or
    /// from a page on that begins inside it, all is zero. Anything else is damage.
    private mutating func damaged(
        _ kind: JournalDamage.Kind, range: Range<UInt64>, suspect: UInt64?
    ) throws(JournalError) {
        let page = (offset + 4095) & ~4095
        if isLastSegment {
            var isUnwritten = try window.isZero(from: offset)
            if !isUnwritten, page < range.upperBound { isUnwritten = try window.isZero(from: page) }
            if isUnwritten {
                end(.unwritten)
                return
            }
        }
        throw .damaged(
            JournalDamage(kind: kind, segment: segment.number, range: range, suspect: suspect))
    }
}
