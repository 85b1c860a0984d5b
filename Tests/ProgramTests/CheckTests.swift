import Foundation
import Testing

extension ProgramTests {
    @Suite("The check of a settings file")
    struct CheckTests {
        let scratch: Scratch
        private let sound: String

        init() throws {
            scratch = try Scratch()
            let file = Program.package.appendingPathComponent("configs/demo.toml")
            sound = try String(contentsOf: file, encoding: .utf8)
        }

        private static let pool = "7qbRF6YsyGuLUVs6Y1q64bdVrfe4ZcUUz1JRdoVNUJnm"
        /// What to change in `configs/demo.toml`, the key that is wrong then, and why.
        private static let faults: [(old: String, new: String, key: String, what: String)] = [
            (pool, "0OIl", "pools[0].address", "\"0OIl\" is not a Solana address"),
            (
                "\"wss://localhost:18433/\"", "\"localhost\"", "sources[0].url",
                "\"localhost\" does not begin with ws:// or wss://"
            ),
            (
                "\"https://localhost:18434/\"", "\"wss://localhost:18434/\"", "sources[1].http_url",
                "\"wss://localhost:18434/\" does not begin with http:// or https://"
            ),
            (
                "wss://localhost:18434/\"\nhttp", "wss://localhost:0/\"\nhttp", "sources[1].url",
                "\"wss://localhost:0/\" is no address: its port is not 1 to 65535"
            ),
            (
                "\"USD\"\namount = \"300000\"", "\"USD\"\namount = \"lots\"", "balances[1].amount",
                "\"lots\" is no such number: character 1 is no digit"
            ),
            (
                "[paper]", "[risk]\nsize_most = \"abc\"\n[paper]", "risk.size_most",
                "\"abc\" is no such number: character 1 is no digit"
            ),
            (
                "[paper]", "[risk]\nsize_least = \"0.0000000001\"\n[paper]", "risk.size_least",
                "\"0.0000000001\" is no such number: it is finer than the smallest step"
            ),
            (
                "[paper]", "[risk]\nsize_most = \"5\"\nsize_least = \"10\"\n[paper]",
                "risk.size_most", "\"5\" is less than risk.size_least, \"10\""
            ),
            ("[venues]", "[machine]\ncores = [0, 0]\n[venues]", "machine.cores", "stands twice"),
            (
                "[assets.SOL]",
                "[[venues.faults]]\nkind = \"bogus\"\nendpoint = \"rpc\"\n[assets.SOL]",
                "venues.faults[0].kind", "\"bogus\" is none of disconnect, silence"
            ),
            (
                "[assets.SOL]",
                "[[venues.faults]]\nkind = \"gap\"\nendpoint = \"x\"\n[assets.SOL]",
                "venues.faults[0].endpoint", "\"x\" is none of coinbase"
            ),
            (
                "taker_fee_millionths = 500", "price_increment = \"none\"",
                "books[0].price_increment", "\"none\" is no increment: character 1 is no digit"
            ),
        ]

        @Test("whatever only the whole plan shows is told with its file, line and key")
        func each() async throws {
            for fault in Self.faults {
                let text = sound.replacingOccurrences(of: fault.old, with: fault.new)
                try #require(text != sound, "\(fault.old) is in the settings")
                let file = try scratch.file("one.toml", text)
                let ended = try await Program.run(["check", file], in: scratch)
                #expect(ended.status == 2, "\(fault.key): \(ended.output)")
                let lines = ended.errors.split(separator: "\n")
                #expect(lines.count == 1, "\(ended.errors)")
                let words = (lines.first ?? "").split(separator: ":", maxSplits: 2)
                try #require(words.count == 3, "\(ended.errors)")
                let number = try #require(Int(words[1]), "\(ended.errors)")
                let key = fault.key.split(separator: ".").last ?? ""
                let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(rows[number - 1].hasPrefix(key), "\(ended.errors)")
                #expect(words[2].hasPrefix(" \(fault.key): "), "\(ended.errors)")
                #expect(words[2].contains(fault.what), "\(ended.errors)")
                for command in ["paper", "venues"] {
                    let other = try await Program.run([command, "--config", file], in: scratch)
                    #expect(other.status == 2, "\(command): \(fault.key)")
                    #expect(other.errors == ended.errors)
                }
            }
        }

        @Test("all of them in one file are told at once")
        func together() async throws {
            let file = try scratch.file(
                "many.toml",
                """
                [machine]
                cores = [0, 0]
                [assets.SOL]
                decimals = 9
                [assets.USD]
                decimals = 6
                [[sources]]
                name = "coinbase"
                kind = "coinbase"
                url = "localhost"
                [[sources]]
                name = "solana"
                kind = "solana"
                url = "wss://localhost:1/"
                http_url = "https://localhost:1/"
                [[books]]
                name = "SOL-USD"
                source = "coinbase"
                product = "SOL-USD"
                base = "SOL"
                quote = "USD"
                [[pools]]
                name = "pool"
                source = "solana"
                address = "0OIl"
                token_a = "SOL"
                token_b = "USD"
                [[markets]]
                book = "SOL-USD"
                pool = "pool"
                [[balances]]
                source = "coinbase"
                asset = "SOL"
                amount = "lots"
                [risk]
                size_most = "abc"
                [venues]
                [[venues.faults]]
                kind = "bogus"
                endpoint = "x"
                """)
            let ended = try await Program.run(["check", file], in: scratch)
            #expect(ended.status == 2)
            let keys = ended.errors.split(separator: "\n").map { line in
                let words = line.split(separator: ":", maxSplits: 3)
                return words.count > 2 ? "\(words[1]):\(words[2])" : "\(line)"
            }
            #expect(
                keys == [
                    "2: machine.cores", "10: sources[0].url", "25: pools[0].address",
                    "34: balances[0].amount", "36: risk.size_most", "39: venues.faults[0].kind",
                    "40: venues.faults[0].endpoint",
                ], "\(ended.errors)")
        }

        @Test("without a book that trades the fee's asset, what a transaction costs is asked for")
        func feeAsset() async throws {
            let text = sound.replacingOccurrences(
                of: "[assets.USD]\n",
                with: "[assets.LAMPORT]\ndecimals = 0\n[costs]\nfee_asset = \"LAMPORT\"\n"
                    + "[assets.USD]\n")
            let file = try scratch.file("fee.toml", text)
            let ended = try await Program.run(["check", file], in: scratch)
            #expect(ended.status == 2)
            #expect(
                ended.errors.contains("costs.fee_cash_atoms: is needed: no book trades LAMPORT"))
        }

        @Test("a layout that cannot start here is drawn, and refused as a matter of settings")
        func topology() async throws {
            let file = try scratch.file("cores.toml", "[machine]\ncores = [1000]\n")
            let ended = try await Program.run(["topology", "--config", file], in: scratch)
            #expect(ended.status == 2)
            #expect(ended.output.contains("journal"))
            #expect(ended.errors.contains("is bound to core 1000, which this process cannot use"))
        }
    }
}
