import Foundation
import Meters
import Numbers
import Testing

/// Runs PyPI's `hdrhistogram` on a log: for each interval its tag, count, minimum, maximum and the
/// percentiles asked for.
private enum Peer {
    static let script = """
        import sys
        from hdrh.log import HistogramLogReader
        from hdrh.histogram import HdrHistogram
        reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, 60000000000, 3))
        while True:
            h = reader.get_next_interval_histogram()
            if h is None:
                break
            row = [h.get_tag() or "-", h.get_total_count(), h.get_min_value(), h.get_max_value()]
            row += [h.get_value_at_percentile(float(p)) for p in sys.argv[2:]]
            print(*row)
        """

    static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = Pipe()
        do { try process.run() } catch { return (-1, "") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// False where Python or its package is missing.
    static let isThere = run(["-c", "import hdrh"]).status == 0
}

@Suite("Histogram logs")
struct HistogramLogTests {
    static let percents = ["0", "50", "90", "99", "99.9", "99.99", "100"]

    @Test(
        "PyPI hdrhistogram reads our log and finds the same percentiles",
        .enabled(if: Peer.isThere, "needs Python's hdrhistogram: pip install hdrhistogram"))
    func peer() throws {
        var log = HistogramLog(
            start: WallTime(nanosecondsSince1970: 1_700_000_000_123_000_000), comment: "a\ntest")
        var draw = Draw(state: 11)
        var snapshots: [HistogramSnapshot] = []
        for (interval, size) in [1, 2, 1_000, 100_000].enumerated() {
            let histogram = Histogram()
            for _ in 0..<size {
                histogram.record(Nanoseconds(max(1, min(draw.span(), 60_000_000_000))))
            }
            // A count that needs many bytes.
            histogram.record(.milliseconds(5), times: interval == 3 ? 1 << 40 : 1)
            let snapshot = histogram.gauge.snapshot()
            snapshots.append(snapshot)
            try log.add(
                snapshot, tag: interval == 0 ? "" : "stage\(interval)",
                begin: .seconds(UInt64(interval)), span: .seconds(1))
        }
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-\(UUID().uuidString).hlog").path
        try Data(log.text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let answer = Peer.run(["-c", Peer.script, path] + Self.percents)
        try #require(answer.status == 0)
        let rows = answer.output.split(separator: "\n").map { $0.split(separator: " ") }
        try #require(rows.count == snapshots.count)
        for (index, (row, snapshot)) in zip(rows, snapshots).enumerated() {
            #expect(row[0] == (index == 0 ? "-" : "stage\(index)"))
            #expect(row[1] == "\(snapshot.count)")
            #expect(row[2] == "\(snapshot.min.count)")
            #expect(row[3] == "\(snapshot.max.count)")
            for (place, percent) in Self.percents.enumerated() {
                let ours = snapshot.percentile(Double(percent) ?? -1)
                #expect(row[4 + place] == "\(ours.count)", "interval \(index) at \(percent)")
            }
        }
    }

    @Test("the head names format, start and columns; an interval is one line")
    func text() throws {
        var log = HistogramLog(start: WallTime(nanosecondsSince1970: 1_500_000_000), comment: "x")
        try log.add(
            HistogramSnapshot(highest: .seconds(1)), tag: "decide", begin: .milliseconds(7),
            span: .seconds(2))
        let lines = log.text.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[1] == "#[Histogram log format version 1.3]")
        #expect(lines[2] == "#[StartTime: 1.500 (seconds since epoch)]")
        #expect(lines[5].hasPrefix("Tag=decide,0.007,2.000,0.000,"))
    }

    @Test("a tag that would break the line is refused", arguments: ["a,b", "a b", "a\n"])
    func tags(tag: String) {
        var log = HistogramLog(start: WallTime(nanosecondsSince1970: 0), comment: "x")
        #expect(throws: HistogramLogError.oddTag) {
            try log.add(
                HistogramSnapshot(), tag: tag, begin: Nanoseconds(0), span: Nanoseconds(1))
        }
    }
}
