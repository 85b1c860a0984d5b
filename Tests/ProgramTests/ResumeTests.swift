import Foundation
import Testing

extension ProgramTests {
    @Suite("A recording that is gone on with")
    struct ResumeTests {
        /// A flight that has recorded for a while, and the settings it did that with.
        private static func recorded() async throws -> (Flight, String, Summary) {
            let flight = try await Flight("mode = \"generated\"\nseed = 13\nspeed = 20")
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "2s")
            try #require(summary.number("accepted") > 0)
            return (flight, folder, summary)
        }

        private func resume(
            _ flight: Flight, _ folder: String, _ settings: String
        ) async throws -> Program.Ended {
            try await Program.run(
                [
                    "paper", "--config", settings, "--record", folder, "--duration", "2s",
                    "--json",
                ], in: flight.scratch)
        }

        @Test("other assets, decimals or sources than the ledger's are refused in both's words")
        func otherTerms() async throws {
            let (flight, folder, first) = try await Self.recorded()
            for (change, words) in [
                (
                    ("[assets.SOL]", "[assets.AAVE]\ndecimals = 8\n[assets.SOL]"),
                    "assets AAVE (8 decimals), SOL (9 decimals)"
                ),
                (("[assets.USD]\ndecimals = 6", "[assets.USD]\ndecimals = 2"), "USD (2 decimals)"),
                (("\"solana\"\nkind", "\"chain\"\nkind"), "at sources coinbase, chain"),
            ] {
                var changes = [change]
                if words.contains("chain") {
                    changes.append(("source = \"solana\"", "source = \"chain\""))
                }
                let file = try flight.settings(named: "other.toml", replacing: changes)
                let ended = try await resume(flight, folder, file)
                #expect(ended.status == 2, "\(ended.errors)")
                #expect(ended.errors.contains(words), "\(ended.errors)")
                #expect(
                    ended.errors.contains(
                        "\(folder): its ledger is of assets SOL (9 decimals), USD (6 decimals), "
                            + "USDC (6 decimals) at sources coinbase, solana; the settings have"))
                #expect(ended.errors.contains("or record in another folder"))
                #expect(ended.output.isEmpty)
            }
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let json = try replay.json()
            #expect(json["sessions"] as? Int == 1, "nothing was written")
            #expect(json["recorded_hash"] as? String == first.hash)
        }

        @Test("its accounts go on: [[balances]] is not used, which is told, and openings are kept")
        func balances() async throws {
            let (flight, folder, _) = try await Self.recorded()
            let file = try flight.settings(
                named: "richer.toml", replacing: [("\"2000\"", "\"9999\"")])
            let ended = try await resume(flight, folder, file)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(
                ended.errors.contains("its accounts go on as they stand, [[balances]] is not used"))
            let rows = try #require(try ended.json()["balances"] as? [[String: Any]])
            let openings = rows.compactMap { $0["opening"] as? Int }
            #expect(
                openings == [
                    2_000_000_000_000, 2_000_000_000_000, 300_000_000_000, 300_000_000_000,
                ])
        }

        @Test("the run and its replay tell one number of decisions and one hash, over all sessions")
        func hash() async throws {
            let (flight, folder, first) = try await Self.recorded()
            let ended = try await resume(flight, folder, try flight.settings())
            let second = Summary(json: try ended.json(), log: ended.errors)
            #expect(
                second.number("decisions_in_all")
                    == first.number("decisions") + second.number("decisions"))
            #expect(second.number("decisions") > 0 && second.hash != first.hash)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let json = try replay.json()
            #expect(json["sessions"] as? Int == 2)
            #expect(json["recorded"] as? Int == second.number("decisions_in_all"))
            #expect(json["recorded_hash"] as? String == second.hash)
            #expect(json["replayed_hash"] as? String == second.hash)
        }

        @Test("killed and gone on with, the hash is still that of the replay")
        func killed() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 13\nspeed = 20")
            let folder = "\(flight.scratch.path)/recording"
            let file = try flight.settings()
            let paper = try Program.start(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            try await until("a trade", within: 20, telling: { paper.errors }) {
                paper.output.contains(/settled [1-9]/) ? () : nil
            }
            paper.killNow()
            #expect(try await paper.end() == -SIGKILL)
            let ended = try await resume(flight, folder, file)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.errors.contains("where the last session was killed"))
            let second = Summary(json: try ended.json(), log: ended.errors)
            #expect(second.isBalanced)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(try replay.json()["replayed_hash"] as? String == second.hash)
        }
    }
}
