import Foundation
import Testing

extension ProgramTests {
    @Suite("Quotes")
    struct PoolQuoteTests {
        let scratch: Scratch
        static let coin = OwnAccounts.text(OwnAccounts.coinMint)
        static let pc = OwnAccounts.text(OwnAccounts.pcMint)
        static let pool = OwnAccounts.text(OwnAccounts.pool)
        static let data = Program.shared.appendingPathComponent("data").path
        static let sol = "So11111111111111111111111111111111111111112"
        static let usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"

        init() throws { scratch = try Scratch() }

        private func file(
            without missing: String = "", clock: Bool = false
        ) throws -> String {
            var rows = OwnAccounts.all.filter { $0.key != missing }.map(OwnAccounts.json)
            if clock {
                rows.append(
                    OwnAccounts.json(
                        "SysvarC1ock11111111111111111111111111111111",
                        "Sysvar1111111111111111111111111111111111111", OwnAccounts.clock))
            }
            return try scratch.file("accounts.json", "[\(rows.joined(separator: ","))]")
        }

        private func quote(_ words: [String]) async throws -> Program.Ended {
            try await Program.run(["quote"] + words, in: scratch, within: 120)
        }

        private static func number(_ json: [String: Any], _ key: String) throws -> Double {
            let text = json[key] as? String ?? "none"
            return try #require(Double(text), "\(key) is \(text)")
        }

        /// 1 coin into 1,000 coin and 200 PC: fee ⌈10⁹·25/10⁴⌉, out ⌊2·10¹¹·n ÷ (10¹² + n)⌋ with
        /// n = 10⁹ − fee.
        @Test(
            "a pool of one's own is quoted, in atoms and in tokens",
            arguments: ["1000000000", "1.0"])
        func own(amount: String) async throws {
            let ended = try await quote([
                "--pool", Self.pool, "--accounts", try file(clock: true), "--in", amount, Self.coin,
                "--json",
            ])
            #expect(ended.status == 0, "\(ended.errors)")
            let json = try ended.json()
            #expect(json["kind"] as? String == "raydium-amm-v4")
            #expect(json["amount_in"] as? String == "1000000000")
            #expect(json["amount_out"] as? String == "199301197")
            #expect(json["fee"] as? String == "2500000")
            #expect(json["fee_mint"] as? String == Self.coin)
            #expect(json["mint_out"] as? String == Self.pc)
            #expect(json["slot"] as? Int == 77)
            #expect(json["seconds"] as? Int == 1_800_000_000)
            #expect(json["slot_from"] as? String == "the chain's clock")
            #expect((json["accounts"] as? [[String: Any]])?.count == 3)
            #expect((json["missing"] as? [Any])?.isEmpty == true)
            let before = try Self.number(json, "price_before")
            let after = try Self.number(json, "price_after")
            #expect(abs(before - 0.2) < 1e-9)
            #expect(abs(after - 0.199_601_097_705) < 1e-9)
            // 1 − (199,301,197 ÷ 997,500,000) ÷ 0.2 of the amount, in 1e-4.
            let impact = try Self.number(json, "price_impact_bps")
            #expect(abs(impact - 9.9651) < 1e-3)
        }

        @Test("the least input for an output, and the time that the arguments say")
        func exactOut() async throws {
            let ended = try await quote([
                "--pool", Self.pool, "--accounts", try file(clock: true), "--out", "199301197",
                Self.pc, "--slot", "5", "--seconds", "6",
            ])
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.output.contains("  slot: 5 (arguments)\n"))
            #expect(ended.output.contains("  seconds since 1970: 6 (arguments)\n"))
            #expect(ended.output.contains("  out: 199301197 atoms (0.199301197) of \(Self.pc)\n"))
            #expect(ended.output.contains("  accounts used:\n    the pool's own account"))
        }

        @Test("a refusal is the program's own, and no success")
        func refusal() async throws {
            for json in [false, true] {
                let ended = try await quote(
                    [
                        "--pool", Self.pool, "--accounts", try file(), "--out", "300000000000",
                        Self.pc,
                    ] + (json ? ["--json"] : []))
                #expect(ended.status == 1)
                if json {
                    let object = try ended.json()
                    let refused = try #require(object["refused"] as? [String: Any])
                    #expect(refused["name"] is String && refused["code"] is Int)
                } else {
                    #expect(ended.output.contains("  the pool refuses: "))
                    #expect(ended.output.contains("this host's clock: now"))
                }
            }
        }

