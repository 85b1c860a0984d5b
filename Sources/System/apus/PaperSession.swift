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
            if case .settings = error { throw Ending.usage }
            throw Ending.unreadable
        }
        for warning in run.warnings { complain("warning: \(warning)") }
        if let resumption = run.resumption { complain(resumption) }
        let report = watch(run, stopping)
        if let failure = run.failure {
            complain(failure)
            throw Ending.unreadable
        }
        return report
    }

    /// Shows the run until it ends.
    private func watch(_ run: PaperRun, _ stopping: Stopping) -> StatusReport {
        var screen = StatusScreen(isTerminal: !isJSON && isatty(1) == 1)
        var elapsed = Nanoseconds(0)
        let interval = settings.status.interval
        while true {
            let left = duration.map { Nanoseconds($0.count - min($0.count, elapsed.count)) }
            if let left, left.count == 0 { break }
            let span = min(interval, left ?? interval)
            if stopping.wait(atMost: span) { break }
            let report = run.report()
            elapsed = report.elapsed
            if isJSON { complain(report.line) } else { screen.show(report) }
            if run.failure != nil { break }
        }
        run.finish()
        for note in run.notes { complain("note: \(note)") }
        let report = run.report()
        if isJSON {
            print(report.json)
        } else {
            screen.finish(report, isKept: isKept)
        }
        if case .fault(let tile, let what)? = stopping.reason { complain("\(tile): \(what)") }
        return report
    }
}
