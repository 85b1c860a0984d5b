import Foundation
import Testing

extension ProgramTests {
    @Suite("Paper trading that meets what it should not")
    struct RunTests {
        @Test("an authority that did not sign is named as the reason, and nothing is believed")
        func wrongAuthority() async throws {
            let flight = try await Flight()
            let other = try Certificates(in: flight.scratch, names: "localhost", days: 10)
            let file = try flight.settings(replacing: [(flight.authority, other.authority)])
            let summary = try await flight.paper(file, duration: "1s", status: 3)
            #expect(summary.number("accepted") == 0)
            #expect(summary.states == ["quarantined", "quarantined"])
            #expect(summary.log.contains("no source was ever reached\n  coinbase: "))
            for name in ["coinbase", "solana"] {
                #expect(summary.source(name)["connected"] as? Bool == false)
                #expect(summary.trouble(name).contains("certificate"), "\(summary.trouble(name))")
            }
            #expect(summary.log.contains("coinbase down ("))
        }

        @Test("an authority's file that is not there ends the run at once, and is named")
        func noAuthority() async throws {
            let flight = try await Flight()
            let file = try flight.settings(replacing: [(flight.authority, "/nowhere/ca.pem")])
            let ended = try await Program.run(["paper", "--config", file], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("source \"coinbase\": /nowhere/ca.pem"))
        }

