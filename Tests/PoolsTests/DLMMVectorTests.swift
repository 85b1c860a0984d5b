import Foundation
import Testing

@testable import Pools

@Suite(
    "The DLMM program's own answers",
    .enabled(if: Shared.exists("vectors"), "needs ../shared/vectors"))
struct DLMMVectorTests {
    @Test(
        "every row is answered as the program answered it",
        arguments: [
            ("meteora_dlmm_price_dev", 2_500), ("meteora_dlmm_swap_dev", 3_000),
            ("meteora_dlmm_fixture_swap_dev", 450),
        ])
    func rows(name: String, count: Int) throws {
        let report = runVectors(try WhirlpoolVectorTests.file(name), named: name)
        #expect(report.rows == count)
        #expect(report.mismatches == 0, "\(report.first)")
    }

    @Test(
        "one digit of difference is found, in each column",
        arguments: [
            "amount_in", "amount_out", "mm_fee", "protocol_fee", "limit_order_fee", "active_id",
            "volatility_accumulator", "volatility_reference", "index_reference",
            "last_update_timestamp", "fee_bps", "fees_on_input", "bins_after",
        ])
    func difference(column: String) throws {
        var row = try Shared.rows("vectors/meteora_dlmm_swap_dev.jsonl")[0]
        var expected = try #require(row["expected"] as? [String: Any])
        switch expected[column] {
        case let text as String: expected[column] = String(UInt128(text)! + 1)
        case _ where column == "fees_on_input": expected[column] = false
        case let list as [[Any]]:
            expected[column] = list.map { bin in
                [bin[0], String((number(bin[1]) as UInt64) + 1)] + bin.dropFirst(2)
            }
        default: expected[column] = number(expected[column]) as Int + 1
        }
        row["expected"] = expected
        let report = runVectors(
            try JSONSerialization.data(withJSONObject: row), named: "meteora_dlmm")
        #expect(report.rows == 1 && report.mismatches == 1)
        #expect(report.first.first?.column == column)
    }

    @Test("another error than the program's is a mismatch")
    func error() throws {
        let rows = try Shared.rows("vectors/meteora_dlmm_swap_dev.jsonl")
        let failing = rows.first { ($0["expected"] as? [String: Any])?["ok"] as? Bool == false }
        var row = try #require(failing)
        row["expected"] = ["ok": false, "code": 6_999, "name": "Another"]
        let report = runVectors(
            try JSONSerialization.data(withJSONObject: row), named: "meteora_dlmm")
        #expect(report.mismatches == 1 && report.first[0].column == "code")
    }
}
