import Foundation
import Testing

extension ProgramTests {
    @Suite("Real-time scheduling of a run")
    struct RealTimeTests {
        /// Whether this user may schedule in real time, as the system's own tool finds.
        static let isAllowed: Bool = {
            let chrt = Process()
            chrt.executableURL = URL(fileURLWithPath: "/usr/bin/chrt")
            chrt.arguments = ["-f", "11", "true"]
            chrt.standardError = FileHandle.nullDevice
            guard (try? chrt.run()) != nil else { return false }
            chrt.waitUntilExit()
            return chrt.terminationStatus == 0
        }()

        /// Name, policy and priority of every thread, from the kernel: fields 2, 41 and 40.
        private func threads(of child: Child) throws -> [String: [Int]] {
            var found: [String: [Int]] = [:]
            let folder = "/proc/\(child.identifier)/task"
            for thread in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let text = try String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
                let open = try #require(text.firstIndex(of: "("))
                let close = try #require(text.lastIndex(of: ")"))
                // Behind the name: the state, which is field 3, then numbers from field 4 on.
                let fields = text[close...].split(separator: " ").dropFirst(2).map {
                    Int($0) ?? -1
                }
                found[String(text[text.index(after: open)..<close])] = [fields[37], fields[36]]
            }
            return found
        }

        private static let fifo = Int(SCHED_FIFO)

        @Test(
            "the hot thread runs first in first out, its watchdog above it, and nobody else",
            .enabled(if: isAllowed, "this user may not schedule in real time"))
        func fifo() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                extra: "[machine]\nrealtime = true\nrunners = \"fused\"\nidle = \"park\"")
            let paper = try Program.start(
                ["paper", "--config", file, "--record", "\(flight.scratch.path)/recording"],
                in: flight.scratch)
            try await paper.says("live 2/2")
            let threads = try threads(of: paper)
            #expect(threads["main"] == [RealTimeTests.fifo, 10], "\(threads)")
            #expect(threads["watchdog"] == [RealTimeTests.fifo, 11], "\(threads)")
            for name in ["canary", "journal", "apus"] {
                #expect(threads[name] == [Int(SCHED_OTHER), 0], "\(name) in \(threads)")
            }
            try await Task.sleep(for: .seconds(3))
            #expect(paper.hasEnded() == nil, "\(paper.errors)")
            paper.interrupt()
            #expect(try await paper.end() == 0, "\(paper.errors)")
            #expect(paper.output.contains("the ledger balances"))
        }

        @Test(
            "a thread that spins in real time on the only core is demoted, and the run ends",
            .enabled(if: isAllowed, "this user may not schedule in real time"))
        func starved() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                extra: "[machine]\nrealtime = true\nrunners = \"fused\"\nidle = \"spin\"")
            let core = try #require(HostTests.cores.last)
            let paper = try Child(
                "taskset",
                ["-c", "\(core)", try #require(Program.path), "paper", "--config", file],
                in: flight.scratch)
            #expect(try await paper.end(within: 60) == 2, "\(paper.errors)")
            #expect(
                paper.errors.contains("spins with real-time priority: everything else on its core"))
            #expect(paper.errors.contains("real-time scheduling was ended"), "\(paper.errors)")
            #expect(paper.output.contains("the ledger balances"))
        }
    }
}
