internal import CLinux
import Meters
import Numbers
import Synchronization

/// Ends real-time scheduling when it starves somebody.
///
/// A *canary* is an ordinary thread that ticks ten times a second; the watchdog runs above every
/// runner's priority and looks five times a second. When the canary, or a real-time runner's heart,
/// stood still for a second, every runner becomes ordinary again and the run is asked to end.
final class Watchdog: Sendable {
    private let ticks = Atomic<UInt64>(0)
    private let isOver = Atomic<Bool>(false)
    private let threads = Mutex<[UInt64]>([])

    init(over runners: [RunnerState], stopping: Stopping) {
        start { self.tick() }
        start { self.watch(runners, stopping) }
    }

    func end() {
        isOver.store(true, ordering: .releasing)
        let started = threads.withLock { $0 }
        for thread in started { _ = linux_thread_join(thread) }
        threads.withLock { $0 = [] }
    }

    private func start(_ body: @escaping @Sendable () -> Void) {
        // Without a thread there is no watching; the runners' notes say what was refused.
        if let thread = try? NamedThread.start(body) { threads.withLock { $0.append(thread) } }
    }

    private func tick() {
        unsafe linux_name_thread("canary")
        while !isOver.load(ordering: .acquiring) {
            ticks.add(1, ordering: .relaxed)
            nap(.milliseconds(100))
        }
    }

    private func watch(_ runners: [RunnerState], _ stopping: Stopping) {
        unsafe linux_name_thread("watchdog")
        let watched = runners.filter { $0.spec.realTimePriority != nil }
        let highest = watched.compactMap(\.spec.realTimePriority).max() ?? 1
        _ = linux_real_time(linux_thread(), Int32(min(highest + 1, 99)))
        var lastTick = ticks.load(ordering: .relaxed)
        var lastAlive = linux_monotonic()
        while !isOver.load(ordering: .acquiring) {
            nap(.milliseconds(200))
            let now = linux_monotonic()
            let tick = ticks.load(ordering: .relaxed)
            if tick != lastTick {
                lastTick = tick
                lastAlive = now
            }
            let quiet = watched.first { runner in
                let last = runner.pulse.last
                return !runner.hasEnded && last != .never
                    && now > last.nanosecondsSinceBoot + 1_000_000_000
            }
            if let quiet {
                release(watched, stopping, "runner \(quiet.spec.name) stood still for a second")
            } else if now > lastAlive + 1_000_000_000 {
                release(watched, stopping, "ordinary threads got no core for a second")
            }
        }
    }

    private func release(_ watched: [RunnerState], _ stopping: Stopping, _ sight: String) {
        for runner in watched {
            let thread = runner.thread.load(ordering: .acquiring)
            if thread != 0, !runner.hasEnded { _ = linux_ordinary(thread) }
        }
        stopping.request(.starvation("\(sight): real-time scheduling was ended"))
        isOver.store(true, ordering: .releasing)
    }

    /// Sleeps on a word that nobody changes.
    private func nap(_ span: Nanoseconds) {
        var word: UInt32 = 0
        unsafe linux_futex_wait(&word, 0, span.count)
    }
}
