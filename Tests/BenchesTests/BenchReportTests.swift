import Foundation
import Meters
import Testing

@testable import Benches

@Suite("Benchmarks at a tiny size", .serialized)
struct BenchReportTests {
    /// A hundredth of one round, without peers.
    static var tiny: BenchPlan {
        var plan = BenchPlan()
        plan.rounds = 1
        plan.shrink = 200
        plan.peers = "/nonexistent"
        return plan
    }

    static func object(_ report: BenchReport) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8))
        return try #require(object as? [String: Any])
    }

    static func rows(_ report: BenchReport, _ table: String) throws -> [[String: Any]] {
        let tables = try #require(try object(report)["tables"] as? [String: Any])
        return try #require(tables[table] as? [[String: Any]])
    }

    @Test("each benchmark runs without its peers, says which are missing, and prints one object")
    func alone() throws {
        for kind in BenchKind.allCases where kind != .quote && kind != .pools {
            let report = try kind.run(Self.tiny)
            let object = try Self.object(report)
            #expect(object["bench"] as? String == kind.rawValue)
            let machine = try #require(object["machine"] as? [String: Any])
            #expect(try #require(machine["cores"] as? Int) > 0)
            #expect(report.calibration.allSatisfy { $0 > 0.1 })
            #expect(report.notes.contains { $0.contains("perf/peers") })
            #expect(report.text.hasPrefix("bench \(kind.rawValue)\n"))
        }
    }

    @Test("decoded messages take the quick path, and their sums are those of their text")
    func sums() throws {
        for kind in DecodeBench.Kind.allCases {
            let texts = DecodeMessages.make(kind, count: 16)
            let messages = MessageBytes(texts)
            var decoder = MessageDecoder()
            for index in 0..<16 {
                let sum =
                    kind == .account
                    ? unsafe decoder.account(messages[index])
                    : unsafe decoder.levels(messages[index])
                #expect(sum == (try Self.sum(of: texts[index])))
            }
            #expect(decoder.declined == 0)
        }
    }

    /// The sum that the C++ program forms, from Foundation's reading of the text.
    private static func sum(of text: String) throws -> UInt64 {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let message = try #require(object as? [String: Any])
        if let parameters = message["params"] as? [String: Any] {
            let result = try #require(parameters["result"] as? [String: Any])
            let context = try #require(result["context"] as? [String: Any])
            let value = try #require(result["value"] as? [String: Any])
            let data = Array(try #require((value["data"] as? [String])?.first).utf8)
            let slot = try #require(context["slot"] as? Int)
            return UInt64(slot * 11 + data.count) + UInt64(data[70]) + UInt64(data[871])
        }
        var sum = UInt64(try #require(message["sequence_num"] as? Int))
        for event in try #require(message["events"] as? [[String: Any]]) {
            for update in try #require(event["updates"] as? [[String: String]]) {
                let price = try #require(Decimal(string: update["price_level"] ?? ""))
                let size = try #require(Decimal(string: update["new_quantity"] ?? ""))
                let ticks = NSDecimalNumber(decimal: price * 100).uint64Value
                let lots = NSDecimalNumber(decimal: size * 100_000_000).uint64Value
                sum += ticks * (update["side"] == "bid" ? 3 : 5) + lots * 7
            }
        }
        return sum
    }

    @Test("the wire's messages lead from the buffer to decisions, none refused")
    func memory() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-benches-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = [
            "python3", root.appendingPathComponent("Benchmarks/peers/make_wire.py").path,
            folder.appendingPathComponent("wire.jsonl").path, "2000",
        ]
        python.standardOutput = FileHandle.nullDevice
        try python.run()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)

        var plan = Self.tiny
        plan.peers = folder.path
        let report = try BenchKind.wire.run(plan)
        let rows = try Self.rows(report, "memory")
        #expect(rows.count == 2)
        #expect(!report.notes.contains { $0.contains("refused") })
        for row in rows { #expect(try #require(row["opportunities"] as? Int) > 0) }
        let counts = Dictionary(
            uniqueKeysWithValues: report.histograms.map { ($0.tag, $0.spans.count) })
        // Three passes over 2,000 messages, every tenth an account.
        #expect(counts == ["buffer-coinbase": 5_400, "buffer-solana": 600])
        #expect(try report.histogramLog().contains("Tag=buffer-coinbase,"))
    }

    @Test("a table lines its columns up, and its JSON holds the same cells")
    func table() {
        var table = BenchTable(
            "t", title: "a title", [.init("by", "who"), .init("ns", "time")])
        table.add([.text("one \"x\""), .number(1.25, places: 1)])
        table.add([.text("b"), .none])
        #expect(table.text == "a title\nwho      time\none \"x\"   1.3\nb           –")
        #expect(
            table.json
                == #"[{"by":"one \"x\"","ns":1.3},{"by":"b","ns":null}]"#)
    }
}
