import Markets
import Pools

/// How many accounts of each sort were shown, and how many were not.
struct InspectionTally {
    private var shown: [String: Int] = [:]
    private var refused: [String: Int] = [:]

    var refusedCount: Int { refused.values.reduce(0, +) }

    mutating func add(_ account: InspectedAccount) {
        if case .success(let found) = account.outcome {
            shown["\(found.inspection.kind) of \(found.kind.rawValue)", default: 0] += 1
        } else if let refusal = account.refusal {
            refused[refusal.reason, default: 0] += 1
        }
    }

    var lines: String {
        var lines = ["\(shown.values.reduce(0, +)) accounts shown, \(refusedCount) not"]
        lines += shown.sorted { $0.key < $1.key }.map { "  \($0.value) \($0.key)" }
        lines += refused.sorted { $0.key < $1.key }.map { "  \($0.value) not shown: \($0.key)" }
        return lines.joined(separator: "\n")
    }
}
