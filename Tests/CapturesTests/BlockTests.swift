import Compression
import Foundation
import Testing

@testable import Captures

@Suite("A recorded block")
struct BlockTests {
    /// Lines of the block of 2025-08-22 14:29:46 UTC, transactions 222 and 1195.
    static let rayLog = """
        Program log: ray_log: A8CmWh0IAAAAiFzRnAAAAAACAAAAAAAAADaJLDVZCAAACCzgrRKSAABm75zjDgsAALS2\
        1ZwAAAAA
        """
    static let cpmm = """
        Program data: QMbN6CYIceIG/4eRfxbwp+ibKHK7E5JSfmqNL1vflAGxmK1UqOjQGw+q5Jr6KwAApipbZ9EAAAAHo\
        MYyAAAAAJEo8QAAAAAAAAAAAAAAAAAAAAAAAAAAAAHek8EnKrE5WtK70ppuhj67+HVkbZqX9rKheZ7oqB6gtQabiFf\
        +q4GE+2h/Y0YYwDXaxDncGus7VZig8AAAAAABH38gAAAAAAAAAAAAAAAAAAE=
        """
    static let amm = "675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8"
    static let cp = "CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C"

    /// A block of one transaction with these lines, each written by its program.
    private func rows(_ lines: [(program: String, text: String)]) throws -> [ReplayRow] {
        let logs = lines.flatMap { line in
            [
                "Program \(line.program) invoke [1]", line.text,
                "Program Token invoke [2]", "Program log: nothing", "Program Token success",
                "Program \(line.program) success",
            ]
        }
        let block: [String: Any] = [
            "jsonrpc": "2.0",
            "result": ["transactions": [["meta": ["err": NSNull(), "logMessages": logs]]]],
        ]
        let plain = try JSONSerialization.data(withJSONObject: block)
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("block-\(UUID().uuidString).zip")
        try Data(try Zip.archive("other.json", [1, 2, 3], "block.json", [UInt8](plain)))
            .write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try RecordedBlock.rows(archive: file.path, entry: "block.json", capture: "test")
    }

    @Test("reserves and result of a logged AMM v4 swap")
    func rayLog() throws {
        let log = try #require(BlockTests.line(BlockTests.rayLog, "Program log: ray_log: "))
        let swap = try #require(AMMv4Log(log))
        // 34,852,218,560 of the coin at these reserves, as the log's own bytes tell it.
        #expect(swap.expected == "out 2631251636")
        #expect(swap.found == swap.expected)
    }

    @Test("right lines are equal")
    func right() throws {
        let rows = try rows([(BlockTests.amm, BlockTests.rayLog), (BlockTests.cp, BlockTests.cpmm)])
        #expect(rows.map(\.kind) == ["raydium-cpmm", "raydium-amm-v4"])
        #expect(rows.allSatisfy { $0.checked == 1 && $0.mismatches == 0 })
        #expect(rows[0].pool == "UKSPrYDU4veB4cAfV9HkzNg9gNP1jsoch8oySMG9tcJ")
    }

    @Test("a changed output is a mismatch")
    func wrong() throws {
        var log = try #require(BlockTests.line(BlockTests.rayLog, "Program log: ray_log: "))
        log[49] &+= 1
        let text = "Program log: ray_log: " + Data(log).base64EncodedString()
        let rows = try rows([(BlockTests.amm, text)])
        #expect(rows.map(\.mismatches) == [1])
        #expect(rows.first?.first.first?.place == "transaction 0 of the block")
    }

    @Test("another program's line tells nothing, and a creator's fee is left out")
    func skipped() throws {
        var event = try #require(BlockTests.line(BlockTests.cpmm, "Program data: "))
        event[161] = 9
        let text = "Program data: " + Data(event).base64EncodedString()
        let rows = try rows([(BlockTests.cp, text), (BlockTests.cp, BlockTests.rayLog)])
        #expect(rows.map(\.unchecked) == [[.olderRule: 1]])
    }

    @Test("bytes that are no archive, or damaged ones, are refused")
    func damaged() throws {
        let good = try Zip.archive("a", [1], "block.json", Array("{}".utf8))
        var seed: UInt64 = 7
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("damaged-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: file) }
        for round in 0..<300 {
            var bytes = good
            for _ in 0..<(1 + round % 4) {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(seed >> 33) % bytes.count] ^= UInt8(1 + (seed >> 20) % 255)
            }
            try Data(bytes.prefix(round % 5 == 0 ? round % bytes.count : bytes.count))
                .write(to: file)
            // A refusal or the right bytes; never a trap, never other bytes.
            if let plain = try? ZipEntry.bytes("block.json", in: file.path) {
                #expect(plain == Array("{}".utf8))
            }
        }
    }

    @Test("random bytes as logs never trap")
    func random() {
        var seed: UInt64 = 11
        for _ in 0..<10_000 {
            var bytes = [UInt8](repeating: 0, count: 57)
            for index in bytes.indices {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[index] = UInt8(truncatingIfNeeded: seed >> 40)
            }
            bytes[0] = 3 + bytes[0] % 2
            bytes.replaceSubrange(17..<25, with: [1 + bytes[17] % 2, 0, 0, 0, 0, 0, 0, 0])
            if let swap = AMMv4Log(bytes) { #expect(!swap.found.isEmpty) }
            let event = CPMMLog.mark + bytes + bytes + bytes.prefix(48)
            if let swap = CPMMLog(event) { #expect(!swap.found.isEmpty || swap.reason != nil) }
        }
    }

    private static func line(_ text: String, _ prefix: String) -> [UInt8]? {
        ProgramLine(program: "", caller: nil, text: text[...], transaction: 0)
            .bytes(behind: prefix)
    }
}

/// An archive with two deflated entries.
private enum Zip {
    static func archive(
        _ first: String, _ one: [UInt8], _ second: String, _ two: [UInt8]
    ) throws -> [UInt8] {
        var body: [UInt8] = []
        var directory: [UInt8] = []
        for (name, plain) in [(first, one), (second, two)] {
            let place = body.count
            // A zlib stream is two bytes of head, the deflated data and four of checksum.
            let packed = try deflated(plain).dropFirst(2).dropLast(4)
            let sizes = [crc(plain), UInt32(packed.count), UInt32(plain.count)]
            body += bytes(UInt32(0x0403_4B50)) + [20, 0, 0, 0, 8, 0, 0, 0, 0, 0]
            body += sizes.flatMap(bytes) + bytes(UInt16(name.utf8.count)) + [0, 0]
            body += Array(name.utf8) + packed
            directory += bytes(UInt32(0x0201_4B50)) + [20, 0, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0]
            directory += sizes.flatMap(bytes) + bytes(UInt16(name.utf8.count))
            directory += [UInt8](repeating: 0, count: 12) + bytes(UInt32(place))
            directory += Array(name.utf8)
        }
        let end =
            bytes(UInt32(0x0605_4B50)) + [0, 0, 0, 0, 2, 0, 2, 0] + bytes(UInt32(directory.count))
            + bytes(UInt32(body.count)) + [0, 0]
        return body + directory + end
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
                crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
            }
        }
    }
}
