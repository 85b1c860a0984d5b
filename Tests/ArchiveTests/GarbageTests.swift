import Archive
import Numbers
import Reactor
import Testing

@Suite("Bytes from anywhere")
struct GarbageTests {
    @Test(
        "whatever is done to a segment, only records that were written come out", arguments: 1...8)
    func mutations(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let records = meant((0..<20).map { $0 * 53 % 200 }, seed: UInt64(seed))
        let folder = ScratchFolder()
        try record(records, at: folder.path)
        let original = folder["000001.apj"]
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let count = min(Int.random(in: 1...90, using: &random), bytes.count - place)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(place..<place + count)
                case 2: bytes.insert(contentsOf: bytes[place..<place + count], at: place)
                case 3: for index in place..<place + count { bytes[index] = 0 }
                default:
                    for index in place..<place + count {
                        bytes[index] = UInt8(truncatingIfNeeded: random.next())
                    }
                }
            }
            folder["000001.apj"] = bytes
            let outcome = readAll(folder.path)
            let count = outcome.records.count
            #expect(outcome.records.prefix(records.count) == records.prefix(count))
            #expect(outcome.error != nil || outcome.tail != nil || outcome.endedInOrder)
        }
    }

    @Test("noise is no recording")
    func noise() {
        var random = Seeded(state: 5)
        let folder = ScratchFolder()
        for count in [1, 7, 8, 103, 104, 105, 152, 5000] {
            folder["000001.apj"] = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let outcome = readAll(folder.path)
            #expect(outcome.records.isEmpty)
            #expect(outcome.damage?.kind == .segmentHeader || outcome.tail != nil)
        }
    }

    @Test("a record that is whole but that no writer writes is named")
    func strangers() throws {
        let folder = ScratchFolder()
        try record([], at: folder.path)
        let header = Array(folder["000001.apj"].prefix(104))
        let cases: [(kind: UInt8, bytes: UInt32, sequence: UInt8, expected: JournalDamage.Kind)] = [
            (99, 0, 1, .unknownRecord(kind: 99, payloadBytes: 0)),
            (3, .max, 1, .unknownRecord(kind: 3, payloadBytes: Int(UInt32.max))),
            (
                3, 0, 2,
                .sequence(expected: RecordSequence(1), found: RecordSequence(2))
            ),
            (
                3, 0, 0,
                .sequence(expected: RecordSequence(1), found: RecordSequence(0))
            ),
        ]
        for (kind, count, sequence, expected) in cases {
            var bytes = (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(8 * $0)) }
            bytes += [kind, 0, 0, 0, sequence] + Array(repeating: 0, count: 7 + 16 + 8 + 4)
            let checksum = referenceChecksum(bytes)
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
            #expect(bytes.count == 48)
            folder["000001.apj"] = header + bytes
            let damage = readAll(folder.path).damage
            #expect(damage?.kind == expected)
            #expect(damage?.range == 104..<152)
        }
    }

    @Test("a next segment that can't be made is tried again, and records go on meanwhile")
    func noNextSegment() throws {
        let folder = ScratchFolder()
        var limits = JournalLimits()
        limits.segmentBytes = 4096
        let records = meant(Array(repeating: 500, count: 30))
        var writer = try openWriter(folder.path, limits)
        folder["000002.apj"] = []
        for record in records {
            try append([record], to: &writer)
            _ = writer.advance(at: start)
        }
        try writer.drain(at: start)
        let (error, segment) = (writer.rotationError, writer.segment)
        #expect(error == .exists)
        #expect(segment == 1)
        #expect(readAll(folder.path).records == records)
        unlinkFile(folder, "000002.apj")
        _ = writer.advance(at: start + .milliseconds(999))
        let before = writer.segment
        _ = writer.advance(at: start + .milliseconds(1000))
        let (gone, after) = (writer.rotationError, writer.segment)
        #expect(before == 1)
        #expect(gone == nil)
        #expect(after == 2)
        try append(meant([9], seed: 4), to: &writer)
        try writer.finish(at: start, input: InputSequence(0))
        let outcome = readAll(folder.path)
        #expect(outcome.error == nil)
        #expect(outcome.records.dropLast() == (records + meant([9], seed: 4))[...])
    }
}
