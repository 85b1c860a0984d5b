import Compression
import Foundation
import Testing

/// A file that lives as long as the test needs it.
private final class Scratch {
    let path: String
    init(_ bytes: [UInt8]) throws {
        let name = "apus-compression-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func lines(of path: String, lineMax: Int = 1 << 20) throws -> [[UInt8]] {
    var reader = try LineReader(path: path, lineMax: lineMax)
    var lines: [[UInt8]] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
}

/// The file stays until its lines are read.
private func lines(in scratch: Scratch) throws -> [[UInt8]] {
    try withExtendedLifetime(scratch) { try lines(of: scratch.path) }
}

/// `../shared/data` beside the package, where it exists.
private let dataFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data").path

@Suite("Files of lines")
struct FileTests {
    @Test(
        "lines come out the same from plain, gzip and zstd files",
        arguments: [Packed.plain, Packed.gzip, Packed.zstd])
    func kinds(bytes: [UInt8]) throws {
        let scratch = try Scratch(bytes)
        let expected = (0..<40).map { Array("line \($0) of a little file".utf8) }
        #expect(try lines(of: scratch.path) == expected)
    }

    @Test("the last line may lack its line feed, and empty lines count")
    func endings() throws {
        #expect(try lines(in: Scratch(Array("a\n\nb".utf8))) == [[97], [], [98]])
        #expect(try lines(in: Scratch(Array("a\n".utf8))) == [[97]])
        #expect(try lines(in: Scratch(Array("\n".utf8))) == [[]])
        #expect(try lines(in: Scratch([])) == [])
    }

    @Test("a line longer than the buffer is whole; one longer than its limit is refused")
    func long() throws {
        let line = [UInt8](repeating: 0x61, count: 700_000)
        let scratch = try Scratch(line + [0x0A] + line)
        #expect(try lines(of: scratch.path) == [line, line])
        #expect(try lines(of: scratch.path, lineMax: 700_000).count == 2)
        #expect(throws: CompressionError.overLimit) {
            try lines(of: scratch.path, lineMax: 699_999)
        }
    }

    @Test("a missing file, a folder and a cut file are told")
    func refusals() throws {
        #expect(throws: CompressionError.unreadable(2)) { try lines(of: "/no/such/file") }
        #expect(throws: CompressionError.unreadable(21)) { try lines(of: "/") }
        let cut = try Scratch(Array(Packed.gzip.dropLast(3)))
        #expect(throws: CompressionError.truncated) { try lines(of: cut.path) }
    }

    @Test(
        "real recordings read as the zstd and gzip programs read them",
        .enabled(if: FileManager.default.fileExists(atPath: dataFolder)),
        arguments: [
            ("cex/cryptofeed_v3/COINBASE.jsonl.zst", "zstd"),
            ("timeseries/whirlpool_20220406/sol_usdc_swaps.csv.gz", "gzip"),
        ])
    func recordings(name: String, program: String) throws {
        let path = "\(dataFolder)/\(name)"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let plain = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let ours = try lines(of: path, lineMax: 8 << 20)
        #expect(ours.joined(separator: [0x0A]).elementsEqual(plain.dropLast()))
        #expect(plain.last == 0x0A)
    }
}