        @Test("what is not there is named with the file")
        func missing() async throws {
            let vault = OwnAccounts.text(OwnAccounts.pcVault)
            let path = try file(without: vault)
            let ended = try await quote(
                ["--pool", Self.pool, "--accounts", path, "--in", "1", Self.pc])
            #expect(ended.status == 3)
            #expect(
                ended.errors
                    == "\(path): the vault \(vault): the address holds no account\n")
            let none = try await quote(["--pool", vault, "--accounts", path, "--in", "1", Self.pc])
            #expect(none.status == 3)
            #expect(none.errors == "\(path): holds no account \(vault)\n")
        }

        @Test("two things said of one account are a contradiction")
        func contradiction() async throws {
            let folder = scratch.path + "/two"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (name, status) in [("a", 6), ("b", 1)] as [(String, UInt8)] {
                var data = OwnAccounts.poolData
                data[0] = status
                let text = OwnAccounts.json(Self.pool, OwnAccounts.program, data)
                try text.write(toFile: "\(folder)/\(name).json", atomically: true, encoding: .utf8)
            }
            let ended = try await quote(
                ["--pool", Self.pool, "--accounts", folder, "--in", "1", Self.pc])
            #expect(ended.status == 3)
            #expect(ended.errors.contains("\(folder)/a.json, account 1 and \(folder)/b.json"))
        }

        @Test(
            "arguments that do not go together are a matter of usage",
            arguments: [
                [], ["--pool", pool], ["--pool", pool, "--accounts", "x"],
                ["--pool", pool, "--vectors", "x"], ["--vectors", "x", "--accounts", "y"],
                ["--vectors", "x", "--in", "1", coin], ["--pool", "nonsense"],
                ["--pool", pool, "--accounts", "x", "--in", "1"],
                ["--pool", pool, "--accounts", "x", "--in", "1", coin, "--out", "1", coin],
                ["--pool", pool, "--accounts", "x", "--rpc", "http://y/", "--in", "1", coin],
                ["--pool", pool, "--accounts", "x", "--ca-file", "y", "--in", "1", coin],
                ["--pool", pool, "--rpc", "http://x/", "--owner", coin, "--in", "1", coin],
                ["--pool", pool, "--accounts", "x", "--in", "1", coin, "--kind", "whirlpool"],
            ])
        func usage(words: [String]) async throws {
            let ended = try await quote(words)
            #expect(ended.status == 2, "\(ended.errors)")
            #expect(ended.output.isEmpty)
        }

        @Test(
            "amounts that are none, and a token that the pool does not hold",
            arguments: [
                ("1.0000000001", "more than the 9 digits"), ("1e9", "a whole number of atoms"),
                ("18446744073709551616", "more than 64 bits"),
            ])
        func amounts(text: String, words: String) async throws {
            let path = try file()
            let ended = try await quote(
                ["--pool", Self.pool, "--accounts", path, "--in", text, Self.coin])
            #expect(ended.status == 2)
            #expect(ended.errors.contains(words), "\(ended.errors)")
            let other = try await quote(
                ["--pool", Self.pool, "--accounts", path, "--in", "1", Self.sol])
            #expect(other.status == 2)
            #expect(other.errors.contains("is no token of the pool"))
        }

        @Test("a node is asked over TLS, and only one that is trusted")
        func node() async throws {
            let flight = try await Flight(in: scratch)
            let words = ["--pool", flight.pool, "--rpc", flight.chainHTTP, "--in", "1.5", Self.sol]
            let ended = try await quote(words + ["--ca-file", flight.authority, "--json"])
            #expect(ended.status == 0, "\(ended.errors)")
            let json = try ended.json()
            #expect(json["kind"] as? String == "whirlpool")
            #expect(json["amount_in"] as? String == "1500000000")
            #expect(json["slot_from"] as? String == "the chain's clock")
            let stranger = try await quote(words)
            #expect(stranger.status == 3)
            #expect(stranger.errors.contains("certificate was refused"), "\(stranger.errors)")
            let nobody = try await quote([
                "--pool", flight.pool, "--rpc", "http://127.0.0.1:1/", "--in", "1", Self.sol,
            ])
            #expect(nobody.status == 3)
            #expect(
                nobody.errors == "http://127.0.0.1:1/: connection refused: nothing listens there\n")
        }

        @Test("a node that never answers is given up in time")
        func silence() async throws {
            let ear = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(ear) }
            try #require(listen(ear, 4) == 0)
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let named = withUnsafeMutablePointer(to: &address) { place in
                place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(ear, $0, &size)
                }
            }
            try #require(named == 0)
            let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
            let ended = try await quote([
                "--pool", Self.pool, "--rpc", url, "--timeout", "300ms", "--in", "1", Self.coin,
            ])
            #expect(ended.status == 3)
            #expect(ended.errors == "\(url): no answer within 300 ms\n")
        }
    }
}
