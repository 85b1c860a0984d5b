import Foundation
import Testing

@testable import Pools

@Suite(
    "Raydium's own answers, constant product",
    .enabled(if: Shared.exists("vectors"), "needs ../shared/vectors"))
struct ConstantProductVectorTests {
    static func file(_ name: String) throws -> Data {
        try Data(contentsOf: Shared.root.appendingPathComponent("vectors/\(name).jsonl"))
    }

    @Test(
        "every row is answered as the program answered it",
        arguments: ["raydium_cpmm_swap_dev", "raydium_amm_v4_swap_dev"])
    func rows(name: String) throws {
        let report = runVectors(try Self.file(name), named: "\(name).jsonl")
        #expect(report.rows == 3_000)
        #expect(report.mismatches == 0, "\(report.first)")
    }

    @Test(
        "one atom of difference is found, in each column",
        arguments: [
            ("raydium_cpmm_swap_dev", "amount_in"), ("raydium_cpmm_swap_dev", "amount_out"),
            ("raydium_cpmm_swap_dev", "trade_fee"), ("raydium_cpmm_swap_dev", "protocol_fee"),
            ("raydium_cpmm_swap_dev", "fund_fee"), ("raydium_cpmm_swap_dev", "creator_fee"),
            ("raydium_amm_v4_swap_dev", "amount_in"), ("raydium_amm_v4_swap_dev", "amount_out"),
            ("raydium_amm_v4_swap_dev", "fee"),
        ])
    func difference(name: String, column: String) throws {
        let rows = try Shared.rows("vectors/\(name).jsonl")
        let succeeding = rows.first { ($0["expected"] as? [String: Any])?["ok"] as? Bool == true }
        var row = try #require(succeeding)
        var expected = try #require(row["expected"] as? [String: Any])
        expected[column] = String((number(expected[column]) as UInt64) + 1)
        row["expected"] = expected
        let report = runVectors(try JSONSerialization.data(withJSONObject: row))
        #expect(report.rows == 1 && report.mismatches == 1)
        #expect(report.first[0].column == column)
    }

    @Test(
        "another error than the program's, or an error in place of a swap, is a mismatch",
        arguments: ["raydium_cpmm_swap_dev", "raydium_amm_v4_swap_dev"])
    func error(name: String) throws {
        let rows = try Shared.rows("vectors/\(name).jsonl")
        for isSuccess in [true, false] {
            let found = rows.first {
                ($0["expected"] as? [String: Any])?["ok"] as? Bool == isSuccess
            }
            var row = try #require(found)
            row["expected"] = ["ok": false, "code": 1, "name": "Another"]
            let report = runVectors(try JSONSerialization.data(withJSONObject: row))
            #expect(report.mismatches == 1)
            #expect(report.first[0].column == (isSuccess ? "ok" : "name"))
        }
    }
}
