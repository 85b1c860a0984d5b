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
                    "--memlock=1048576:1048576", "--rtprio=0:0", try #require(Program.path),
                    "paper", "--config", file,
                ], in: flight.scratch)
            try await paper.says("live 2/2")
            #expect(
                paper.errors.contains(
                    "warning: locked memory: refused: not enough memory, or over the limit; this "
                        + "user may lock 1024 KiB: raise `ulimit -l` or grant CAP_IPC_LOCK"),
                "\(paper.errors)")
            #expect(
                paper.errors.contains(
                    "real-time priority 10 refused: not permitted to this user; it runs with "
                        + "ordinary scheduling. Raise `ulimit -r` to 11 or grant CAP_SYS_NICE"),
                "\(paper.errors)")
            paper.interrupt()
            #expect(try await paper.end() == 0, "\(paper.errors)")
        }

        /// The cores that this process may use, as the kernel lists them: `0-3,6`.
        static let cores: [Int] = {
            let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
            let list = line?.split(separator: "\t").last ?? "0"
            return list.split(separator: ",").flatMap { range -> [Int] in
                let ends = range.split(separator: "-").compactMap { Int($0) }
                return Array((ends.first ?? 0)...(ends.last ?? 0))
            }
        }()

        @Test(
            "a core that is not there is a fault of the settings, told with those that are",
            arguments: [["check"], ["paper", "--config"]])
        func noCore(command: [String]) async throws {
            let scratch = try Scratch()
            let file = try scratch.file("cores.toml", "[machine]\n\ncores = [1000]\n")
            let usable = HostTests.cores.map(String.init).joined(separator: ", ")
            let ended = try await Program.run(command + [file], in: scratch)
            #expect(ended.status == 2)
            let fault =
                "\(file):3: machine.cores: core 1000 does not exist, or this process may not use "
                + "it; it may use \(usable)\n"
            #expect(ended.errors.hasSuffix(fault), "\(ended.errors)")
        }

        @Test(
            "a core outside the process's own is a fault of the settings",
            .enabled(if: cores.count > 1, "there is one core only"))
        func closedCore() async throws {
            let scratch = try Scratch()
            let file = try scratch.file("cores.toml", "[machine]\ncores = [\(HostTests.cores[0])]")
            let last = HostTests.cores[HostTests.cores.count - 1]
            let check = try Child(
                "taskset", ["-c", "\(last)", try #require(Program.path), "check", file],
                in: scratch)
            #expect(try await check.end() == 2)
            #expect(check.errors.contains("it may use \(last)\n"), "\(check.errors)")
        }

        @Test(
            "where too little memory may be locked for an io_uring, that is told, with how much",
            .enabled(if: hasTools, "needs root, setpriv and prlimit"))
        func littleLocked() async throws {
            let scratch = try Scratch()
            let demo = try Child(
                "setpriv",
                [
                    "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock", "prlimit",
                    "--memlock=65536:65536", try #require(Program.path), "demo",
                    "--duration", "1s",
                ], in: scratch)
            #expect(try await demo.end() == 3)
            #expect(demo.errors.contains("to 1 MiB or more (ulimit -l 1024)"), "\(demo.errors)")
        }

        @Test("one core for two threads is a fault of the settings")
        func sharedCore() async throws {
            let scratch = try Scratch()
            let file = try scratch.file("cores.toml", "[machine]\ncores = [0, 0]")
            let ended = try await Program.run(["check", file], in: scratch)
            #expect(ended.status == 2)
            #expect(ended.errors.contains(":2: machine.cores: a core stands twice"))
        }

        /// Starts the program as in a container whose seccomp profile refuses calls.
        private func start(
            _ arguments: [String], without calls: String, as code: String, in scratch: Scratch
        ) throws -> Child {
            let script = Program.package.appendingPathComponent("Tests/Reference/forbid.py").path
            return try Child(
                "python3", [script, code, calls, try #require(Program.path)] + arguments,
                in: scratch)
        }

        @Test("pinning that the kernel refuses is told at the start, and the run goes on")
        func noPinning() async throws {
            let flight = try await Flight()
            let core = try #require(HostTests.cores.last)
            let file = try flight.settings(
                extra: "[machine]\ncores = [\(core)]\nrunners = \"fused\"\nidle = \"park\"")
            let paper = try start(
                ["paper", "--config", file], without: "sched_setaffinity", as: "EPERM",
                in: flight.scratch)
            try await paper.says("live 2/2")
            #expect(
                paper.errors.contains(
                    "warning: runner main: not bound to core \(core): not permitted to this user; "
                        + "it floats\n"), "\(paper.errors)")
            paper.interrupt()
            #expect(try await paper.end() == 0)
            #expect(!paper.errors.contains("note:"), "\(paper.errors)")
        }

        @Test(
            "without io_uring the program says so, with what to do, and ends",
            arguments: [
                ("EPERM", "io_uring is not permitted: set sysctl kernel.io_uring_disabled=0"),
                ("ENOSYS", "io_uring is missing, hidden by a container's seccomp profile, or"),
                ("ENOMEM", "no memory for an io_uring: raise the locked-memory limit, which all"),
            ])
        func noRing(code: String, words: String) async throws {
            let flight = try await Flight()
            let file = try flight.settings()
            for arguments in [["paper", "--config", file], ["demo", "--duration", "1s"]] {
                let child = try start(
                    arguments, without: "io_uring_setup", as: code, in: flight.scratch)
                #expect(try await child.end() == 3)
                #expect(child.errors.hasPrefix(words), "\(child.errors)")
            }
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
