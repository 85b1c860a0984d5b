import Glibc
import Pipeline

/// The state on a terminal, drawn over itself; in a pipe, one line each time.
struct StatusScreen {
    let isTerminal: Bool
    private var height = 0

    init(isTerminal: Bool) { self.isTerminal = isTerminal }

    mutating func show(_ report: StatusReport) {
        guard isTerminal else {
            print(report.line)
            fflush(nil)
            return
        }
        draw(report.lines)
    }

    private mutating func draw(_ lines: [String]) {
        var text = height > 0 ? "\u{1B}[\(height)A" : ""
        for line in lines { text += "\u{1B}[2K\(line)\n" }
        for _ in 0..<max(0, height - lines.count) { text += "\u{1B}[2K\n" }
        if height > lines.count { text += "\u{1B}[\(height - lines.count)A" }
        height = lines.count
        print(text, terminator: "")
        fflush(nil)
    }

    mutating func finish(_ report: StatusReport, isKept: Bool) {
        if isTerminal {
            draw(report.lines)
        } else {
            for line in report.lines { print(line) }
        }
        print("")
        print(
            "decisions \(report.decisionsInAll), hash "
                + StatusText.hexadecimal(report.decisionHash))
        if isKept, let journal = report.journal {
            print("replay with: apus replay \(journal.directory) --verify")
        }
        fflush(nil)
    }
}
