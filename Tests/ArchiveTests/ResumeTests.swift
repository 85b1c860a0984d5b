import Archive
import Glibc
import Numbers
import Reactor
import Testing

@Suite("A recording is gone on with")
struct ResumeTests {
    @Test("after a stop at any byte, every whole record stands and the numbers go on")
    func everyByte() throws {
        let records = meant([0, 5, 8, 33, 100])
        let bounds = records.reduce(into: [104]) { $0.append($0.last! + $1.bytes) }
        let original = ScratchFolder()
        var writer = try openWriter(original.path)
        try append(records, to: &writer)
        try writer.drain(at: start)
        let bytes = original["000001.apj"]
        let later = meant([17, 0], seed: 9)
        for count in 0...bytes.count {
            let folder = ScratchFolder()
            folder["000001.apj"] = Array(bytes.prefix(count))
            let whole = max(0, bounds.filter { $0 <= count }.count - 1)
            var resumed = try openWriter(folder.path)
            let found = resumed.resumption
            if count > 0 {
                let end = count < 104 ? 0 : bounds[whole]
                #expect(found?.lastSequence == RecordSequence(UInt64(whole)))
                #expect(found?.cut?.offset ?? UInt64(count) == UInt64(end))
                #expect(found?.cut?.count ?? 0 == UInt64(count - end))
                #expect(found?.endedInOrder == false)
            } else {
                #expect(found == nil)
            }
            try append(later, to: &resumed)
            try resumed.finish(at: start, input: InputSequence(0))
            let outcome = readAll(folder.path)
            #expect(outcome.error == nil)
            #expect(outcome.tail == nil)
            #expect(outcome.records.dropLast() == (records.prefix(whole) + later)[...])
            #expect(outcome.sequences == Array(1...UInt64(whole + 3)))
            #expect(folder.names.count == (count < 104 ? 1 : 2))
        }
    }

    @Test("a stop while the next segment begins leaves its predecessor whole")
    func secondSegment() throws {
        let original = ScratchFolder()
        var limits = JournalLimits()
        limits.segmentBytes = 4096
        let records = meant(Array(repeating: 500, count: 12))
        try record(records, at: original.path, limits: limits)
        let first = readAll(original.path).segments.filter { $0 == 1 }.count
        for count in 0...103 {
            let folder = ScratchFolder()
            folder["000001.apj"] = original["000001.apj"]
            folder["000002.apj"] = Array(original["000002.apj"].prefix(count))
            let before = readAll(folder.path)
            #expect(before.error == nil)
            #expect(before.records.count == first)
            #expect((before.tail?.count ?? 0) == UInt64(count))
            let writer = try openWriter(folder.path, limits)
            let found = writer.resumption
            #expect(found?.lastSequence == RecordSequence(UInt64(first)))
            try writer.finish(at: start, input: InputSequence(0))
            let outcome = readAll(folder.path)
            #expect(outcome.error == nil)
            #expect(outcome.sequences == Array(1...UInt64(first + 1)))
            #expect(folder.names == ["000001.apj", "000002.apj"])
        }
    }

    @Test("a session that ended in order says so")
    func inOrder() throws {
        let folder = ScratchFolder()
        try record(meant([1, 2]), at: folder.path)
        var writer = try openWriter(folder.path)
        let found = writer.resumption
        #expect(found?.lastSequence == RecordSequence(3))
        #expect(found?.endedInOrder == true)
        #expect(found?.cut == nil)
        let acknowledged = writer.acknowledged
        #expect(acknowledged == RecordSequence(3))
    }

    @Test("a second writer is refused while the first lives, and let in afterwards")
    func twoWriters() throws {
        let folder = ScratchFolder()
        let first = try openWriter(folder.path)
        #expect(openError(folder.path) == .inUse)
        try first.finish(at: start, input: InputSequence(0))
        #expect(openError(folder.path) == nil)
        #expect("\(JournalError.inUse)".contains("another process is writing this recording"))
    }

    @Test("a folder with other files, a file, and a place without a parent are refused")
    func notRecordings() throws {
        let folder = ScratchFolder()
        folder["holiday.txt"] = [1, 2, 3]
        #expect(openError(folder.path) == .notARecording)
        #expect(readAll(folder.path).error == .notARecording)
        #expect(folder.names == ["holiday.txt"])
        #expect(openError(folder.path + "/holiday.txt") == .file(.notAFolder))
        #expect(openError(folder.path + "/no/such/place") == .file(.missing))
        #expect(readAll(folder.path + "/nothing").error == .file(.missing))
        #expect("\(JournalError.notARecording)".contains("no recording"))
    }

    @Test("a damaged recording is not written to, and nothing in it is touched")
    func damaged() throws {
        let folder = ScratchFolder()
        try record(meant([40, 50]), at: folder.path)
        var bytes = folder["000001.apj"]
        bytes[104 + 48 + 3] ^= 4
        folder["000001.apj"] = bytes
        guard case .damaged(let damage) = openError(folder.path) else {
            Issue.record("damage is noticed when a recording is opened for writing")
            return
        }
        #expect(damage.suspect == 104 + 48 + 3)
        #expect(folder["000001.apj"] == bytes)
        #expect(folder.names == ["000001.apj"])
    }

    private func openError(_ path: String) -> JournalError? {
        do throws(JournalError) {
            _ = try openWriter(path)
            return nil
        } catch {
            return error
        }
    }
}
