extension Topology {
    /// The drawing for a page: a Mermaid flowchart, runners as frames around their tiles. A thin
    /// arrow may drop, a thick one waits.
    public var mermaid: String {
        var lines = ["flowchart LR"]
        for runner in runners {
            lines.append("    subgraph runner_\(runner.name)[\"\(runner.name) · \(runner.place)\"]")
            for tile in tiles where runner.tiles.contains(tile.name) {
                lines.append("        \(tile.name)[\"\(tile.name)<br/>\(tile.does)\"]")
            }
            lines.append("    end")
        }
        for link in links {
            let arrow = link.full == .wait ? "==>" : "-->"
            lines.append("    \(link.source) \(arrow)|\(link.load)| \(link.target)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The drawing for a terminal: one box a runner, its tiles inside, and under each tile the
    /// links it writes. A single arrow may drop, a double one waits.
    public var drawing: String {
        let boxes = runners.map { (title: title(of: $0), rows: rows(of: $0)) }
        let inner = boxes.flatMap { box in [box.title.count + 1] + box.rows.map(\.count) }
        let width = inner.max() ?? 0
        var lines: [String] = []
        for box in boxes {
            let rule = String(repeating: "─", count: width - box.title.count - 1)
            lines.append("┌─ \(box.title) \(rule)┐")
            for row in box.rows {
                lines.append("│ \(row)\(String(repeating: " ", count: width - row.count)) │")
            }
            lines.append("└" + String(repeating: "─", count: width + 2) + "┘")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func title(of runner: RunnerSpec) -> String {
        "\(runner.name) · \(runner.place) · \(runner.idle)"
    }

    private func rows(of runner: RunnerSpec) -> [String] {
        let nameWidth = tiles.map(\.name.description.count).max() ?? 0
        var rows: [String] = []
        for name in runner.tiles {
            let does = tiles.first { $0.name == name }?.does ?? ""
            rows.append(name.description.padded(to: nameWidth) + "  " + does)
            let outgoing = links.filter { $0.source == name }
            for (index, link) in outgoing.enumerated() {
                let branch = index == outgoing.count - 1 ? "└" : "├"
                let arrow = link.full == .wait ? "══▶" : "──▶"
                let target = link.target.description.padded(to: nameWidth)
                let rule = link.full == .wait ? "waits" : "drops"
                rows.append("  \(branch)\(arrow) \(target)  \(link.load), \(rule) when full")
            }
        }
        return rows
    }
}

extension RunnerSpec {
    /// Where it runs, in words.
    var place: String {
        let core = self.core.map { "core \($0)" } ?? "floats"
        return realTimePriority.map { "\(core), real-time \($0)" } ?? core
    }
}

extension LinkSpec {
    /// What it carries and how much, in words: `Event × 4096`, `bytes × 1 MiB`.
    var load: String {
        guard carries == "bytes" else { return "\(carries) × \(depth)" }
        if depth % (1 << 20) == 0 { return "bytes × \(depth >> 20) MiB" }
        if depth % (1 << 10) == 0 { return "bytes × \(depth >> 10) KiB" }
        return "bytes × \(depth)"
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
