import Foundation
import Testing

extension ProgramTests {
    @Suite("Recordings")
    struct RecordingTests {
        /// One flight that every test of the suite looks at.
        private struct Recorded {
            let scratch: Scratch
            let folder: String
            let summary: Summary
            /// Of the last segment: its path, and where each record begins and ends.
            let last: String
            let places: [(at: Int, end: Int, kind: Int)]
            let count: Int
        }

        private static func record() async throws -> Recorded {
            let flight = try await Flight("mode = \"generated\"\nseed = 11\nspeed = 40")
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "3s")
            let rows = try await Program.journal(["records", folder], in: flight.scratch)
                .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            let name = try #require(rows.last?.first)
            let places = rows.filter { $0[0] == name }.map { row in
                (at: Int(row[1])!, end: Int(row[1])! + Int(row[2])!, kind: Int(row[3])!)
            }
            return Recorded(
                scratch: flight.scratch, folder: folder, summary: summary,
                last: "\(folder)/\(name)", places: places, count: rows.count)
        }

        private func verify(_ recorded: Recorded) async throws -> Program.Ended {
            try await Program.run(
                ["replay", recorded.folder, "--verify", "--json"], in: recorded.scratch)
        }

        @Test("a run replays to equal decisions; a flipped byte is located; a cut loses no record")
        func replay() async throws {
            let recorded = try await RecordingTests.record()
            try await equal(recorded)
            try await flipped(recorded)
            try await cut(recorded)
            try await altered(recorded)
        }

        private func equal(_ recorded: Recorded) async throws {
            let summary = recorded.summary
            #expect(summary.isBalanced)
            #expect(summary.number("accepted") > 0)
            #expect(summary.acknowledged == recorded.count)
            let ended = try await verify(recorded)
            #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
            let json = try ended.json()
            #expect(json["equal"] as? Bool == true)
            #expect(json["records"] as? Int == recorded.count)
            #expect(json["recorded"] as? Int == summary.number("decisions"))
            #expect(json["replayed"] as? Int == summary.number("decisions"))
            #expect(json["recorded_hash"] as? String == summary.hash)
            #expect(json["replayed_hash"] as? String == summary.hash)
            let hash = try await Program.journal(["digest", recorded.folder], in: recorded.scratch)
            #expect(hash == "\(summary.hash)\n")
            #expect(json["unrecorded"] as? Int == 0)
            #expect(json["tail"] is NSNull)
            #expect(json["ledger_balanced"] as? Bool == true)
            let live = summary.json["balances"] as? [[String: Any]] ?? []
            let replayed = json["balances"] as? [[String: Any]] ?? []
            #expect(live.map { $0["now"] as? Int } == replayed.map { $0["now"] as? Int })
        }

        private func flipped(_ recorded: Recorded) async throws {
            let bytes = try #require(FileManager.default.contents(atPath: recorded.last))
            let name = URL(fileURLWithPath: recorded.last).lastPathComponent
            let middle = recorded.places[recorded.places.count / 2]
            let end = try #require(recorded.places.last)
            for place in [
                0, 30, 101, middle.at, middle.at + 10, middle.at + 45, middle.at + 48,
                middle.end - 1, end.at + 3, end.at + 20,
            ] {
                var changed = bytes
                changed[place] ^= 0x10
                try changed.write(to: URL(fileURLWithPath: recorded.last))
                let ended = try await verify(recorded)
                #expect(ended.status == 3, "byte \(place): \(ended.errors)")
                let range =
                    ended.errors.firstRange(of: /bytes (\d+)\.\.<(\d+)/)
                    .map { ended.errors[$0] }?.split { !$0.isNumber }.compactMap { Int($0) } ?? []
                try #require(range.count == 2, "byte \(place): \(ended.errors)")
                #expect(range[0] <= place && place < range[1], "byte \(place): \(ended.errors)")
                #expect(ended.errors.contains(name))
            }
            try bytes.write(to: URL(fileURLWithPath: recorded.last))
        }

        private func cut(_ recorded: Recorded) async throws {
            let bytes = try #require(FileManager.default.contents(atPath: recorded.last))
            let before = recorded.count - recorded.places.count
            let middle = recorded.places[recorded.places.count / 2]
            let end = try #require(recorded.places.last)
            for length in [
                0, 50, 104, recorded.places[0].end - 1, middle.at, middle.at + 1, middle.at + 47,
                middle.at + 48, middle.end - 1, middle.end, end.at, end.end - 1,
            ] {
                try bytes[..<length].write(to: URL(fileURLWithPath: recorded.last))
                let whole = before + recorded.places.count { $0.end <= length }
                let ended = try await verify(recorded)
                #expect(ended.status == 0, "\(length) bytes: \(ended.output)\(ended.errors)")
                let json = try ended.json()
                #expect(json["records"] as? Int == whole, "\(length) bytes")
                #expect(json["equal"] as? Bool == true, "\(length) bytes")
                let isTorn =
                    length > 0
                    && !recorded.places.contains { $0.at == length || $0.end == length }
                let tail = json["tail"] as? String
                #expect((tail != nil) == isTorn, "\(length) bytes: \(tail ?? "no tail")")
            }
            try bytes.write(to: URL(fileURLWithPath: recorded.last))
        }

