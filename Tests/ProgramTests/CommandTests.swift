import Foundation
import Testing

extension ProgramTests {
    @Suite("The command line")
    struct CommandTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// Settings that name no source: enough to be read.
        private func settings(_ text: String) throws -> String {
            try scratch.file("settings.toml", text)
        }

        @Test(
            "the help of every command shows an example",
            arguments: [
                ["demo"], ["paper"], ["venues"], ["replay"], ["quote"], ["topology"],
                ["cross-check"],
                ["pool"], ["pool", "inspect"], ["pool", "replay"],
                ["ws"], ["ws", "echo"], ["check"], ["bench"], [],
            ])
        func help(command: [String]) async throws {
            let help = try await Program.run(command + ["--help"], in: scratch)
            #expect(help.status == 0)
            let words = (["apus"] + command).joined(separator: " ")
            #expect(help.output.contains("Example: \(words) "))
            let isGroup = command == ["ws"] || command == ["pool"]
            #expect(isGroup || help.output.contains("\nExit codes: 0 "))
            // No line of a paragraph could have held the next one's first word.
            let text = help.output.components(separatedBy: "USAGE:")[0]
            for paragraph in text.components(separatedBy: "\n\n") {
                let lines = paragraph.split(separator: "\n")
                for (line, next) in zip(lines, lines.dropFirst()) {
                    let word = next.prefix { $0 != " " }
                    #expect(line.count + 1 + word.count > 76, "ragged: \(line)")
                    #expect(line.count <= 80)
                }
            }
        }

        @Test("the version is told")
        func version() async throws {
            let ended = try await Program.run(["--version"], in: scratch)
            #expect(ended.status == 0)
            let match = ended.output.wholeMatch(of: /apus \d+\.\d+\.\d+\n/)
            #expect(match != nil, "\(ended.output)")
        }

        @Test(
            "a span without a unit, or with a wrong one, is refused with what is right",
            arguments: [
                ("5", "a span needs a unit: 5ms, 5s, m or h"),
                ("5 s", "\" s\" is none of the units ms, s, m and h"),
                ("soon", "a span is a number up to 1000000 and a unit, as in 30s"),
            ])
        func span(text: String, words: String) async throws {
            let ended = try await Program.run(["demo", "--duration", text], in: scratch)
            #expect(ended.status == 2)
            #expect(ended.errors.contains(words), "\(ended.errors)")
        }

        @Test("the program's own help lists the exit codes and every command")
        func root() async throws {
            let help = try await Program.run(["--help"], in: scratch)
            #expect(help.status == 0)
            #expect(help.output.contains("Exit codes: 0 done; 1 the check it ran says no"))
            for command in [
                "demo", "paper", "venues", "replay", "quote", "cross-check", "topology", "ws",
                "bench",
            ] {
                #expect(help.output.contains("\n  \(command) "))
            }
        }

        @Test(
            "what cannot be understood is a matter of usage, and nothing goes to standard output",
            arguments: [
                ["nonsense"], ["paper"], ["paper", "--config"], ["replay"],
                ["demo", "--duration", "soon"], ["quote", "--vectors", "x", "--loud"],
            ])
        func usage(words: [String]) async throws {
            let ended = try await Program.run(words, in: scratch)
            #expect(ended.status == 2, "\(ended.errors)")
            #expect(ended.output.isEmpty)
            #expect(ended.errors.contains("Usage: apus"))
        }

