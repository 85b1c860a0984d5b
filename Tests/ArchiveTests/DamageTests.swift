import Archive
import Numbers
import Testing

/// One small segment, and where each of its records begins and ends.
private struct SmallSegment {
    let records = meant([0, 5, 8, 33, 100, 1, 64])
    let bytes: [UInt8]
    /// The first byte of each record, and the end of the last.
    let bounds: [Int]

    init() throws {
        let folder = ScratchFolder()
        var writer = try openWriter(folder.path)
        try append(records, to: &writer)
        try writer.drain(at: start)
        bytes = folder["000001.apj"]
        bounds = records.reduce(into: [104]) { $0.append($0.last! + $1.bytes) }
        precondition(bytes.count == bounds.last, "the segment is as long as its records")
    }

    /// Whole records within the first `count` bytes.
    func whole(in count: Int) -> Int { max(0, bounds.filter { $0 <= count }.count - 1) }
}

@Suite("Damage is found and located")
struct DamageTests {
    @Test("a segment cut at any byte gives every whole record before, and says what is torn")
    func everyCut() throws {
        let segment = try SmallSegment()
        let folder = ScratchFolder()
        for count in 0...segment.bytes.count {
            folder["000001.apj"] = Array(segment.bytes.prefix(count))
            let outcome = readAll(folder.path)
            let whole = segment.whole(in: count)
            #expect(outcome.error == nil)
            #expect(outcome.records == Array(segment.records.prefix(whole)))
            let end = count < 104 ? 0 : segment.bounds[whole]
            guard end < count || count < 104 else {
                #expect(outcome.tail == nil)
                continue
            }
            #expect(outcome.tail?.offset == UInt64(end))
            #expect(outcome.tail?.count == UInt64(count - end))
            let kind: TornTail.Kind =
                count < 104 ? .segmentHeader : count - end < 48 ? .recordHeader : .payload
            #expect(outcome.tail?.kind == kind)
        }
    }

    @Test("any single byte that changed is named, and the records before it stand")
    func everyFlip() throws {
        let segment = try SmallSegment()
        let folder = ScratchFolder()
        for index in segment.bytes.indices {
            for mask: UInt8 in [0x01, 0x80, 0xFF, 0x5A] {
                var bytes = segment.bytes
                bytes[index] ^= mask
                folder["000001.apj"] = bytes
                let outcome = readAll(folder.path)
                let before = segment.whole(in: index)
                #expect(outcome.records == Array(segment.records.prefix(before)))
                let damage = try #require(outcome.damage, "byte \(index)")
                #expect(damage.file == "000001.apj")
                #expect(damage.range.contains(UInt64(index)))
                #expect(damage.suspect == UInt64(index))
                #expect(damage.range.count <= 104)
            }
        }
    }

    @Test("a segment that ends early is damage when another follows")
    func cutInTheMiddle() throws {
        let folder = ScratchFolder()
        var limits = JournalLimits()
        limits.segmentBytes = 4096
        try record(meant(Array(repeating: 500, count: 30)), at: folder.path, limits: limits)
        let whole = folder["000002.apj"]
        let first = readAll(folder.path).segments.filter { $0 == 1 }.count
        for count in [1, 103, 104 + 20, 104 + 100, whole.count - 1] {
            folder["000002.apj"] = Array(whole.prefix(count))
            let outcome = readAll(folder.path)
            #expect(outcome.damage?.kind == .cutShort)
            #expect(outcome.damage?.segment == 2)
            #expect(outcome.records.count == first + max(0, (count - 104) / 552))
        }
        folder["000002.apj"] = Array(whole.prefix(104 + 552))
        let outcome = readAll(folder.path)
        let expected = RecordSequence(UInt64(first) + 2)
        guard case .sequence(expected, _) = outcome.damage?.kind else {
            Issue.record("a missing record is noticed, not \(String(describing: outcome.damage))")
            return
        }
        #expect(outcome.damage?.segment == 3)
    }

    @Test("a segment that is missing, from elsewhere or in another's place is noticed")
    func wrongSegments() throws {
        let folder = ScratchFolder()
        var limits = JournalLimits()
        limits.segmentBytes = 4096
        try record(meant(Array(repeating: 500, count: 30)), at: folder.path, limits: limits)
        let (second, third) = (folder["000002.apj"], folder["000003.apj"])
        folder["000002.apj"] = third
        #expect(readAll(folder.path).damage?.kind == .foreignSegment)
        let other = ScratchFolder()
        var writer = try JournalWriter(
            at: other.path, identity: identity, limits: limits, now: start,
            wallTime: WallTime(nanosecondsSince1970: 99))
        for part in meant(Array(repeating: 500, count: 30)) {
            try append([part], to: &writer)
            _ = writer.advance(at: start)
        }
        try writer.finish(at: start, input: InputSequence(0))
        folder["000002.apj"] = other["000002.apj"]
        #expect(readAll(folder.path).damage?.kind == .foreignSegment)
        folder["000002.apj"] = second
        #expect(readAll(folder.path).error == nil)
        unlinkFile(folder, "000002.apj")
        #expect(readAll(folder.path).damage?.kind == .segmentMissing)
        #expect(readAll(folder.path).damage?.file == "000002.apj")
    }

    @Test("pages that were never written are a torn tail; other bytes there are damage")
    func unwritten() throws {
        let folder = ScratchFolder()
        let records = meant([3000, 3000, 3000])
        var writer = try openWriter(folder.path)
        try append(records, to: &writer)
        try writer.drain(at: start)
        _ = consume writer
        let bytes = folder["000001.apj"]
        // The second record spans the page that begins at 4096.
        var zeroed = bytes
        for index in 4096..<bytes.count { zeroed[index] = 0 }
        folder["000001.apj"] = zeroed
        let outcome = readAll(folder.path)
        #expect(outcome.records == Array(records.prefix(1)))
        #expect(outcome.tail?.kind == .unwritten)
        #expect(outcome.tail?.offset == 104 + 3048)
        zeroed[bytes.count - 1] = 1
        folder["000001.apj"] = zeroed
        #expect(readAll(folder.path).damage?.kind == .payload)
        folder["000001.apj"] = bytes + Array(repeating: 0, count: 4096)
        let padded = readAll(folder.path)
        #expect(padded.records == records)
        #expect(padded.tail?.kind == .unwritten)
        #expect(padded.tail?.offset == UInt64(bytes.count))
    }

    @Test("an older or newer format is refused by its number", arguments: [2, 4] as [UInt8])
    func version(number: UInt8) throws {
        let folder = ScratchFolder()
        try record(meant([4]), at: folder.path)
        var bytes = folder["000001.apj"]
        bytes[8] = number
        let checksum = referenceChecksum(bytes[..<100])
        for index in 0..<4 {
            bytes[100 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
        }
        folder["000001.apj"] = bytes
        #expect(readAll(folder.path).error == .unknownVersion(UInt32(number)))
    }
}
