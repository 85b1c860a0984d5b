import Numbers
import Reactor

/// A sliding view of a file: read in large pieces, looked at in place.
@safe struct FileWindow: ~Copyable {
    private let file: ReadableFile
    /// The file's size when it was opened. What is appended later is not seen.
    let size: UInt64
    private var memory: UnsafeMutableRawBufferPointer
    private var start: UInt64 = 0
    private var count = 0

    init(over file: consuming ReadableFile) throws(JournalError) {
        do throws(FileError) { size = try file.size() } catch { throw JournalError(error) }
        self.file = file
        unsafe memory = .allocate(byteCount: 1 << 20, alignment: 8)
    }

    deinit { unsafe memory.deallocate() }

    /// The bytes from `offset` on, at least `need` of them unless the file ends before. They stay
    /// until the next call.
    mutating func bytes(
        from offset: UInt64, need: Int
    ) throws(JournalError) -> UnsafeRawBufferPointer {
        let wanted = UInt64(min(UInt64(need), size - min(offset, size)))
        if offset < start || offset + wanted > start + UInt64(count) {
            try load(from: offset, need: need)
        }
        let first = Int(offset - start)
        return unsafe UnsafeRawBufferPointer(rebasing: memory[min(first, count)..<count])
    }

    private mutating func load(from offset: UInt64, need: Int) throws(JournalError) {
        if unsafe need > memory.count {
            unsafe memory.deallocate()
            unsafe memory = .allocate(byteCount: need + (1 << 20), alignment: 8)
        }
        do throws(FileError) {
            count = try unsafe file.read(into: memory, at: offset)
        } catch {
            throw JournalError(error)
        }
        // A file that grows while it is read shows only what it had when it was opened.
        count = min(count, Int(size - min(offset, size)))
        start = offset
    }

    /// Whether everything from `offset` to the end is zero.
    mutating func isZero(from offset: UInt64) throws(JournalError) -> Bool {
        var place = offset
        while place < size {
            let bytes = unsafe try bytes(from: place, need: 1)
            guard unsafe !bytes.isEmpty else { return false }
            guard unsafe bytes.allSatisfy({ $0 == 0 }) else { return false }
            place += UInt64(bytes.count)
        }
        return true
    }
}
