import Foundation
import Numbers
import Testing

@testable import Pools

func runVectors(_ data: Data, named name: String = "") -> VectorReport {
    data.withUnsafeBytes { Vectors.run($0, of: VectorKind(fileName: name, $0)) }
}

@Suite(
    "The official program's own answers",
    .enabled(if: Shared.exists("vectors"), "needs ../shared/vectors"))
struct WhirlpoolVectorTests {
    static func file(_ name: String) throws -> Data {
        try Data(contentsOf: Shared.root.appendingPathComponent("vectors/\(name).jsonl"))
    }

    @Test(
        "every row is answered as the program answered it",
        arguments: [
            ("whirlpool_swap_dev", 6_000), ("whirlpool_realpool_swap_dev", 1_920),
            ("whirlpool_tick_to_sqrt_price_dev", 2_600),
            ("whirlpool_sqrt_price_to_tick_dev", 6_000),
            ("whirlpool_adaptive_swap_dev", 4_000), ("whirlpool_transfer_fee_swap_dev", 1_200),
        ])
    func rows(name: String, count: Int) throws {
        let report = runVectors(try Self.file(name))
        #expect(report.rows == count)
        #expect(report.mismatches == 0, "\(report.first)")
    }

    @Test(
        "one digit of difference is found, in each column",
        arguments: [
            "amount_in", "amount_out", "fee", "lp_fee", "protocol_fee", "sqrt_price",
            "tick_current", "liquidity", "fee_growth_global_in", "crossed",
        ])
    func difference(column: String) throws {
        let rows = try Shared.rows("vectors/whirlpool_swap_dev.jsonl")
        var row = rows[0]
        var expected = try #require(row["expected"] as? [String: Any])
        switch expected[column] {
        case let text as String: expected[column] = String(UInt128(text)! + 1)
        case let list as [Int]: expected[column] = Array(list.dropLast())
        default: expected[column] = number(expected[column]) as Int + 1
        }
        row["expected"] = expected
        let report = runVectors(try JSONSerialization.data(withJSONObject: row))
        #expect(report.rows == 1 && report.mismatches == 1)
        #expect(report.first[0].column == column)
    }

    @Test("another error than the program's is a mismatch")
    func error() throws {
        let rows = try Shared.rows("vectors/whirlpool_swap_dev.jsonl")
        let failing = rows.first { ($0["expected"] as? [String: Any])?["ok"] as? Bool == false }
        var row = try #require(failing)
        row["expected"] = ["ok": false, "code": 6_999, "name": "Another"]
        let report = runVectors(try JSONSerialization.data(withJSONObject: row))
        #expect(report.mismatches == 1 && report.first[0].column == "code")
    }
}

@Suite("Files of vectors")
struct VectorFileTests {
    @Test("what is no row is a mismatch, and blank lines are none")
    func garbage() {
        let text = """
            {"tick":0,"sqrt_price":"18446744073709551616"}

            {"tick":0,"sqrt_price":"18446744073709551617"}
            {"sqrt_price":"18446744073709551615","tick":-1}
            {"tick":443637,"sqrt_price":"1"}
            {"sqrt_price":"1","tick":0}
            {"tick":
            {"tick":1.5,"sqrt_price":"1"}
            []
            {}
            """
        let report = runVectors(Data(text.utf8))
        #expect(report.rows == 9 && report.mismatches == 7)
        #expect(report.first.map(\.line) == [3, 5, 6, 7, 8, 9, 10])
        #expect(report.first[0].column == "sqrt_price")
        #expect(report.first[0].expected == "18446744073709551617")
        #expect(report.first[0].found == "18446744073709551616")
    }

    @Test("an empty file has no rows")
    func empty() {
        #expect(runVectors(Data()) == VectorReport())
    }
}
