import Meters
import Numbers
import Synchronization
import Testing
import Tiles

/// Counts what its runner asks of it; has nothing to do but in the turns that a test asks for.
private struct Idler: ~Copyable, Tile {
    let seen: Seen

    mutating func turn(at now: Instant) -> Int {
        let turns = seen.turns.add(1, ordering: .relaxed).newValue
        guard seen.isBusy.load(ordering: .relaxed) else { return 0 }
        return turns & 63 == 0 ? 1 : 0
    }
    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }
    mutating func rehearse() { seen.rehearsals.add(1, ordering: .relaxed) }
}

private final class Seen: Sendable {
    let turns = Atomic<UInt64>(0)
    let rehearsals = Atomic<UInt64>(0)
    let isBusy = Atomic(false)
}

@Suite("Rehearsals")
struct RehearsalTests {
    /// Runs a lone idler until it made so many turns.
    private func run(
        _ idle: IdleRule, turns: UInt64, isBusy: Bool = false
    ) throws -> (rehearsals: UInt64, counted: UInt64) {
        let seen = Seen()
        seen.isBusy.store(isBusy, ordering: .relaxed)
        let topology = Topology(
            tiles: [TileSpec("idler", does: "counts")], links: [],
            runners: [RunnerSpec("main", tiles: ["idler"], idle: idle)])
        let stopping = Stopping()
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        try crew.start("main", Idler(seen: seen))
        while seen.turns.load(ordering: .relaxed) < turns { Cores.giveAway() }
        stopping.request(.finished)
        crew.join()
        let counted = try #require(crew.runners.first).gauge.value(of: .rehearsalDone)
        return (seen.rehearsals.load(ordering: .relaxed), counted)
    }

    @Test("a runner that spins rehearses when it has found nothing for 128 turns")
    func spinning() throws {
        let seen = try run(.spin, turns: 100_000)
        #expect(seen.rehearsals > 100)
        #expect(seen.counted == seen.rehearsals)
    }

    @Test("one that finds work sooner does not")
    func busy() throws {
        let seen = try run(.spin, turns: 100_000, isBusy: true)
        #expect(seen.rehearsals == 0 && seen.counted == 0)
    }

    @Test(
        "one that yields or sleeps does not",
        arguments: [IdleRule.yield(afterTurns: 1_000), .park(afterTurns: 1_000)])
    func others(idle: IdleRule) throws {
        let seen = try run(idle, turns: 3_000)
        #expect(seen.rehearsals == 0 && seen.counted == 0)
    }
}
