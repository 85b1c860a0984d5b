import Foundation
import Testing

extension ProgramTests {
    @Suite("Vectors")
    struct VectorTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// One at tick 0, and the bounds as the program on chain declares them: MIN_SQRT_PRICE_X64
        /// and MAX_SQRT_PRICE_X64.
        private static let right = [
            #"{"tick":0,"sqrt_price":"18446744073709551616"}"#,
            #"{"tick":-443636,"sqrt_price":"4295048016"}"#,
            #"{"tick":443636,"sqrt_price":"79226673515401279992447579055"}"#,
        ]

        @Test("right rows are equal")
        func right() async throws {
            let file = try scratch.file(
                "whirlpool_tick_to_sqrt_price.jsonl",
                VectorTests.right.joined(separator: "\n") + "\n")
            let ended = try await Program.run(
                ["quote", "--vectors", file, "--json"], in: scratch)
            #expect(ended.status == 0, "\(ended.output)")
            #expect(ended.output == "{\"rows\":3,\"mismatches\":0,\"first\":[]}\n")
        }

        @Test("one wrong row is named with both sides")
        func wrongRow() async throws {
            var rows = VectorTests.right
            rows[0] = #"{"tick":0,"sqrt_price":"18446744073709551617"}"#
            rows.swapAt(0, 1)
            let file = try scratch.file(
                "whirlpool_tick_to_sqrt_price.jsonl", rows.joined(separator: "\n") + "\n")
            let ended = try await Program.run(
                ["quote", "--vectors", file, "--json"], in: scratch)
            #expect(ended.status == 1)
            let json = try ended.json()
            #expect(json["rows"] as? Int == 3)
            #expect(json["mismatches"] as? Int == 1)
            let first = try #require((json["first"] as? [[String: Any]])?.first)
            #expect(first["line"] as? Int == 2)
            #expect(first["expected"] as? String == "18446744073709551617")
            #expect(first["found"] as? String == "18446744073709551616")
            let words = try await Program.run(["quote", "--vectors", file], in: scratch)
            #expect(words.status == 1)
            #expect(words.output.contains("3 rows, 1 mismatches"))
            #expect(words.output.contains("line 2"))
        }

        @Test("a row that cannot be run counts as a mismatch")
        func strangeRow() async throws {
            let file = try scratch.file(
                "strange.jsonl", VectorTests.right[0] + "\n{\"colour\":\"blue\"}\nnot JSON\n")
            let ended = try await Program.run(
                ["quote", "--vectors", file, "--json"], in: scratch)
            #expect(ended.status == 1)
            let json = try ended.json()
            #expect(json["rows"] as? Int == 3)
            #expect(json["mismatches"] as? Int == 2)
            let first = try #require(json["first"] as? [[String: Any]])
            #expect(first.allSatisfy { $0["expected"] as? String == "one that can be run" })
            let found = first.compactMap { $0["found"] as? String }
            #expect(found.first == "not a Whirlpool swap: a column of one is missing")
            #expect(found.last == "no row: at byte 0, a value of another kind than is due")
        }

        @Test("a file without a row compares nothing, which is no success", arguments: ["", " \n"])
        func empty(text: String) async throws {
            let file = try scratch.file("empty.jsonl", text)
            let ended = try await Program.run(
                ["quote", "--vectors", file, "--json"], in: scratch)
            #expect(ended.status == 1)
            #expect(ended.output == "{\"rows\":0,\"mismatches\":0,\"first\":[]}\n")
            #expect(ended.errors == "\(file): holds no row, so nothing was compared\n")
        }

        @Test("a file of vectors that is not there is named")
        func missing() async throws {
            let file = "\(scratch.path)/none.jsonl"
            let ended = try await Program.run(["quote", "--vectors", file], in: scratch)
            #expect(ended.status == 3)
            #expect(ended.errors == "\(file): No such file or directory\n")
        }

        static let folder = Program.shared.appendingPathComponent("vectors").path

        @Test(
            "every row of the chain's own vectors is equal",
            .enabled(if: FileManager.default.fileExists(atPath: folder), "../shared/vectors"),
            arguments: [
                "whirlpool_swap_dev", "whirlpool_realpool_swap_dev",
                "whirlpool_tick_to_sqrt_price_dev", "whirlpool_sqrt_price_to_tick_dev",
                "raydium_clmm_swap_dev", "raydium_clmm_tick_to_sqrt_price_dev",
                "raydium_clmm_sqrt_price_to_tick_dev", "raydium_cpmm_swap_dev",
                "raydium_amm_v4_swap_dev", "meteora_dlmm_price_dev", "meteora_dlmm_swap_dev",
                "meteora_dlmm_fixture_swap_dev",
            ])
        func shared(name: String) async throws {
            let file = "\(VectorTests.folder)/\(name).jsonl"
            let lines = try String(contentsOfFile: file, encoding: .utf8)
                .split(separator: "\n").count
            let ended = try await Program.run(
                ["quote", "--vectors", file, "--json"], in: scratch)
            #expect(ended.status == 0, "\(ended.output)")
            let json = try ended.json()
            #expect(json["rows"] as? Int == lines)
            #expect(json["mismatches"] as? Int == 0)
        }
    }
}
