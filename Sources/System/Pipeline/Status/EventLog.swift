import Codecs
import Glibc
public import Numbers

/// Structured lines for machines: one JSON object a line, written by the observing thread alone. A
/// tile counts; what changed between two looks becomes a line here.
public struct EventLog: ~Copyable {
    private let descriptor: Int32
    private let least: StatusSettings.Severity
    private var last = StatusReport()
    /// Why a line could not be written, in words, from the first one on; nil while all could.
    public private(set) var failure: String?
    private var isTold = false

    /// - Parameter path: a file to append to; `-` for standard error; empty for nothing.
    /// - Returns: nil when the file cannot be opened.
    public init?(_ path: String, least: StatusSettings.Severity) {
        self.least = least
        switch path {
        case "": descriptor = -1
        case "-": descriptor = 2
        default:
            descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { return nil }
        }
    }

    deinit { if descriptor > 2 { close(descriptor) } }

    /// The failure, once.
    public mutating func untoldFailure() -> String? {
        guard let failure, !isTold else { return nil }
        isTold = true
        return failure
    }

    /// One line that is no comparison: the start, the end, a warning.
    public mutating func note(
        _ severity: StatusSettings.Severity, _ event: String, _ text: String, at wall: WallTime
    ) {
        line(severity, event, at: wall) { writer in
            writer.key("text")
            writer.string(text)
        }
    }

    /// Lines for everything that changed since the last look.
    public mutating func look(_ report: StatusReport, at wall: WallTime) {
        for (index, source) in report.sources.enumerated() {
            look(source, was: index < last.sources.count ? last.sources[index] : nil, at: wall)
        }
        for (index, one) in report.instruments.enumerated() {
            let was = index < last.instruments.count ? last.instruments[index].state : .quarantined
            guard one.state != was else { continue }
            line(one.state == .live ? .info : .warning, "market", at: wall) { writer in
                writer.word("market", one.name)
                writer.word("state", one.state.rawValue)
            }
        }
        for fault in report.faults {
            let was = last.faults.first { $0.name == fault.name }?.count ?? 0
            guard fault.count > was else { continue }
            line(.warning, "fault", at: wall) { writer in
                writer.word("fault", fault.name)
                writer.number("count", fault.count)
                writer.number("more", fault.count - was)
            }
        }
        if let trouble = report.journal?.trouble, trouble != last.journal?.trouble {
            line(.warning, "recording", at: wall) { $0.word("trouble", trouble) }
        }
        if report.accepted > last.accepted {
            line(.info, "trades", at: wall) { writer in
                writer.number("accepted", report.accepted)
                writer.counts("outcomes", report.trades)
                writer.counts("refusals", report.refusals)
            }
        }
        last = report
    }

    /// A line when the connection came or went, or has met another trouble: why it is down, or
    /// what it recovered from between two looks.
    private mutating func look(
        _ source: StatusReport.Source, was last: StatusReport.Source?, at wall: WallTime
    ) {
        let hasChanged = source.isConnected != (last?.isConnected ?? false)
        let trouble = source.trouble != last?.trouble || !source.isConnected ? source.trouble : nil
        guard hasChanged || source.trouble != last?.trouble else { return }
        line(source.isConnected && trouble == nil ? .info : .warning, "source", at: wall) {
            $0.word("source", source.name)
            $0.word("state", source.isConnected ? "up" : "down")
            if let trouble { $0.word("trouble", trouble) }
        }
    }

    private mutating func line(
        _ severity: StatusSettings.Severity, _ event: String, at wall: WallTime,
        _ body: (inout JSONWriter) -> Void
    ) {
        guard descriptor >= 0, failure == nil, severity.rank >= least.rank else { return }
        var text = jsonText { writer in
            writer.beginObject()
            writer.number("time_ns", wall.nanosecondsSince1970)
            writer.word("severity", severity.rawValue)
            writer.word("event", event)
            body(&writer)
            writer.endObject()
        }
        text += "\n"
        failure = text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeBufferPointer(rebasing: bytes[written...])
                let count = unsafe write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno != EINTR { return unsafe String(cString: strerror(errno)) }
                written += max(0, count)
            }
            return nil
        }
    }
}

extension StatusSettings.Severity {
    var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}
