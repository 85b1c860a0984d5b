import Captures

extension ReplayTable {
    /// The table for people: by pool, by kind, all; then the first mismatches and the legend.
    var text: String {
        var lines = [ReplayTable.line("kind", "pool", ["swaps", "single", "ranged", "differ"], "")]
        lines += rows.map(ReplayTable.line)
        lines.append("")
        lines += kinds.map(ReplayTable.line)
        lines.append("")
        lines.append("\(swaps) swaps, \(checked) checked, \(mismatches) mismatches; not checked:")
        lines += ReplayTable.reasons(unchecked).map { "  \($0.count) because \($0.text)" }
        for one in first {
            lines.append("\(one.kind) \(one.pool), \(one.place):")
            lines.append("  the chain: \(one.expected)")
            lines.append("  we:        \(one.found)")
        }
        lines += notes
        lines.append("")
        lines += ReplayTable.legend
        return lines.joined(separator: "\n")
    }

    private static func line(_ row: ReplayRow) -> String {
        let why = reasons(row.unchecked).map { "\($0.count): \($0.text)" }
        return line(
            row.kind, row.pool,
            [row.swaps, row.single, row.ranged, row.mismatches].map(String.init),
            why.joined(separator: "; "))
    }

    private static func line(
        _ kind: String, _ pool: String, _ counts: [String], _ why: String
    ) -> String {
        var text = padded(kind, 16) + padded(pool, 46)
        for count in counts {
            text += String(repeating: " ", count: max(0, 7 - count.count)) + count
        }
        return why.isEmpty ? text : text + "  " + why
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// In the order in which the reasons are declared.
    static func reasons(_ counts: [ReplayReason: Int]) -> [(count: Int, text: String)] {
        ReplayReason.allCases.compactMap { reason in
            counts[reason].map { ($0, reason.rawValue) }
        }
    }
}
