import Numbers
import Reactor

/// What a folder held before a writer goes on in it, after the torn tail was cut.
struct JournalPast {
    /// Whole segments that stay.
    private(set) var segments: UInt64 = 0
    private(set) var lastSequence = RecordSequence(0)
    /// The recording's birth; nil when there is none yet.
    private(set) var birth: WallTime?
    private(set) var resumption: Resumption?

    /// Looks at the last segment and mends it. Only a torn tail and empty files are touched.
    init(in folder: borrowing Folder, path: String) throws(JournalError) {
        let list = try SegmentList(in: folder)
        segments = list.count
        let cut = segments == 0 ? nil : try look(at: path)
        do throws(FileError) {
            for number in list.empty { try folder.remove(JournalFormat.segmentName(number)) }
            if let cut { try mend(cut, in: folder) }
            if cut != nil || !list.empty.isEmpty { try folder.sync() }
        } catch {
            throw JournalError(error)
        }
    }

    /// Reads the last segment to its end, and the one before where the last has no whole header.
    private mutating func look(at path: String) throws(JournalError) -> TornTail? {
        var first = segments
        var reader = try JournalPast.reader(at: path, from: first)
        if reader.hasNoHeader, first > 1 {
            first -= 1
            reader = try JournalPast.reader(at: path, from: first)
        }
        while try reader.next() != nil {}
        if !(reader.hasNoHeader && first == segments) {
            birth = reader.segment.recordingBirth
            lastSequence = reader.lastSequence
        }
        resumption = Resumption(
            lastSequence: lastSequence, endedInOrder: reader.endedInOrder, cut: reader.tail)
        return reader.tail
    }

    private static func reader(
        at path: String, from first: UInt64
    ) throws(JournalError) -> JournalReader {
        try JournalReader(in: try Folder.opened(at: path, missing: .refused), from: first)
    }

    private mutating func mend(
        _ tail: TornTail, in folder: borrowing Folder
    ) throws(FileError) {
        if tail.offset == 0 {
            try folder.remove(tail.file)
            segments -= 1
        } else {
            try folder.cut(tail.file, to: tail.offset)
        }
    }
}