        @Test("a venue where nothing listens is told as that")
        func nobody() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                replacing: [(flight.venueURL, "wss://localhost:1/")])
            let summary = try await flight.paper(file, duration: "1s")
            #expect(summary.states == ["quarantined", "live"])
            #expect(
                summary.trouble("coinbase").contains("nothing listens"),
                "\(summary.trouble("coinbase"))")
            #expect(summary.number("accepted") == 0)
        }

        @Test("a run that no source ever answered is no success, and says whom it asked")
        func deserted() async throws {
            let flight = try await Flight()
            let file = try flight.settings(
                replacing: [
                    (flight.venueURL, "wss://localhost:1/"),
                    (flight.chainURL, "wss://localhost:1/"),
                    (flight.chainHTTP, "https://localhost:1/"),
                ])
            let summary = try await flight.paper(file, duration: "1s", status: 3)
            #expect(summary.number("accepted") == 0)
            let words = summary.log.split(separator: "\n").suffix(3)
            #expect(words.first == "no source was ever reached")
            for (name, line) in zip(["coinbase", "solana"], words.dropFirst()) {
                #expect(line.hasPrefix("  \(name): ") && line.contains("nothing listens"))
            }
        }

        @Test("stages are told of every input, the whole way of those that led to a judgement")
        func stages() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let folder = "\(flight.scratch.path)/recording"
            let summary = try await flight.paper(
                try flight.settings(), record: folder, duration: "2s")
            let names = (summary.json["latency"] as? [[String: Any]] ?? [])
                .compactMap { $0["stage"] as? String }
            #expect(
                names == [
                    "wire → received", "received → decoded", "decoded → price", "price → priced",
                    "priced → desk", "desk → done", "received → staged", "wire → decided",
                ])
            for name in names[1...5] { #expect(summary.measured(name) == summary.number("inputs")) }
            let chances = summary.number("opportunities")
            #expect(summary.measured("received → staged") == chances)
            let judged = try #require(summary.measured("wire → decided"))
            #expect(judged > 0 && judged <= chances && judged < summary.number("inputs"))
        }

        @Test("profit and loss are told per asset, and together at the books' mid prices")
        func profits() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let summary = try await flight.paper(try flight.settings(), duration: "2s")
            try #require(summary.number("accepted") > 0)
            var sums: [String: Int] = [:]
            for row in summary.json["balances"] as? [[String: Any]] ?? [] {
                let asset = try #require(row["asset"] as? String)
                let now = try #require(row["now"] as? Int)
                let opening = try #require(row["opening"] as? Int)
                sums[asset, default: 0] += now - opening
            }
            let rows = summary.json["profits"] as? [[String: Any]] ?? []
            #expect(rows.compactMap { $0["asset"] as? String } == ["SOL", "USD", "USDC"])
            for row in rows {
                #expect(row["change"] as? Int == sums[try #require(row["asset"] as? String)])
            }
            let market = try #require((summary.json["markets"] as? [[String: Any]])?.first)
            let prices = try #require(market["price"] as? String)
                .split(separator: "/")
                .compactMap { Double($0.filter { "0123456789.".contains($0) }) }
            try #require(prices.count == 2)
            let worth = try #require(summary.json["worth"] as? [String: Any])
            #expect(worth["asset"] as? String == "USD")
            let expected =
                Double(sums["SOL"] ?? 0) / 1e9 * (prices[0] + prices[1]) / 2
                + Double((sums["USD"] ?? 0) + (sums["USDC"] ?? 0)) / 1e6
            let told = Double(try #require(worth["amount"] as? Int)) / 1e6
            #expect(abs(told - expected) < 0.001, "\(told), \(expected)")
        }

        @Test("an order above risk.notional_most_atoms is refused for its size")
        func size() async throws {
            let flight = try await Flight("mode = \"generated\"\nseed = 7\nspeed = 20")
            let folder = "\(flight.scratch.path)/recording"
            let file = try flight.settings(extra: "[risk]\nnotional_most_atoms = 100000000")
            let summary = try await flight.paper(file, record: folder, duration: "2s")
            #expect(summary.count("refusals", "size") > 0)
            let replay = try await Program.run(
                ["replay", folder, "--verify", "--json"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
        }

        @Test("a product that the venue does not know is told in the venue's words")
        func unknownProduct() async throws {
            let flight = try await Flight()
            let file = try flight.settings(replacing: [("\"SOL-USD\"", "\"DOGE-USD\"")])
            let summary = try await flight.paper(file, duration: "1s")
            #expect(summary.states == ["quarantined", "live"])
            #expect(summary.count("faults", "venue_refusal") > 0)
            #expect(
                summary.trouble("coinbase").contains("DOGE-USD"),
                "\(summary.trouble("coinbase"))")
        }

        @Test("a pool that the chain does not hold is named")
        func missingPool() async throws {
            let flight = try await Flight()
            let absent = "HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ"
            let file = try flight.settings(replacing: [(flight.pool, absent)])
            let summary = try await flight.paper(file, duration: "1s")
            #expect(summary.states == ["live", "quarantined"])
            #expect(summary.count("faults", "account_refused") > 0)
            #expect(summary.trouble("solana").contains(absent), "\(summary.trouble("solana"))")
        }

        @Test("what is no address of a pool is a fault of the settings")
        func noAddress() async throws {
            let flight = try await Flight()
            let file = try flight.settings(replacing: [(flight.pool, "0OIl")])
            let ended = try await Program.run(["paper", "--config", file], in: flight.scratch)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("pools[0].address: \"0OIl\""))
        }

        @Test("an address of the wrong scheme is refused with the right ones")
        func wrongScheme() async throws {
            let flight = try await Flight()
            for (good, bad, schemes) in [
                (flight.venueURL, "localhost", "ws:// or wss://"),
                (flight.venueURL, "https://localhost/", "ws:// or wss://"),
                (flight.chainHTTP, "wss://localhost/", "http:// or https://"),
            ] {
                let file = try flight.settings(replacing: [("\"\(good)\"", "\"\(bad)\"")])
                let ended = try await Program.run(["paper", "--config", file], in: flight.scratch)
                #expect(ended.status == 2)
                #expect(
                    ended.errors.contains("\"\(bad)\" does not begin with \(schemes)\n"),
                    "\(ended.errors)")
            }
        }

        @Test("a folder whose parent is not there is refused, and the parent named")
        func noParent() async throws {
            let flight = try await Flight()
            let file = try flight.settings()
            let folder = "\(flight.scratch.path)/absent/recording"
            let ended = try await Program.run(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            #expect(ended.status == 3)
            #expect(
                ended.errors == "\(folder): its parent folder \(flight.scratch.path)/absent "
                    + "does not exist\n")
            let full = try await Program.run(
                ["paper", "--config", file, "--record", flight.scratch.path], in: flight.scratch)
            #expect(full.status == 3)
            #expect(
                full.errors.hasSuffix(
                    "holds files but no recording; name an empty or a new folder\n"))
        }

        @Test("two programs do not record in one folder")
        func sharedFolder() async throws {
            let flight = try await Flight()
            let file = try flight.settings()
            let folder = "\(flight.scratch.path)/recording"
            let first = try Program.start(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            try await first.says("; journal ")
            let second = try await Program.run(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            #expect(second.status == 3)
            #expect(second.errors.contains("another process is writing this recording"))
            first.interrupt()
            #expect(try await first.end() == 0)
        }

        @Test("an interrupt ends a run in order, and what it prints in a pipe stays lines of text")
        func interrupt() async throws {
            let flight = try await Flight()
            let file = try flight.settings()
            let folder = "\(flight.scratch.path)/recording"
            let paper = try Program.start(
                ["paper", "--config", file, "--record", folder], in: flight.scratch)
            try await paper.says("live 2/2")
            paper.interrupt()
            #expect(try await paper.end() == 0, "\(paper.ending ?? 0): \(paper.errors)")
            #expect(paper.output.contains("the ledger balances"))
            #expect(paper.output.contains("replay with: apus replay \(folder) --verify"))
            #expect(!paper.output.contains("\u{1B}"))
            let replay = try await Program.run(
                ["replay", folder, "--verify"], in: flight.scratch)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(replay.output.contains("every decision is equal"))
            flight.venues.interrupt()
            #expect(try await flight.venues.end() == 0)
        }

        @Test("a demonstration trades, balances and leaves nothing behind")
        func demo() async throws {
            let scratch = try Scratch()
            let ended = try await Program.run(
                ["demo", "--duration", "6s", "--json"], in: scratch, within: 60)
            #expect(ended.status == 0, "\(ended.errors)")
            let summary = Summary(json: try ended.json(), log: ended.errors)
            #expect(summary.isBalanced)
            #expect(summary.count("trades", "settled") > 0)
            #expect(summary.states == Array(repeating: "live", count: 9))
        }
    }
}
