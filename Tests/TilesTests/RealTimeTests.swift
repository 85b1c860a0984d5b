import Glibc
import Numbers
import Synchronization
import Testing
import Tiles

/// What a tile saw of its own thread's scheduling.
final class Sightings: Sendable {
    private struct Seen {
        var priority: Int32 = 0
        var isDemoted = false
    }

    private let seen = Mutex(Seen())

    /// The priority under SCHED_FIFO; 0 when it never ran so.
    var priority: Int32 { seen.withLock { $0.priority } }
    /// Ordinary scheduling was seen after that.
    var isDemoted: Bool { seen.withLock { $0.isDemoted } }

    func look() {
        let policy = sched_getscheduler(0)
        var parameters = sched_param()
        sched_getparam(0, &parameters)
        seen.withLock { seen in
            // Between the two questions it may have been demoted.
            if policy == SCHED_FIFO {
                seen.priority = max(seen.priority, parameters.sched_priority)
            } else if seen.priority > 0 {
                seen.isDemoted = true
            }
        }
    }
}

/// Keeps its core within one turn until it is demoted; or turns again and again, always with work.
struct Greedy: ~Copyable, Tile {
    let sightings: Sightings
    let isHogging: Bool
    let clock: HostClock

    mutating func turn(at now: Instant) -> Int {
        sightings.look()
        // Under a watchdog that sleeps it gives up, and the test fails instead of hanging.
        let end = now + .seconds(10)
        while isHogging, sightings.priority > 0, !sightings.isDemoted, clock.now() < end {
            sightings.look()
        }
        return 1
    }

    mutating func waitsForRoom() -> Bool { false }

    mutating func housekeep(at now: Instant) {}
}

@Suite("Real-time scheduling", .serialized)
struct RealTimeTests {
    static let isAllowed = HostAbility.all.contains { ability in
        guard case .granted = ability.grant else { return false }
        return ability.name == "real-time priority"
    }

    private func topology(core: Int?) -> Topology {
        Topology(
            tiles: [TileSpec("greed", does: "takes")], links: [],
            runners: [
                RunnerSpec("greedy", tiles: ["greed"], core: core, idle: .spin, realTimePriority: 3)
            ])
    }

    /// Runs a greedy tile until somebody asks for the end, and says who did.
    private func run(isHogging: Bool, core: Int?) throws -> (Sightings, StopReason?, [String]) {
        let sightings = Sightings()
        let stopping = Stopping()
        let clock = HostClock()
        let crew = try Crew(topology(core: core), clock: clock, stopping: stopping)
        try crew.start(
            "greedy", Greedy(sightings: sightings, isHogging: isHogging, clock: clock))
        let notes = crew.notes
        if notes.isEmpty { _ = stopping.wait(atMost: .seconds(20)) }
        let reason = stopping.reason
        stopping.request(.finished)
        crew.join()
        return (sightings, reason, notes)
    }

    @Test(
        "a runner that keeps its core within one turn is demoted, and the run asked to end",
        .enabled(if: isAllowed, "this user may not schedule in real time"))
    func hogging() throws {
        let (sightings, reason, notes) = try run(isHogging: true, core: nil)
        #expect(notes == [])
        #expect(sightings.priority == 3)
        #expect(sightings.isDemoted)
        #expect(
            reason
                == .starvation(
                    "runner greedy stood still for a second: real-time scheduling was ended"))
    }

    @Test(
        "a runner that never parks and starves all others of its core is demoted",
        .enabled(if: isAllowed, "this user may not schedule in real time"))
    func spinning() throws {
        // Threads inherit the core: canary, watchdog and the waiting test share it.
        let core = try #require(Cores.allowed.last)
        let outcome = Mutex<(Sightings, StopReason?, [String])?>(nil)
        let thread = try NamedThread.start("one core", core: core) {
            let found = try? run(isHogging: false, core: core)
            outcome.withLock { $0 = found }
        }
        thread.join()
        let (sightings, reason, notes) = try #require(outcome.withLock { $0 })
        #expect(notes == [])
        #expect(sightings.priority == 3)
        #expect(sightings.isDemoted)
        guard case .starvation(let words)? = reason else {
            Issue.record("nobody asked for the end: \(String(describing: reason))")
            return
        }
        #expect(words.hasPrefix("ordinary threads"))
        #expect(words.hasSuffix("real-time scheduling was ended"))
    }

    @Test(
        "where it is not allowed, the refusal is known when the start returns",
        .enabled(if: !isAllowed, "this user may schedule in real time"))
    func refused() throws {
        let (sightings, _, notes) = try run(isHogging: false, core: nil)
        #expect(sightings.priority == 0)
        #expect(notes.count == 1)
        #expect(notes.first?.contains("real-time priority 3 refused: not permitted") == true)
    }
}
