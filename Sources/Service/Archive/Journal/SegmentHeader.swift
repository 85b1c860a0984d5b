import CChecksum
public import Numbers

/// What a recording says about the run that wrote it.
public struct RecordingIdentity: Equatable, Sendable {
    /// Hash of the settings in force: 32 bytes.
    public let settingsHash: [UInt8]
    /// The build that wrote it: 20 bytes, such as a commit's name.
    public let build: [UInt8]

    /// Shorter values are filled up with zeros; longer ones are a bug.
    public init(settingsHash: [UInt8], build: [UInt8]) {
        precondition(settingsHash.count <= 32, "a settings hash has 32 bytes")
        precondition(build.count <= 20, "a build id has 20 bytes")
        self.settingsHash = settingsHash + Array(repeating: 0, count: 32 - settingsHash.count)
        self.build = build + Array(repeating: 0, count: 20 - build.count)
    }
}

/// The first 104 bytes of a segment.
public struct SegmentHeader: Equatable, Sendable {
    public let number: UInt64
    public let firstSequence: RecordSequence
    /// When the recording's first segment was made: the same in all of them.
    public let recordingBirth: WallTime
    public let created: WallTime
    public let identity: RecordingIdentity

    /// Stands for a header that could not be read.
    init(unreadable number: UInt64) {
        self.init(
            number: number, firstSequence: RecordSequence(1),
            recordingBirth: WallTime(nanosecondsSince1970: 0),
            created: WallTime(nanosecondsSince1970: 0),
            identity: RecordingIdentity(settingsHash: [], build: []))
    }

    init(
        number: UInt64, firstSequence: RecordSequence, recordingBirth: WallTime,
        created: WallTime, identity: RecordingIdentity
    ) {
        self.number = number
        self.firstSequence = firstSequence
        self.recordingBirth = recordingBirth
        self.created = created
        self.identity = identity
    }

    /// The header as bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(JournalFormat.segmentHeaderBytes)
        bytes.append(number: JournalFormat.magic)
        bytes.append(number: JournalFormat.version)
        bytes.append(number: UInt32(JournalFormat.segmentHeaderBytes))
        bytes.append(number: number)
        bytes.append(number: firstSequence.count)
        bytes.append(number: recordingBirth.nanosecondsSince1970)
        bytes.append(number: created.nanosecondsSince1970)
        bytes += identity.settingsHash + identity.build
        let checksum = unsafe checksum_crc32c(0, bytes, bytes.count)
        bytes.append(number: checksum)
        return bytes
    }
}

/// What the first bytes of a segment come to.
enum SegmentHeaderFinding {
    case header(SegmentHeader)
    case otherVersion(UInt32)
    /// The checksum is wrong; the byte that alone would explain it, if one does.
    case damaged(suspect: UInt64?)
}

extension SegmentHeader {
    /// Reads 104 bytes.
    static func read(_ bytes: UnsafeRawBufferPointer) -> SegmentHeaderFinding {
        precondition(bytes.count >= JournalFormat.segmentHeaderBytes, "a header is whole")
        let stored = unsafe bytes.number(UInt32.self, at: 100)
        let computed = unsafe checksum_crc32c(0, bytes.baseAddress, 100)
        guard stored == computed, unsafe bytes.number(UInt64.self, at: 0) == JournalFormat.magic
        else {
            return .damaged(suspect: SuspectByte.index(stored: stored, computed: computed, of: 100))
        }
        let version = unsafe bytes.number(UInt32.self, at: 8)
        guard version == JournalFormat.version else { return .otherVersion(version) }
        return .header(
            SegmentHeader(
                number: unsafe bytes.number(UInt64.self, at: 16),
                firstSequence: RecordSequence(unsafe bytes.number(UInt64.self, at: 24)),
                recordingBirth: WallTime(
                    nanosecondsSince1970: unsafe bytes.number(UInt64.self, at: 32)),
                created: WallTime(nanosecondsSince1970: unsafe bytes.number(UInt64.self, at: 40)),
                identity: RecordingIdentity(
                    settingsHash: unsafe Array(bytes[48..<80]),
                    build: unsafe Array(bytes[80..<100]))))
    }
}

extension [UInt8] {
    mutating func append(number: some FixedWidthInteger & BitwiseCopyable) {
        unsafe Swift.withUnsafeBytes(of: number.littleEndian) { unsafe append(contentsOf: $0) }
    }
}
