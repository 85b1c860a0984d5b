import Glibc
import Numbers
import Pipeline
import Tiles

/// A run of paper trading as a command does it: start, show, end, sum up.
struct PaperSession {
    let settings: Settings
    let text: String
    let file: String
    let directory: String?
    let duration: Nanoseconds?
    let isJSON: Bool
    /// The recording stays, so it can be replayed.
    var isKept = true

    /// - Returns: the last report.
    @discardableResult
    func run(stopping: Stopping = Stopping()) throws -> StatusReport {
        let plan: Plan
        do throws(SettingsFaults) { plan = try Plan(settings, file: file) } catch {
            for fault in error.faults { complain(fault.description) }
            throw Ending.usage
        }
        if plan.markets.isEmpty { complain("\(file): no [[markets]]: nothing can be found") }
        stopping.catchSignals()
        let run: PaperRun
        do throws(RunFault) {
            run = try PaperRun(
                plan: plan,
                session: Session(
                    settingsText: text, settingsFile: file, openings: plan.openings),
                directory: directory ?? settings.journal.directory, stopping: stopping)
        } catch {
            complain("\(error)")
            switch error {
            case .settings, .terms: throw Ending.usage
            default: throw Ending.unreadable
            }
        }
        for warning in run.warnings { complain("warning: \(warning)") }
        guard var log = EventLog(settings.status.logFile, least: settings.status.severity) else {
            tellOfLog(unsafe String(cString: strerror(errno)))
            run.finish()
            throw Ending.unreadable
        }
        for line in run.grants { log.note(.info, "host", line, at: run.wallTime) }
        for warning in run.warnings { log.note(.warning, "host", warning, at: run.wallTime) }
        if let resumption = run.resumption {
            complain(resumption)
            log.note(.info, "resumed", resumption, at: run.wallTime)
        }
        log.note(.info, "started", file, at: run.wallTime)
        let report = watch(run, stopping, &log)
        log.note(.info, "ended", report.line, at: run.wallTime)
        if let failure = run.failure {
            complain(failure)
            throw Ending.unreadable
        }
        if case .starvation(let what)? = stopping.reason {
            complain("\(what). Set machine.realtime = false, or leave cores to others")
            log.note(.error, "starvation", what, at: run.wallTime)
            throw Ending.usage
        }
        if let failure = log.untoldFailure() { tellOfLog(failure) }
        if Output.failure != nil || log.failure != nil { throw Ending.unreadable }
        if report.isCutOff, report.elapsed >= PaperSession.patience {
            complain("no source was ever reached")
            for source in report.sources {
                complain("  \(source.name): \(source.trouble ?? "no answer")")
            }
            throw Ending.unreadable
        }
        return report
    }

    private func tellOfLog(_ why: String) {
        complain("\(settings.status.logFile): the log cannot be written: \(why)")
    }

    /// Sources that were not reached for so long are a failure of the run.
    private static let patience = Nanoseconds.seconds(1)

    /// How often the kill file and the recording are looked at, however seldom the state is shown.
    private static let lookSpan = Nanoseconds.milliseconds(20)

    /// Shows the run until it ends.
    private func watch(
        _ run: PaperRun, _ stopping: Stopping, _ log: inout EventLog
    ) -> StatusReport {
        var screen = StatusScreen(isTerminal: !isJSON && isatty(1) == 1)
        var isKilled = false
        var shownAt = settings.status.interval
        while true {
            let elapsed = run.elapsed
            if let duration, elapsed >= duration { break }
            let next = min(shownAt, duration ?? shownAt)
            let left = Nanoseconds(next.count - min(next.count, elapsed.count))
            if stopping.wait(atMost: min(left, PaperSession.lookSpan)) { break }
            if !isKilled { isKilled = obeyKillFile(run) }
            if run.failure != nil || Output.failure != nil { break }
            guard run.elapsed >= shownAt else { continue }
            shownAt = run.elapsed + settings.status.interval
            let report = run.report()
            log.look(report, at: run.wallTime)
            if let failure = log.untoldFailure() {
                tellOfLog(failure)
                screen.interrupted()
            }
            if isJSON { complain(report.line) } else { screen.show(report) }
        }
        run.finish()
        for note in run.notes { complain("note: \(note)") }
        let report = run.report()
        if isJSON {
            say(report.json)
        } else {
            screen.finish(report, isKept: isKept)
        }
        if case .fault(let tile, let what)? = stopping.reason { complain("\(tile): \(what)") }
        log.look(report, at: run.wallTime)
        return report
    }

    /// Once the file is seen, nothing more is accepted in this run. Returns whether it was.
    private func obeyKillFile(_ run: PaperRun) -> Bool {
        let file = settings.risk.killFile
        guard !file.isEmpty, unsafe access(file, F_OK) == 0 else { return false }
        run.kill()
        return true
    }
}
