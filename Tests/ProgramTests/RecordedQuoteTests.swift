import Foundation
import Testing

extension ProgramTests {
    @Suite(
        "Quotes of recorded pools",
        .enabled(
            if: FileManager.default.fileExists(atPath: PoolQuoteTests.data), "../shared/data"))
    struct RecordedQuoteTests {
        let scratch: Scratch
        static let data = PoolQuoteTests.data

        init() throws { scratch = try Scratch() }

        private func quote(
            _ pool: String, _ folders: [String], _ words: [String]
        ) async throws -> [String: Any] {
            let accounts = folders.flatMap { ["--accounts", "\(Self.data)/\($0)"] }
            let ended = try await Program.run(
                ["quote", "--pool", pool] + accounts + words + ["--json"], in: scratch, within: 300)
            #expect(ended.status == 0, "\(ended.errors)\(ended.output)")
            return try ended.json()
        }

        /// From the recorded vaults less the fees owed, 2,843,792,790 and 286,562,369 atoms, and a
        /// fee of 3,000 millionths: the curve's formula done in Python.
        @Test("Raydium CPMM: SOL to USDC")
        func cpmm() async throws {
            let json = try await quote(
                "47hq28mcL7q5GhBg7epyGF2dnuJd4MKFt8QhT7CzYUp4", ["raydium/cpmm"],
                ["--in", "1000000000", PoolQuoteTests.sol])
            #expect(json["amount_out"] as? String == "74386382")
            #expect(json["fee"] as? String == "3000000")
            #expect(json["slot"] as? Int == 447_803_092)
        }

        /// The base fee is 10,000 · 10 · 10 · 10² parts of 10⁹, one tenth, which is the most a fee
        /// may be; bin 0 is empty, and bin 1 sells X at 1.001 Y: ⌊900,000 ÷ 1.001⌋.
        @Test("Meteora DLMM: out of the bin behind the active one")
        func dlmm() async throws {
            let json = try await quote(
                "FJbEo74c2W4QLBBVUfUvi8VBWXtMdJVPuFpq2f6UV1iB", ["meteora/dlmm/sdk_artifacts"],
                ["--in", "1000000", PoolQuoteTests.sol])
            #expect(json["amount_out"] as? String == "899100")
            #expect(json["fee"] as? String == "100000")
            let missing = try #require(json["missing"] as? [[String: Any]])
            #expect(missing.map { $0["role"] as? String } == ["bitmap"])
        }

        /// B goes in and the fee is taken from it, a hundredth and a little for volatility; out is
        /// L·(√P′ − √P) ÷ (√P·√P′) with √P′ = √P + paid ÷ L, in Python.
        @Test("Meteora DAMM v2: USDC in")
        func damm() async throws {
            let json = try await quote(
                "3u2BK3ykdjv1hAeGQwAkZMxjb4otV5yvW7g72uviCaZZ", ["meteora/damm_v2"],
                ["--in", "1000000", PoolQuoteTests.usdc])
            let expected = ["10000": "22544623901", "10001": "22544601130"]
            let fee = try #require(json["fee"] as? String)
            #expect(json["amount_out"] as? String == expected[fee])
            #expect(json["owner_guessed"] as? Bool == true)
        }

        /// mSOL for SOL at the price of Marinade's recorded account; the fee is one part of 10,000.
        @Test("Meteora dynamic AMM: SOL to mSOL")
        func dynamicAMM() async throws {
            let json = try await quote(
                "HcjZvfeSNJbNkfLD4eEcRBr96AD3w1GpmMppaeRZf7ur", ["meteora/damm_v1"],
                ["--in", "1500000000", PoolQuoteTests.sol])
            #expect(json["fee"] as? String == "150000")
            #expect((json["accounts"] as? [Any])?.count == 10)
            let text = try #require(json["amount_out"] as? String)
            let out = try #require(UInt64(text))
            #expect(out > 1_200_000_000 && out < 1_300_000_000)
        }

        /// A row of the vectors: the program's own answer from the same snapshot.
        private struct Row: Decodable {
            struct Source: Decodable {
                var pool: String
                var slot: Int
            }
            struct Expected: Decodable {
                var ok: Bool
                var amountIn: String?
                var amountOut: String?
                var fee: String?
            }
            var source: Source
            var expected: Expected
            var amount: String
            var exactIn: Bool
            var aToB: Bool
            var sqrtPriceLimit: String
            var timestamp: Int
        }

        @Test("Orca Whirlpool: as the program does from the same snapshot")
        func whirlpool() async throws {
            let pool = "HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ"
            let file = Program.shared.path + "/vectors/whirlpool_realpool_swap_dev.jsonl"
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let rows = try text.split(separator: "\n").filter { $0.contains(pool) }.map {
                try decoder.decode(Row.self, from: Data($0.utf8))
            }.filter {
                $0.source.slot == 185_759_999 && $0.sqrtPriceLimit == "0" && $0.expected.ok
            }
            #expect(rows.count == 8)
            for row in rows.prefix(1) {
                let mint = row.aToB == row.exactIn ? PoolQuoteTests.sol : PoolQuoteTests.usdc
                let json = try await quote(
                    pool,
                    [
                        "whirlpool/replayer/whirlpool-snapshot-185759999.csv.gz",
                        "whirlpool/essentials_accounts",
                    ],
                    [
                        row.exactIn ? "--in" : "--out", row.amount, mint, "--seconds",
                        "\(row.timestamp)",
                    ])
                #expect(json["amount_in"] as? String == row.expected.amountIn)
                #expect(json["amount_out"] as? String == row.expected.amountOut)
                #expect(json["fee"] as? String == row.expected.fee)
            }
        }
    }
}
