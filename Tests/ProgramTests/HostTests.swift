import Foundation
import Testing

extension ProgramTests {
    @Suite("A host that does not allow everything")
    struct HostTests {
        static let hasTools: Bool = {
            let places = ["/usr/bin/setpriv", "/usr/bin/prlimit"]
            return getuid() == 0
                && places.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        }()

        @Test(
            "memory and priority that are refused are told, and the run goes on",
            .enabled(if: hasTools, "needs root, setpriv and prlimit"))
        func refused() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                extra: """
                    [machine]
                    lock_memory = true
                    realtime = true
                    idle = "park"
                    """)
            let without = "-ipc_lock,-sys_nice"
            let paper = try Child(
                "setpriv",
                [
                    "--bounding-set", without, "--inh-caps", without, "prlimit",
                    "--memlock=8388608:8388608", "--rtprio=0:0", try #require(Program.path),
                    "paper", "--config", file, "--duration", "1s",
                ], in: flight.scratch)
            #expect(try await paper.end() == 0, "\(paper.errors)")
            #expect(paper.errors.contains("warning: locked memory: refused"), "\(paper.errors)")
            #expect(paper.errors.contains("real-time priority 10 refused"), "\(paper.errors)")
            #expect(paper.output.contains("live 2/2"))
        }

        @Test("a core that is not there is named before anything starts")
        func noCore() async throws {
            let flight = try await Flight()
            let file = try flight.settings(extra: "[machine]\ncores = [1000]")
            let ended = try await Program.run(["paper", "--config", file], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("core 1000"), "\(ended.errors)")
        }

        @Test(
            "rings that are too small make the feed wait; nothing is lost",
            arguments: ["fused", "split"])
        func smallRings(runners: String) async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 4\nspeed = 20")
            let file = try flight.settings(
                extra: "[machine]\nring_depth = 64\nrunners = \"\(runners)\"\nidle = \"park\"")
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(file, record: folder, duration: "2s")
            let waits = ["feed_price_full", "price_desk_full"].map { summary.count("faults", $0) }
            #expect(waits.reduce(0, +) > 0, "\(summary.json["faults"] ?? "")")
            #expect(summary.states == ["live", "live"])
            #expect(summary.number("accepted") > 0)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["replayed_hash"] as? String == summary.hash)
        }

        @Test("a damaged recording is not resumed, and the place is told")
        func damagedPast() async throws {
            let flight = try await Flight()
            let file = try flight.settings()
            let folder = "\(flight.scratch.path)/recording"
            _ = try await flight.paper(file, record: folder, duration: "1s")
            let segment = URL(fileURLWithPath: "\(folder)/000001.apj")
            var bytes = try Data(contentsOf: segment)
            bytes[2_000] ^= 1
            try bytes.write(to: segment)
            let ended = try await Program.run(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("\(folder): 000001.apj, bytes"), "\(ended.errors)")
        }
    }
}
