internal import CLinux
import Meters
import Numbers
import Synchronization

/// Ends real-time scheduling when it starves somebody.
///
/// A *canary* is an ordinary thread that ticks ten times a second; the watchdog runs above every
/// runner's priority and looks five times a second. When the canary, or a real-time runner's heart,
/// stood still for a second, or the canary hardly got a core for two, every runner becomes ordinary
/// again and the run is asked to end. Where the watchdog itself may not run in real time, nobody
/// may.
final class Watchdog: Sendable {
    private let ticks = Atomic<UInt64>(0)
    private let isOver = Atomic<Bool>(false)
    private let threads = Mutex<[JoinableThread]>([])
    /// Its own: above every runner's, as far as there is an above.
    let priority: Int
    private let answer = Answer()
    private let ready = Gate()

    private init(priority: Int) { self.priority = priority }

    /// Why it may not watch; nil when it does.
    var refusal: Refusal? { answer.refusal }

    /// Waits until it knows whether it may watch.
    ///
    /// - Throws: `.refused` when the system gives no thread; nobody may then run in real time.
    static func start(
        over runners: [RunnerState], stopping: Stopping
    ) throws(ThreadRefusal) -> Watchdog {
        let highest = runners.compactMap(\.spec.realTimePriority).max() ?? 1
        let dog = Watchdog(priority: min(highest + 1, 99))
        do throws(ThreadRefusal) {
            let canary = JoinableThread(try NamedThread.start("canary") { dog.tick() })
            dog.threads.withLock { $0.append(canary) }
            let watch = JoinableThread(
                try NamedThread.start("watchdog") { dog.watch(runners, stopping) })
            dog.threads.withLock { $0.append(watch) }
            dog.ready.wait()
        } catch {
            dog.end()
            throw error
        }
        return dog
    }

    /// Waits until both threads ended, a fraction of a second.
    func end() {
        isOver.store(true, ordering: .releasing)
        let started = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in started { thread.join() }
    }

    private func tick() {
        while !isOver.load(ordering: .acquiring) {
            ticks.add(1, ordering: .relaxed)
            nap(.milliseconds(100))
        }
    }

    private func watch(_ runners: [RunnerState], _ stopping: Stopping) {
        let watched = runners.filter { $0.spec.realTimePriority != nil }
        let code = linux_real_time(linux_thread(), Int32(priority))
        if code != 0 {
            answer.set(Refusal(code: -code))
            isOver.store(true, ordering: .releasing)
        }
        ready.open()
        var sight = StarvationSight(at: Instant(nanosecondsSinceBoot: linux_monotonic()))
        while !isOver.load(ordering: .acquiring) {
            nap(.milliseconds(200))
            let runners = watched.filter { !$0.hasEnded }.map {
                (name: $0.spec.name, last: $0.pulse.last)
            }
            let now = Instant(nanosecondsSinceBoot: linux_monotonic())
            let tick = ticks.load(ordering: .relaxed)
            if let seen = sight.look(at: now, canary: tick, runners: runners) {
                release(watched, stopping, seen)
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

/// What the watchdog saw so far, apart from threads and clocks.
struct StarvationSight {
    /// How long nobody may stand still.
    static let standstillMax = Nanoseconds.seconds(1)
    /// The kernel lends starved threads a twentieth of a core, about once a second: enough for a
    /// tick, so a canary that still ticks must also tick often enough. Looks, and ticks in them.
    static let stretch = 10
    static let ticksLeast: UInt64 = 5

    private var lastTick: UInt64 = 0
    private var lastAlive: Instant
    private var looks = 0
    private var stretchTick: UInt64 = 0

    init(at now: Instant) { lastAlive = now }

    /// Looks once; the answer says who starves, nil when nobody does.
    ///
    /// - Parameters:
    ///   - canary: the canary's ticks so far.
    ///   - runners: those in real time that have not ended; `.never` for one that has not begun.
    mutating func look(
        at now: Instant, canary: UInt64, runners: [(name: RunnerName, last: Instant)]
    ) -> String? {
        if canary != lastTick {
            lastTick = canary
            lastAlive = now
        }
        let quiet = runners.first {
            $0.last != .never && now.since($0.last) > Self.standstillMax
        }
        if let quiet { return "runner \(quiet.name) stood still for a second" }
        if now.since(lastAlive) > Self.standstillMax {
            return "ordinary threads got no core for a second"
        }
        looks += 1
        guard looks == Self.stretch else { return nil }
        defer { (looks, stretchTick) = (0, canary) }
        return canary &- stretchTick < Self.ticksLeast
            ? "ordinary threads hardly got a core for two seconds" : nil
    }
}