        @Test("an unknown key is named with its line and the nearest known one")
        func unknownKey() async throws {
            let file = try settings("[machine]\nrunners = \"auto\"\nring_dept = 64\n")
            for command in [["check", file], ["paper", "--config", file]] {
                let ended = try await Program.run(command, in: scratch)
                #expect(ended.status == 2)
                #expect(
                    ended.errors
                        == "\(file):3: machine.ring_dept: is not a key of this table; "
                        + "did you mean \"ring_depth\"?\n")
            }
        }

        @Test("several faults of a file are told at once, in the order of its lines")
        func severalFaults() async throws {
            let file = try settings(
                """
                [machine]
                ring_depth = 63
                [status]
                interval_ms = 1
                [[books]]
                name = "book"
                [surprise]
                """)
            let ended = try await Program.run(["check", file], in: scratch)
            #expect(ended.status == 2)
            let lines = ended.errors.split(separator: "\n").map(String.init)
            for words in [
                "\(file):2: machine.ring_depth: 63 is outside 64…16777216",
                "\(file):4: status.interval_ms: 1 is outside 50…3600000",
                "books[0].product: is missing", "surprise: is not a table of the settings",
            ] {
                #expect(lines.contains { $0.contains(words) }, "\(words) in \(ended.errors)")
            }
            let numbers = lines.compactMap {
                $0.dropFirst(file.count + 1).split(separator: ":").first.flatMap { Int($0) }
            }
            #expect(numbers == numbers.sorted())
        }

        @Test("a file that is not there is named, with the reason")
        func missingFile() async throws {
            for command in [["check"], ["paper", "--config"], ["venues", "--config"]] {
                let ended = try await Program.run(
                    command + ["\(scratch.path)/none.toml"], in: scratch)
                #expect(ended.status == 2)
                #expect(ended.errors.contains("\(scratch.path)/none.toml"))
                #expect(ended.errors.contains("No such file or directory"))
            }
        }

        @Test("what is no TOML is told with line and column")
        func notTOML() async throws {
            let file = try settings("[machine]\nrunners = = 3\n")
            let ended = try await Program.run(["check", file], in: scratch)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("\(file):2: column"))
            #expect(ended.errors.contains("is not TOML"))
        }

        @Test("the standard settings and every scenario are without faults")
        func ownSettings() async throws {
            let folder = Program.package.appendingPathComponent("configs")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.count >= 4)
            for name in names {
                let file = folder.appendingPathComponent(name).path
                let ended = try await Program.run(["check", file], in: scratch)
                #expect(ended.status == 0, "\(ended.errors)")
                #expect(ended.output.contains("no faults"))
            }
        }

        @Test("venues without their table, and a fault of no known kind, are refused by name")
        func venueSettings() async throws {
            let none = try settings("[status]\ninterval_ms = 100\n")
            let first = try await Program.run(["venues", "--config", none], in: scratch)
            #expect(first.status == 2)
            #expect(first.errors.contains("there is no table [venues]"))
            let odd = try scratch.file(
                "odd.toml",
                """
                [venues]
                mode = "generated"
                [[venues.faults]]
                kind = "earthquake"
                endpoint = "coinbase"
                """)
            let second = try await Program.run(["venues", "--config", odd], in: scratch)
            #expect(second.status == 2)
            #expect(second.errors.contains("\"earthquake\" is none of disconnect, silence"))
        }

        @Test("venues tell a script where they are, and at the end what they served")
        func venuesAsJSON() async throws {
            let file = try settings("[venues]\nmode = \"generated\"\n")
            let ended = try await Program.run(
                ["venues", "--config", file, "--duration", "300ms", "--json"], in: scratch)
            #expect(ended.status == 0, "\(ended.errors)")
            let lines = try ended.output.split(separator: "\n").map {
                try #require(
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(lines.map { $0["event"] as? String } == ["ready", "ended"])
            #expect((lines[0]["chain_url"] as? String)?.hasPrefix("wss://localhost:") == true)
            #expect(lines[1]["connections"] as? Int == 0)
            // A generated market has no recorded swaps.
            #expect(lines[1]["swaps"] == nil)
        }

        @Test("a port in use is named")
        func portInUse() async throws {
            let flight = try await Flight(in: scratch)
            let port = try #require(flight.venueURL.split(separator: ":").last?.dropLast())
            let file = try scratch.file(
                "second.toml", "[venues]\nmode = \"generated\"\nvenue_port = \(port)\n")
            let second = try await Program.run(["venues", "--config", file], in: scratch)
            #expect(second.status == 3)
            #expect(second.errors.contains("\(port)"), "\(second.errors)")
            #expect(second.errors.contains("in use"), "\(second.errors)")
        }

        @Test(
            "recorded data that is missing is named, with what to do",
            arguments: ["recorded-coinbase", "real-20220406"])
        func missingData(mode: String) async throws {
            let file = try settings(
                "[venues]\nmode = \"\(mode)\"\ndata_directory = \"nowhere\"\n")
            let ended = try await Program.run(["venues", "--config", file], in: scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("cannot read \(scratch.path)/nowhere/"))
            #expect(ended.errors.contains("`data_directory` under [venues]"))
        }

        @Test("a recording that is not there, or is none, is named")
        func noRecording() async throws {
            let missing = try await Program.run(["replay", "\(scratch.path)/none"], in: scratch)
            #expect(missing.status == 3)
            #expect(missing.errors.contains("\(scratch.path)/none"))
            _ = try scratch.file("letter.txt", "not a recording")
            let other = try await Program.run(["replay", scratch.path], in: scratch)
            #expect(other.status == 3)
            #expect(
                other.errors == "\(scratch.path): the folder holds files but no recording\n")
        }

        @Test("a fault where it cannot happen is refused, with the places where it can")
        func faultsElsewhere() async throws {
            for (kind, endpoint, places) in [
                ("wrong-owner", "coinbase", "solana"), ("http-429", "solana", "rpc"),
                ("gap", "rpc", "coinbase, solana"),
            ] {
                let file = try settings(
                    """
                    [venues]
                    [[venues.faults]]
                    kind = "\(kind)"
                    endpoint = "\(endpoint)"
                    """)
                let ended = try await Program.run(["venues", "--config", file], in: scratch)
                #expect(ended.status == 2)
                #expect(
                    ended.errors.contains(
                        "venues.faults[0].endpoint: \(kind) cannot happen at \(endpoint), "
                            + "only at \(places)\n"), "\(ended.errors)")
            }
        }

        @Test("a file for the truth that cannot be made is told in words")
        func truthFile() async throws {
            let file = try settings(
                "[venues]\nmode = \"generated\"\ntruth_file = \"/nowhere/truth.jsonl\"\n")
            let ended = try await Program.run(["venues", "--config", file], in: scratch)
            #expect(ended.status == 3)
            #expect(
                ended.errors == "cannot write the ground truth to /nowhere/truth.jsonl: "
                    + "no such file or folder\n")
        }

        @Test("what this machine offers is told on request")
        func host() async throws {
            let ended = try await Program.run(["topology", "--host"], in: scratch)
            for name in ["cores", "pinning", "locked memory", "huge pages"] {
                #expect(ended.output.contains("\n\(name): "), "\(ended.output)")
            }
        }

        @Test("the drawing of the tiles names each of them")
        func topology() async throws {
            for arguments in [["topology"], ["topology", "--mermaid"]] {
                let ended = try await Program.run(arguments, in: scratch)
                #expect(ended.status == 0)
                for tile in ["feed", "price", "desk", "journal"] {
                    #expect(ended.output.contains(tile))
                }
            }
        }
    }
}
