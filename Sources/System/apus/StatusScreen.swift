import Glibc
import Pipeline

/// Rows and columns of the terminal that standard output is.
struct TerminalSize: Equatable {
    var rows: Int
    var columns: Int

    /// As the terminal says now; 24 × 80 when it does not.
    static var now: TerminalSize {
        var size = winsize()
        let isTold = unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0
        return TerminalSize(
            rows: isTold && size.ws_row > 0 ? Int(size.ws_row) : 24,
            columns: isTold && size.ws_col > 0 ? Int(size.ws_col) : 80)
    }
}

/// The state on a terminal, drawn over itself and never larger than it; in a pipe, one line each
/// time.
struct StatusScreen {
    let isTerminal: Bool
    private var height = 0
    private var size = TerminalSize.now

    init(isTerminal: Bool) { self.isTerminal = isTerminal }

    mutating func show(_ report: StatusReport) {
        guard isTerminal else { return say(report.line) }
        draw(report.sections)
    }

    /// Something else was printed: the next drawing begins below it.
    mutating func interrupted() { height = 0 }

    private mutating func draw(_ sections: [StatusSection]) {
        let start = beginning()
        // The row below the last is where the cursor rests.
        let lines = StatusLayout.fitted(
            sections, rows: max(1, size.rows - 1), columns: size.columns)
        height = lines.count
        // Without automatic line breaks while it draws: the terminal may just be getting narrower.
        Output.write(
            start + "\u{1B}[?7l" + lines.map { "\u{1B}[2K\($0)\n" }.joined()
                + "\u{1B}[J\u{1B}[?7h")
    }

    /// Moves to where the last drawing began. After a change of size the terminal may have folded
    /// that anew, so the screen is cleared.
    private mutating func beginning() -> String {
        let new = TerminalSize.now
        let isChanged = new != size
        size = new
        if height == 0 { return "" }
        return isChanged ? "\u{1B}[H\u{1B}[2J" : "\u{1B}[\(height)A\r"
    }

    /// The whole summary, as long as it is.
    mutating func finish(_ report: StatusReport, isKept: Bool) {
        if isTerminal {
            Output.write(beginning() + "\u{1B}[J")
            let lines = StatusLayout.fitted(
                report.sections, rows: .max, columns: max(80, size.columns))
            say(lines.joined(separator: "\n"))
        } else {
            say(report.lines.joined(separator: "\n"))
        }
        say("")
        say(
            "decisions \(report.decisionsInAll), hash "
                + StatusText.hexadecimal(report.decisionHash))
        if isKept, let journal = report.journal {
            say("replay with: apus replay \(journal.directory) --verify")
        }
    }
}
