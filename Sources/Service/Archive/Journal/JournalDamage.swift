/// Something in a recording that is not as it was written.
public struct JournalDamage: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Kind: Equatable, Sendable {
        /// The segment's header does not match its checksum.
        case segmentHeader
        /// The header is whole but belongs elsewhere: another number or another recording.
        case foreignSegment
        /// There is no such file, yet there are later ones.
        case segmentMissing
        /// A record's header does not match its checksum.
        case recordHeader
        /// A record's payload does not match its checksum.
        case payload
        /// Records are missing or repeated.
        case sequence(expected: RecordSequence, found: RecordSequence)
        /// A kind or a length that no writer writes.
        case unknownRecord(kind: UInt8, payloadBytes: Int)
        /// The file ends inside a record, yet there are later segments.
        case cutShort
    }

    public let kind: Kind
    /// The segment's number, hence its file.
    public let segment: UInt64
    /// The bytes of that file within which it lies.
    public let range: Range<UInt64>
    /// The one byte that explains it by itself, where one does.
    public let suspect: UInt64?

    /// The name of the file.
    public var file: String { JournalFormat.segmentName(segment) }
}

/// The end of a recording whose writer was stopped: bytes after the last whole record.
public struct TornTail: Equatable, Sendable {
    /// How far the writer had come.
    public enum Kind: Equatable, Sendable {
        /// The segment's own header is not all there.
        case segmentHeader
        /// The last record's header is not all there.
        case recordHeader
        /// The last record's payload is not all there.
        case payload
        /// The file was lengthened, but zeros stand where the last blocks should.
        case unwritten
    }

    public let kind: Kind
    public let segment: UInt64
    /// Where the last whole record ends.
    public let offset: UInt64
    /// The bytes from there to the end of the file.
    public let count: UInt64

    /// The name of the file.
    public var file: String { JournalFormat.segmentName(segment) }
}

extension JournalDamage: CustomStringConvertible {
    public var description: String {
        let place = "\(file), bytes \(range.lowerBound)..<\(range.upperBound): "
        let byte = suspect.map { "; the byte at \($0) explains it by itself" } ?? ""
        switch kind {
        case .segmentHeader: return place + "the segment's header fails its checksum" + byte
        case .foreignSegment: return place + "this segment belongs to another place or recording"
        case .segmentMissing: return "\(file) is missing, yet later segments are there"
        case .recordHeader: return place + "a record's header fails its checksum" + byte
        case .payload: return place + "a record's payload fails its checksum" + byte
        case .sequence(let expected, let found):
            return place + "record \(expected.count) should stand here, not \(found.count)"
        case .unknownRecord(let kind, let count):
            return place + "no writer writes kind \(kind) with \(count) payload bytes"
        case .cutShort: return place + "the file ends inside a record, yet later segments are there"
        }
    }
}

extension TornTail: CustomStringConvertible {
    public var description: String {
        let what =
            switch kind {
            case .segmentHeader: "part of a segment header"
            case .recordHeader: "part of a record's header"
            case .payload: "part of a record"
            case .unwritten: "blocks that were never written"
            }
        return "\(file): torn tail of \(count) bytes from \(offset) on (\(what))"
    }
}
