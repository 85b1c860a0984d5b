import Foundation
import Testing

extension ProgramTests {
    @Suite("An output that takes nothing more")
    struct OutputTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// Runs a line of shell with the program in `$APUS` and a folder of temporary files.
        private func shell(_ line: String) async throws -> (Child, Int32) {
            let temporary = "\(scratch.path)/temporary"
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: true)
            let child = try Child(
                "env",
                [
                    "APUS=\(try #require(Program.path))", "TMPDIR=\(temporary)", "bash", "-c", line,
                ], in: scratch)
            return (child, try await child.end(within: 60))
        }

        private var left: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/temporary"))
                ?? ["the folder itself is gone"]
        }

        @Test("a closed pipe ends a demonstration in order, with exit code 3, and nothing stays")
        func closedPipe() async throws {
            let (child, status) = try await shell(
                #""$APUS" demo --duration 60s | head -2 >/dev/null; exit "${PIPESTATUS[0]}""#)
            #expect(status == 3)
            #expect(
                child.errors.contains(
                    "standard output cannot be written: whoever read it is gone"),
                "\(child.errors)")
            #expect(left.isEmpty)
        }

        @Test("a closed pipe ends venues and paper, and the recording ends in order")
        func closedPipes() async throws {
            let flight = try await Flight(in: scratch)
            let file = try flight.settings()
            let folder = "\(scratch.path)/recording"
            let line =
                #""$APUS" paper --config "\#(file)" --record "\#(folder)" | head -2; "#
                + #"exit "${PIPESTATUS[0]}""#
            #expect(try await shell(line).1 == 3)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["tail"] is NSNull)
        }

        @Test(
            "a full device is told, and is no success",
            arguments: [
                "check configs/demo.toml", "topology", "--help", "quote --vectors rows --json",
            ])
        func fullDevice(words: String) async throws {
            let rows = try scratch.file("rows", #"{"tick":0,"sqrt_price":"18446744073709551616"}"#)
            let words = words.replacingOccurrences(of: "rows", with: rows)
            let (child, status) = try await shell(
                "cd '\(Program.package.path)' && \"$APUS\" \(words) > /dev/full")
            #expect(status == 3)
            #expect(
                child.errors.contains("standard output cannot be written: No space left on device"),
                "\(child.errors)")
        }

        @Test("an interrupt of a demonstration leaves nothing behind")
        func interrupted() async throws {
            let (_, status) = try await shell(
                #""$APUS" demo --duration 60s & sleep 0.3; kill -INT $!; wait $!"#)
            // Nothing was traded yet.
            #expect(status == 1)
            #expect(left.isEmpty)
        }

        @Test("a log that cannot be written is told once, the run goes on, and it is no success")
        func fullLog() async throws {
            let flight = try await Flight(in: scratch)
            let file = try flight.settings(
                replacing: [("interval_ms = 50", "interval_ms = 50\nlog_file = \"/dev/full\"")])
            let ended = try await Program.run(
                ["paper", "--config", file, "--duration", "1s"], in: scratch)
            #expect(ended.status == 3)
            let words = "/dev/full: the log cannot be written: No space left on device"
            #expect(ended.errors.components(separatedBy: words).count == 2, "\(ended.errors)")
            #expect(ended.output.contains("the ledger balances"))
        }
    }
}
