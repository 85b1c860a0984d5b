import Archive
import CChecksum
import Numbers
import Testing

@Suite("The journal's bytes")
struct LayoutTests {
    @Test("CRC32C agrees with RFC 3720 appendix B.4, in both ways of computing it")
    func vectors() {
        let ascending = (0..<32).map { UInt8($0) }
        let readCommand: [UInt8] =
            [0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            + [0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0x14, 0, 0, 0, 0x18]
            + [0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0]
        let vectors: [([UInt8], UInt32)] = [
            (Array(repeating: 0, count: 32), 0x8A91_36AA),
            (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (ascending, 0x46DD_794E),
            (ascending.reversed(), 0x113F_DB5C),
            (readCommand, 0xD996_3A56),
        ]
        for (bytes, expected) in vectors {
            #expect(checksum_crc32c(0, bytes, bytes.count) == expected)
            #expect(checksum_crc32c_table(0, bytes, bytes.count) == expected)
        }
    }

    @Test("the processor's checksum equals the table's at every length, place and split")
    func bothWays() {
        var random = Seeded(state: 3)
        let bytes = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        bytes.withUnsafeBytes { all in
            for first in 0..<8 {
                for count in 0..<150 {
                    let base = all.baseAddress! + first
                    let expected = referenceChecksum(all[first..<first + count])
                    #expect(checksum_crc32c(0, base, count) == expected)
                    #expect(checksum_crc32c_table(0, base, count) == expected)
                    let half = checksum_crc32c(0, base, count / 3)
                    #expect(checksum_crc32c(half, base + count / 3, count - count / 3) == expected)
                }
            }
        }
    }

    @Test("long stretches, which go three at a time, come to the same")
    func lanes() {
        var random = Seeded(state: 8)
        let bytes = (0..<20_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let edges = [287, 288, 289, 300, 304, 575, 576, 864, 3071, 3072, 3073, 3360, 6144, 9999]
        for count in edges + (0..<60).map({ _ in Int.random(in: 280...19_000, using: &random) }) {
            let first = Int.random(in: 0..<900, using: &random)
            let start: UInt32 = .random(in: 0...(.max), using: &random)
            bytes.withUnsafeBytes { all in
                let base = all.baseAddress! + first
                #expect(
                    checksum_crc32c(0, base, count)
                        == referenceChecksum(all[first..<first + count]))
                #expect(
                    checksum_crc32c(start, base, count)
                        == checksum_crc32c_table(start, base, count))
            }
        }
    }

    @Test("a segment begins with these 104 bytes")
    func segmentHeader() throws {
        let folder = ScratchFolder()
        try record([], at: folder.path)
        var expected: [UInt8] = Array("APUSJRNL".utf8)
        expected += [3, 0, 0, 0, 104, 0, 0, 0]
        expected += [1, 0, 0, 0, 0, 0, 0, 0]
        expected += [1, 0, 0, 0, 0, 0, 0, 0]
        expected += littleEndian(1_700_000_000_000_000_000)
        expected += littleEndian(1_700_000_000_000_000_000)
        expected += Array(repeating: 7, count: 32)
        expected += Array("build-of-a-test".utf8) + [0, 0, 0, 0, 0]
        let checksum = referenceChecksum(expected)
        expected += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        #expect(Array(folder["000001.apj"].prefix(104)) == expected)
    }

    @Test("a record is these 48 bytes, its payload, and zeros up to a multiple of 8")
    func recordBytes() {
        let label = RecordLabel(
            .decision, flags: 0xA5, source: 0x0201, epoch: 0x0403_0201,
            input: InputSequence(0x0102_0304_0506_0708),
            stamp: Instant(nanosecondsSinceBoot: 0x1112_1314_1516_1718), kernelAge: 0x2122_2324)
        var expected: [UInt8] = [5, 0, 0, 0, 16, 0xA5, 0x01, 0x02]
        expected += [9, 0, 0, 0, 0, 0, 0, 0]
        expected += [8, 7, 6, 5, 4, 3, 2, 1]
        expected += [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]
        expected += [1, 2, 3, 4, 0x24, 0x23, 0x22, 0x21]
        let body = Array("hello".utf8) + [0, 0, 0]
        expected += littleEndian(UInt64(referenceChecksum(body))).prefix(4)
        expected += littleEndian(UInt64(referenceChecksum(expected))).prefix(4)
        expected += body
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 56, alignment: 8)
        defer { memory.deallocate() }
        for index in memory.indices { memory[index] = 0xEE }
        #expect(JournalEncoder.bytes(payload: 5) == 56)
        Array("hello".utf8).withUnsafeBytes {
            JournalEncoder.encode(
                label, sequence: RecordSequence(9), payload: $0, into: memory.baseAddress!)
        }
        #expect(Array(memory) == expected)
    }

    @Test("kinds keep their numbers")
    func kinds() {
        #expect(RecordKind.allCases.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 32, 33])
        #expect(RecordKind.allCases.filter(\.isInput).map(\.number) == [3, 4, 5, 6, 7])
        #expect(RecordKind.allCases.filter(\.isVerified).map(\.number) == [16, 17, 18, 19])
    }

    private func littleEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
}
