import Foundation
import Testing

extension ProgramTests {
    @Suite("Accounts in words")
    struct PoolInspectTests {
        let scratch: Scratch
        static let pool = OwnAccounts.text(OwnAccounts.pool)
        static let isThere = FileManager.default.fileExists(atPath: PoolQuoteTests.data)

        init() throws { scratch = try Scratch() }

        private func inspect(_ words: [String]) async throws -> Program.Ended {
            try await Program.run(["pool", "inspect"] + words, in: scratch, within: 240)
        }

        private func objects(_ ended: Program.Ended) throws -> [[String: Any]] {
            try ended.output.split(separator: "\n").map {
                try #require(
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }

        @Test("one account is shown with every field, as text and as JSON")
        func one() async throws {
            let rows = OwnAccounts.all.map(OwnAccounts.json).joined(separator: ",")
            let file = try scratch.file("list.json", "{\"accounts\":[\(rows)]}")
            let text = try await inspect([Self.pool, "--accounts", file])
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.hasPrefix("\(Self.pool)\n  from: \(file)\n"))
            #expect(text.output.contains("  kind: AmmInfo of raydium-amm-v4\n"))
            #expect(text.output.contains("  swap fee, numerator: 25\n"))
            let json = try await inspect([Self.pool, "--accounts", file, "--json"])
            let found = try objects(json)
            let object = try #require(found.first)
            #expect(object["kind"] as? String == "AmmInfo")
            #expect(object["program"] as? String == "raydium-amm-v4")
            #expect(object["bytes"] as? Int == 752)
            let fields = try #require(object["fields"] as? [String: String])
            #expect(fields["coin vault"] == OwnAccounts.text(OwnAccounts.coinVault))
        }

        @Test("what is none is refused by name, with what was found")
        func refused() async throws {
            let rows = OwnAccounts.all.map(OwnAccounts.json)
            let file = try scratch.file("list.json", "[\(rows.joined(separator: ","))]")
            let ended = try await inspect(["--accounts", file])
            #expect(ended.status == 1)
            let owner = OwnAccounts.tokenProgram
            #expect(ended.output.contains("owned by \(owner), which is no program"))
            #expect(
                ended.output.hasSuffix(
                    "1 accounts shown, 4 not\n  1 AmmInfo of raydium-amm-v4\n"
                        + "  4 not shown: of no program known here\n"))
        }

        @Test("CSV and BIN say no owner: it is told from the bytes, or given")
        func ownerless() async throws {
            let line = Self.pool + "," + Data(OwnAccounts.poolData).base64EncodedString()
            let table = try scratch.file("table.csv", line + "\n")
            let bytes = "\(scratch.path)/\(Self.pool).bin"
            try Data(OwnAccounts.poolData).write(to: URL(fileURLWithPath: bytes))
            for path in [table, bytes] {
                let guessed = try objects(try await inspect(["--accounts", path, "--json"]))
                #expect(guessed.map { $0["owner_guessed"] as? Bool } == [true])
                #expect(guessed.map { $0["address"] as? String } == [Self.pool])
                let given = try await inspect([
                    "--accounts", path, "--owner", OwnAccounts.program, "--json",
                ])
                #expect(given.status == 0)
                let told = try objects(given)
                #expect(told.map { $0["owner_guessed"] as? Bool } == [false])
            }
        }

        @Test("what cannot be read is named with the place")
        func unreadable() async throws {
            let broken = try scratch.file("broken.json", "{\"accounts\":[}")
            let table = try scratch.file(
                "table.csv",
                "\(Self.pool),\(Data(OwnAccounts.poolData).base64EncodedString())\nnonsense\n")
            let empty = try scratch.file("empty.json", "{}")
            for (path, words) in [
                (broken, "\(broken): at byte 13, a character stands where another is due\n"),
                (table, "\(table): line 2 is no address and data in base64 with a comma between\n"),
                (empty, "\(empty): holds no account\n"),
                ("\(scratch.path)/none", "\(scratch.path)/none: no such file or folder\n"),
            ] {
                let ended = try await inspect(["--accounts", path])
                #expect(ended.status == 3)
                #expect(ended.errors == words)
            }
        }

        @Test(
            "wrong arguments are a matter of usage",
            arguments: [[], ["x", "--accounts", "y"], ["--rpc", "http://x/"], [pool]])
        func usage(words: [String]) async throws {
            let ended = try await inspect(words)
            #expect(ended.status == 2, "\(ended.errors)")
            #expect(ended.output.isEmpty)
        }

        @Test("a node's account is shown")
        func node() async throws {
            let flight = try await Flight(in: scratch)
            let ended = try await inspect([
                flight.pool, "--rpc", flight.chainHTTP, "--ca-file", flight.authority, "--json",
            ])
            #expect(ended.status == 0, "\(ended.errors)")
            let found = try objects(ended)
            #expect(found.map { $0["kind"] as? String } == ["Whirlpool"])
        }

        /// What the index of the recorded data says is there, and what the marks counted by another
        /// program say of the two largest files.
        @Test(
            "every recorded pool, array and configuration decodes", .enabled(if: isThere),
            arguments: [
                ("meteora/damm_v1", "1 Pool of meteora-dynamic-amm|2 Vault of meteora-dynamic-amm"),
                ("meteora/damm_v2", "1 Config of meteora-damm-v2|3 Pool of meteora-damm-v2"),
                (
                    "meteora/dlmm/sdk_artifacts",
                    "4 BinArray of meteora-dlmm|1 LbPair of meteora-dlmm"
                ),
                (
                    "meteora/dlmm/sdk_commons",
                    "6 BinArray of meteora-dlmm|3 LbPair of meteora-dlmm"
                ),
                ("raydium/amm_v4", "1 AmmInfo of raydium-amm-v4"),
                (
                    "raydium/clmm",
                    "1 AmmConfig of raydium-clmm|3 PoolState of raydium-clmm|"
                        + "1 TickArrayState of raydium-clmm"
                ),
                ("raydium/cpmm", "1 AmmConfig of raydium-cpmm|2 PoolState of raydium-cpmm"),
                (
                    "whirlpool/essentials_accounts",
                    "14 TickArray of whirlpool|2 Whirlpool of whirlpool"
                ),
                (
                    "whirlpool/eos365795240",
                    "3 DynamicTickArray of whirlpool|1 Oracle of whirlpool|"
                        + "9 TickArray of whirlpool|4 Whirlpool of whirlpool"
                ),
                (
                    "whirlpool/replayer/whirlpool-state-20220406.noprogram.json.gz",
                    "109 TickArray of whirlpool|9 Whirlpool of whirlpool"
                ),
                (
                    "whirlpool/replayer/whirlpool-snapshot-139535179.csv.gz",
                    "817 TickArray of whirlpool|89 Whirlpool of whirlpool"
                ),
            ])
        func recorded(folder: String, counts: String) async throws {
            let path = "\(PoolQuoteTests.data)/\(folder)"
            let ended = try await inspect(["--accounts", path])
            let lines = ended.output.split(separator: "\n").map(String.init)
            let start = try #require(lines.lastIndex { $0.contains(" accounts shown, ") })
            let shown = lines[(start + 1)...].filter { !$0.contains("not shown") }
            #expect(shown == counts.split(separator: "|").map { "  \($0)" })
            // A refusal is of a kind that pricing reads nothing from: never of a known mark.
            let refused = lines[(start + 1)...].filter { $0.contains("not shown") }
            #expect(refused.allSatisfy { $0.contains("marked ") || $0.contains(": of no ") })
        }
    }
}
