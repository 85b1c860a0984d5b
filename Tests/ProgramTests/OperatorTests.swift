import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("The operator's word")
    struct OperatorTests {
        @Test("either signal ends venues and paper in order", arguments: [SIGINT, SIGTERM])
        func signals(signal: Int32) async throws {
            let flight = try await Flight()
            let folder = "\(flight.scratch.path)/recording"
            let paper = try Program.start(
                ["paper", "--config", try flight.settings(), "--record", folder],
                in: flight.scratch)
            try await paper.says("live 2/2")
            kill(paper.identifier, signal)
            #expect(try await paper.end() == 0, "\(paper.ending ?? 0): \(paper.errors)")
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["tail"] is NSNull)
            kill(flight.venues.identifier, signal)
            #expect(try await flight.venues.end() == 0)
        }

        @Test("paused, every chance is refused for that reason")
        func paused() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(extra: "[risk]\npaused = true"), record: folder,
                duration: "2s")
            #expect(summary.count("refusals", "paused") > 0)
            #expect(summary.number("accepted") == 0)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
        }

        @Test("once the kill file is there, nothing more is accepted, and the replay agrees")
        func killed() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let switchFile = "\(flight.scratch.path)/stop"
            let folder = "\(flight.scratch.path)/recording"
            let paper = try Program.start(
                [
                    "paper", "--config",
                    try flight.settings(extra: "[risk]\nkill_file = \"\(switchFile)\""),
                    "--record", folder, "--json",
                ], in: flight.scratch)
            try await until("a trade", within: 20, telling: { paper.errors }) {
                paper.errors.contains(/accepted [1-9]/) ? () : nil
            }
            try "stop".write(toFile: switchFile, atomically: true, encoding: .utf8)
            let before = paper.errors.split(separator: "\n").count
            // Chances go on coming; the last lines must tell the same number accepted.
            try await until("forty more lines", within: 20) {
                paper.errors.split(separator: "\n").count > before + 40 ? () : nil
            }
            paper.interrupt()
            #expect(try await paper.end() == 0, "\(paper.ending ?? 0): \(paper.errors)")
            let told = paper.errors.matches(of: /accepted (\d+)/).compactMap { Int($0.1) }
            #expect(Set(told.suffix(20)).count == 1)
            let data = Data(paper.output.utf8)
            let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let summary = Summary(json: json, log: paper.errors)
            #expect(summary.count("refusals", "kill switch") > 0)
            #expect(summary.number("accepted") == told.last)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
        }

        @Test("the kill file is obeyed however seldom the state is shown")
        func killedUnseen() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let switchFile = try flight.scratch.file("stop", "stop")
            let file = try flight.settings(
                extra: "[risk]\nkill_file = \"\(switchFile)\"",
                replacing: [("interval_ms = 50", "interval_ms = 3600000")])
            let summary = try await flight.paper(file, duration: "2s")
            #expect(summary.count("refusals", "kill switch") > 0)
            #expect(!summary.log.contains("chances"), "the state was not shown in between")
        }

        @Test("the log is one JSON object a line, and tells what came up and what was lost")
        func log() async throws {
            let flight = try await Flight(
                """
                mode = "generated"
                [[venues.faults]]
                kind = "gap"
                endpoint = "coinbase"
                after_ms = 1000
                """)
            let log = "\(flight.scratch.path)/events.jsonl"
            let file = try flight.settings(
                replacing: [("interval_ms = 50", "interval_ms = 50\nlog_file = \"\(log)\"")])
            _ = try await flight.paper(file, duration: "2s")
            let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            let events = try lines.map {
                try #require(
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(events.contains { $0["source"] as? String == "coinbase" })
            #expect(events.contains { $0["fault"] as? String == "sequence_gap" })
            #expect(events.allSatisfy { $0["time_ns"] is Int && $0["severity"] is String })
        }

        @Test("the log says why a connection failed")
        func logOfTrouble() async throws {
            let flight = try await Flight()
            let log = "\(flight.scratch.path)/events.jsonl"
            let file = try flight.settings(
                replacing: [
                    ("interval_ms = 50", "interval_ms = 50\nlog_file = \"\(log)\""),
                    (flight.venueURL, "wss://localhost:1/"),
                ])
            _ = try await flight.paper(file, duration: "1s")
            let told = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
                .compactMap {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }
                .filter { $0["source"] as? String == "coinbase" }
            // It never came up; the same trouble again and again is told once.
            #expect(told.count == 1, "\(told)")
            #expect(told.first?["state"] as? String == "down")
            #expect(told.first?["severity"] as? String == "warning")
            let trouble = told.first?["trouble"] as? String ?? ""
            #expect(trouble.contains("nothing listens there"), "\(trouble)")
        }

        @Test("a log that cannot be written is named")
        func noLog() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                replacing: [("interval_ms = 50", "interval_ms = 50\nlog_file = \"/nowhere/x\"")])
            let ended = try await Program.run(["paper", "--config", file], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("/nowhere/x: the log cannot be written"))
        }
    }
}
