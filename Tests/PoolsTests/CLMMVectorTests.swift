import Foundation
import Numbers
import Testing

@testable import Pools

@Suite(
    "The Raydium CLMM program's own answers",
    .enabled(if: Shared.exists("vectors"), "needs ../shared/vectors"))
struct CLMMVectorTests {
    static func file(_ name: String) throws -> Data {
        try Data(contentsOf: Shared.root.appendingPathComponent("vectors/\(name).jsonl"))
    }

    @Test(
        "every row is answered as the program answered it",
        arguments: [
            ("raydium_clmm_tick_to_sqrt_price_dev", 2_200),
            ("raydium_clmm_sqrt_price_to_tick_dev", 5_000), ("raydium_clmm_swap_dev", 4_000),
        ])
    func rows(name: String, count: Int) throws {
        let report = runVectors(try Self.file(name), named: name)
        #expect(report.rows == count)
        #expect(report.mismatches == 0, "\(report.first)")
    }

    @Test(
        "one digit of difference is found, in each column",
        arguments: [
            "amount_in", "amount_out", "lp_fee", "protocol_fee", "fund_fee", "sqrt_price",
            "tick_current", "liquidity", "fee_growth_global_in", "crossed",
        ])
    func difference(column: String) throws {
        let rows = try Shared.rows("vectors/raydium_clmm_swap_dev.jsonl")
        let crossing = rows.first {
            let expected = $0["expected"] as? [String: Any]
            return (expected?["crossed"] as? [Int])?.isEmpty == false
        }
        var row = try #require(crossing)
        var expected = try #require(row["expected"] as? [String: Any])
        switch expected[column] {
        case let text as String: expected[column] = String(UInt128(text)! + 1)
        case let list as [Int]: expected[column] = Array(list.dropLast())
        default: expected[column] = number(expected[column]) as Int + 1
        }
        row["expected"] = expected
        let report = runVectors(
            try JSONSerialization.data(withJSONObject: row), named: "raydium_clmm")
        #expect(report.rows == 1 && report.mismatches == 1)
        #expect(report.first.first?.column == column)
    }
}
