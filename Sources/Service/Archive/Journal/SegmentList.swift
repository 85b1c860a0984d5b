import Numbers
import Reactor

/// The segments of a folder, in order.
struct SegmentList {
    /// Segments with at least one byte: 1...count.
    let count: UInt64
    /// Empty files behind them: made, but killed before the first write.
    let empty: [UInt64]

    /// - Throws: `.notARecording` when there are files but no segment; `.damaged` when a segment is
    ///   missing between others or before them.
    init(in folder: borrowing Folder) throws(JournalError) {
        let names = try folder.segmentNames()
        var numbers = names.compactMap(JournalFormat.segmentNumber).sorted()
        guard !numbers.isEmpty || names.isEmpty else { throw .notARecording }
        for (index, number) in numbers.enumerated() where number != UInt64(index) + 1 {
            throw .damaged(
                JournalDamage(
                    kind: .segmentMissing, segment: UInt64(index) + 1, range: 0..<0, suspect: nil))
        }
        var empty: [UInt64] = []
        while let last = numbers.last, try folder.segmentSize(last) == 0 {
            empty.append(last)
            numbers.removeLast()
        }
        count = UInt64(numbers.count)
        self.empty = empty
    }
}

extension Folder {
    /// Opens a folder with the journal's errors.
    static func opened(at path: String, missing: Missing) throws(JournalError) -> Folder {
        do throws(FileError) {
            return try Folder(at: path, missing: missing)
        } catch {
            throw JournalError(error)
        }
    }

    borrowing func segmentNames() throws(JournalError) -> [String] {
        do throws(FileError) { return try names() } catch { throw JournalError(error) }
    }

    borrowing func segmentSize(_ number: UInt64) throws(JournalError) -> UInt64 {
        do throws(FileError) {
            return try read(JournalFormat.segmentName(number)).size()
        } catch {
            throw JournalError(error)
        }
    }

    private borrowing func file(_ number: UInt64) throws(JournalError) -> ReadableFile {
        do throws(FileError) {
            return try read(JournalFormat.segmentName(number))
        } catch {
            throw JournalError(error)
        }
    }

    borrowing func openSegment(_ number: UInt64) throws(JournalError) -> FileWindow {
        try FileWindow(over: try file(number))
    }
}
