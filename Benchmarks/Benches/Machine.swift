// Benches: what `apus bench` measures, each beside the programs of `Benchmarks/peers` where they
// are built, in turns and in one run, so that a ratio is of the same minutes on the same cores.

import Glibc

/// Where a benchmark ran: without it a figure says nothing.
public struct BenchMachine: Sendable {
    public let processor: String
    public let cores: Int
    public let kernel: String
    /// The commit, with a `+` where files differ from it.
    public let commit: String

    /// Reads it from the system.
    public init() {
        let lines = TextFile.lines("/proc/cpuinfo")
        func field(_ name: String) -> String {
            let line = lines.first { $0.hasPrefix(name) }
            let parts = line?.split(separator: ":", maxSplits: 1) ?? []
            return parts.count == 2 ? String(parts[1].drop { $0 == " " }) : "?"
        }
        let family = "family \(field("cpu family")) model \(field("model\t"))"
        processor = "\(field("model name")) (\(family))"
        cores = lines.count { $0.hasPrefix("processor") }
        kernel = TextFile.lines("/proc/sys/kernel/osrelease").first ?? "?"
        let head = PeerProgram.lines("git rev-parse --short HEAD 2>/dev/null").first ?? "no commit"
        let changes = PeerProgram.lines("git status --porcelain -uno 2>/dev/null")
        commit = changes.isEmpty ? head : head + "+"
    }

    var line: String {
        "\(processor), \(cores) cores, Linux \(kernel), commit \(commit)"
    }
    var json: String {
        "{\"processor\":\(quoted(processor)),\"cores\":\(cores),\"kernel\":\(quoted(kernel)),"
            + "\"commit\":\(quoted(commit))}"
    }
}

/// Whole text files.
enum TextFile {
    /// The lines of a file without their ends; none when it cannot be read.
    static func lines(_ path: String) -> [String] {
        guard let file = unsafe fopen(path, "r") else { return [] }
        defer { unsafe _ = fclose(file) }
        return unsafe lines(of: file)
    }

    static func lines(of file: UnsafeMutablePointer<FILE>) -> [String] {
        var lines: [String] = []
        while let line = unsafe line(of: file) { lines.append(line) }
        return lines
    }

    /// The next line without its end.
    static func line(of file: UnsafeMutablePointer<FILE>) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { unsafe free(text) }
        var count = unsafe getline(&text, &room, file)
        guard count > 0, let text = unsafe text else { return nil }
        if unsafe text[count - 1] == 10 { count -= 1 }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file anew; false when it cannot be written.
    static func write(_ text: String, to path: String) -> Bool {
        guard let file = unsafe fopen(path, "w") else { return false }
        var text = text
        let written = text.withUTF8 { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        return unsafe fclose(file) == 0 && written == text.utf8.count
    }
}

/// A fixed chain of dependent 64-bit divisions: how fast this core is now, in a unit that other
/// machines have too.
enum Calibration {
    static let steps = 1 << 18

    /// Nanoseconds a step, the least of several runs.
    static func run() -> Double {
        let watch = Watch()
        var least = Double.infinity
        var x: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<12 {
            let start = watch.now
            x = chain(x)
            Sink.take(x)
            least = min(least, Double(watch.now - start) / Double(steps))
        }
        return least
    }

    @inline(never) private static func chain(_ start: UInt64) -> UInt64 {
        var x = start
        for step in 0..<UInt64(steps) {
            x = (UInt64.max &- step) / (x >> 32 | 1) &* 0x9E37_79B9_7F4A_7C15
        }
        return x
    }
}