        private func altered(_ recorded: Recorded) async throws {
            let words = try await Program.journal(["alter", recorded.folder], in: recorded.scratch)
                .split { $0.isWhitespace }.compactMap { Int($0) }
            let ended = try await verify(recorded)
            #expect(ended.status == 1, "\(ended.errors)")
            let json = try ended.json()
            #expect(json["equal"] as? Bool == false)
            let difference = try #require(json["difference"] as? [String: Any])
            #expect(difference["record"] as? Int == words[0])
            #expect((difference["place"] as? String ?? "").contains("byte \(words[1])"))
            let sides = [difference["recorded"], difference["replayed"]].map { $0 as? String }
            #expect(sides[0] != nil && sides[1] != nil && sides[0] != sides[1])
            let shown = try await Program.run(
                ["replay", recorded.folder, "--verify"], in: recorded.scratch)
            #expect(shown.status == 1)
            #expect(shown.output.contains("first difference, at record \(words[0])"))
            #expect(shown.output.contains("  recorded \(sides[0] ?? "")"))
            #expect(shown.output.contains("  replayed \(sides[1] ?? "")"))
        }

        /// The book by our replay, and by Python from the raw frames of the same recording.
        private func compare(_ flight: Flight, base: String, decimals: Int) async throws {
            let folder = "\(flight.scratch.path)/recording"
            let file = try flight.settings(
                base: base, decimals: decimals,
                replacing: [("message_mib = 4", "message_mib = 8")])
            let summary = try await flight.paper(file, record: folder, duration: "5s")
            #expect(summary.isBalanced)
            #expect(summary.states == ["live", "live"])
            let ended = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
            let book = try #require((try ended.json()["books"] as? [[String: Any]])?.first)
            let python = try await Program.journal(
                ["books", folder, flight.product], in: flight.scratch
            ).split { $0.isWhitespace }.map(String.init)
            #expect(book["digest"] as? String == python[0])
            #expect(book["bids"] as? Int == Int(python[1]))
            #expect(book["asks"] as? Int == Int(python[2]))
            #expect((book["bids"] as? Int ?? 0) > 10)
            let judged = try await Program.journal(
                ["continuity", folder, "1000"], in: flight.scratch)
            #expect(judged == "accepted \(summary.number("accepted"))\n")
        }

        @Test("the book equals an independent reconstruction from the raw frames: generated")
        func generatedBook() async throws {
            try await compare(
                try await Flight("mode = \"generated\"\nseed = 5\nspeed = 20"), base: "SOL",
                decimals: 9)
        }

        static let data = Program.shared.appendingPathComponent("data").path

        @Test(
            "the book equals an independent reconstruction from the raw frames: real Coinbase",
            .enabled(if: FileManager.default.fileExists(atPath: data), "../shared/data"))
        func realBook() async throws {
            try await compare(
                try await Flight(
                    """
                    mode = "recorded-coinbase"
                    data_directory = "\(RecordingTests.data)"
                    """), base: "ETH", decimals: 8)
        }

        @Test(
            "the book equals an independent reconstruction from the raw frames: 6 April 2022",
            .enabled(if: FileManager.default.fileExists(atPath: data), "../shared/data"))
        func realDay() async throws {
            try await compare(
                try await Flight(
                    """
                    mode = "real-20220406"
                    speed = 60
                    data_directory = "\(RecordingTests.data)"
                    """), base: "SOL", decimals: 9)
        }

        @Test("killed with SIGKILL five times under load, nothing acknowledged is lost")
        func killed() async throws {
            let scratch = try Scratch()
            let script = Program.package.appendingPathComponent("perf/kill9").path
            setenv("APUS_BINARY", try #require(Program.path), 1)
            let kills = try Child(script, ["5", "20261121"], in: scratch)
            let status = try await kills.end(within: 60)
            #expect(status == 0, "\(kills.output)\(kills.errors)")
            #expect(kills.output.contains("5 kills"))
            #expect(kills.output.contains("nothing acknowledged lost"))
        }
    }
}
