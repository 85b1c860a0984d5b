import Foundation
import Numbers
import Testing

@testable import Pools

/// Swaps that the program did in a local machine, and what its pool held afterwards: the build of
/// March 2026 (0.2.0, SHA-256 171e53bbc797459d…). A row holds bytes 8–167, 360–375, 424–486 and
/// 680–696 of the pool's account, and of the account afterwards bytes 56–151, 456–471 and 680–696.
private struct ExecutedSwap {
    var bytes = DAMMBytes()
    var direction: SwapDirection
    var mode: DAMMSwapMode
    var amount: UInt64
    var time: ChainTime
    var expected: [String: Any]

    static func all() throws -> [ExecutedSwap] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Reference/damm_swaps.jsonl")
        return try Data(contentsOf: file).split(separator: 10).map {
            ExecutedSwap(try JSONSerialization.jsonObject(with: $0) as? [String: Any] ?? [:])
        }
    }

    init(_ row: [String: Any]) {
        direction = row["a_to_b"] as? Bool == true ? .aToB : .bToA
        mode = DAMMSwapMode(rawValue: number(row["mode"])) ?? .exactIn
        amount = number(row["amount"])
        time = ChainTime(slot: number(row["slot"]), seconds: number(row["now"]))
        expected = row["expected"] as? [String: Any] ?? [:]
        bytes.put(decoded(row["pool"]), at: [8..<168, 360..<376, 424..<487, 680..<697])
    }

    /// The account that the program left.
    func after() -> DAMMBytes {
        bytes.with { $0.put(decoded(expected["after"]), at: [56..<152, 456..<472, 680..<697]) }
    }

    /// What does not agree.
    func differences() throws -> [String] {
        var state = try bytes.state()
        guard expected["ok"] as? Bool == true else {
            let code: UInt16 = number(expected["code"])
            let found: DAMMError?
            do throws(DAMMError) {
                _ = try state.quote(direction, mode, amount, at: time)
                found = nil
            } catch {
                found = error
            }
            return found != nil && found?.code ?? 0 == code ? [] : ["\(String(describing: found))"]
        }
        let result: DAMMResult
        do { result = try state.swap(direction, mode, amount, at: time) } catch {
            return ["\(error)"]
        }
        var wrong: [String] = []
        let amounts: [(String, UInt64)] = [
            ("amount_in", result.amountIn.count), ("amount_out", result.amountOut.count),
        ]
        for (name, found) in amounts where found != number(expected[name]) {
            wrong.append("\(name) \(found)")
        }
        let protocolFee: UInt64 =
            number(expected["protocol_a"]) + number(expected["protocol_b"])
        if result.protocolFee != protocolFee { wrong.append("protocol \(result.protocolFee)") }
        if try DAMMFacts(state) != DAMMFacts(after().state()) { wrong.append("the pool after it") }
        return wrong
    }
}

private func decoded(_ text: Any?) -> [UInt8] {
    Array(Data(base64Encoded: text as? String ?? "") ?? Data())
}

extension DAMMBytes {
    /// Spreads bytes over ranges of the account.
    fileprivate mutating func put(_ data: [UInt8], at ranges: [Range<Int>]) {
        var rest = data[...]
        for range in ranges {
            bytes.replaceSubrange(range, with: rest.prefix(range.count))
            rest = rest.dropFirst(range.count)
        }
    }
}

@Suite("DAMM v2 swaps that the program did")
struct DAMMExecutedTests {
    @Test("amounts, fees, errors and the pool afterwards are the program's")
    func all() throws {
        let swaps = try ExecutedSwap.all()
        var wrong = 0
        for (index, swap) in swaps.enumerated() {
            let differences = try swap.differences()
            if differences.isEmpty { continue }
            wrong += 1
            if wrong <= 5 { Issue.record("row \(index): \(differences) for \(swap.expected)") }
        }
        #expect(wrong == 0 && swaps.count >= 100, "\(wrong) of \(swaps.count)")
    }
}
