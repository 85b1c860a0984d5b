public import Numbers
import Reactor

/// What a writer found in the recording it goes on with.
public struct Resumption: Equatable, Sendable {
    /// The last whole record.
    public let lastSequence: RecordSequence
    /// Whether the last session ended in order.
    public let endedInOrder: Bool
    /// What was cut off, where the last writer had been killed.
    public let cut: TornTail?
}

extension JournalWriter {
    /// Opens the folder at `path` for writing, and makes it if its parent exists. An empty folder
    /// becomes a new recording. An existing recording is gone on with, in a new segment, after its
    /// torn tail was cut.
    ///
    /// - Parameter now: the same moment as `wallTime`, to date segments.
    /// - Throws: `.inUse`, `.notARecording`, `.unknownVersion`, `.damaged` (nothing is changed
    ///   then), `.file`.
    public init(
        at path: String, identity: RecordingIdentity, limits: JournalLimits,
        now: Instant, wallTime: WallTime
    ) throws(JournalError) {
        precondition(limits.faults.isEmpty, "the limits fit together")
        let folder = try Folder.opened(at: path, missing: .created)
        do throws(FileError) { try folder.lock() } catch { throw JournalError(error) }
        let past = try JournalPast(in: folder, path: path)
        let header = SegmentHeader(
            number: past.segments + 1, firstSequence: RecordSequence(past.lastSequence.count + 1),
            recordingBirth: past.birth ?? wallTime, created: wallTime, identity: identity)
        let files = try JournalWriter.firstFile(header.number, in: folder, limits: limits)
        self.init(
            folder: folder, files: files, limits: limits, header: header, openedAt: now,
            resumption: past.resumption)
        stage(header)
    }

    private static func firstFile(
        _ number: UInt64, in folder: borrowing Folder, limits: JournalLimits
    ) throws(JournalError) -> FileWriter {
        do throws(FileError) {
            let file = try folder.create(JournalFormat.segmentName(number))
            if limits.durability != .none { try folder.sync() }
            return try FileWriter(
                into: file, blockBytes: limits.blockBytes, blockCount: limits.blockCount,
                durability: limits.durability, method: limits.method, gather: limits.gather)
        } catch {
            throw JournalError(error)
        }
    }

    /// Begins the next segment, for which there is room; if that fails, it is tried again a second
    /// later.
    mutating func rotate(at now: Instant) {
        do throws(FileError) {
            let file = try folder.create(JournalFormat.segmentName(segmentNumber + 1))
            if limits.durability != .none { try folder.sync() }
            files.change(to: file)
            rotationError = nil
        } catch {
            rotationError = error
            nextSegmentTry = now + .seconds(1)
            return
        }
        segmentNumber += 1
        let age = now.since(openedAt)
        stage(
            SegmentHeader(
                number: segmentNumber, firstSequence: RecordSequence(appended.count + 1),
                recordingBirth: birth,
                created: WallTime(
                    nanosecondsSince1970: openedWallTime.nanosecondsSince1970 + age.count),
                identity: identity))
    }

    private mutating func stage(_ header: SegmentHeader) {
        let staged = unsafe header.bytes.withUnsafeBytes { unsafe files.append($0, mark: 0) }
        precondition(staged, "a new segment has room for its header")
    }
}
