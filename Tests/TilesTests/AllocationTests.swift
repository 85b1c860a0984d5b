import CProbe
import Numbers
import Rings
import Synchronization
import Testing
import Tiles

/// Sends one number a turn.
private struct Sending: ~Copyable, Tile {
    var out: Producer<UInt64>
    var next: UInt64 = 0
    var dropped: UInt64 = 0

    init(out: consuming Producer<UInt64>) { self.out = out }

    @_noLocks
    mutating func turn(at now: Instant) -> Int {
        if out.push(next) { next &+= 1 } else { dropped &+= 1 }
        return 1
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }
}

/// Adds up what comes, and tells how often its thread allocated between two of its turns.
private struct Adding: ~Copyable, Tile {
    var input: Consumer<UInt64>
    let tally: Tally
    let stopping: Stopping
    var turns: UInt64 = 0
    var sum: UInt64 = 0
    var before: UInt64 = 0

    init(input: consuming Consumer<UInt64>, tally: Tally, stopping: Stopping) {
        self.input = input
        self.tally = tally
        self.stopping = stopping
    }

    mutating func turn(at now: Instant) -> Int {
        turns &+= 1
        // The first turns may touch what Swift makes on first use.
        if turns == 10_000 { before = probe_allocations() }
        if turns == 1_010_000 {
            tally.allocations.store(probe_allocations() - before, ordering: .relaxed)
            tally.sum.store(sum, ordering: .relaxed)
            stopping.request(.finished)
        }
        return input.drain(max: 16) { sum &+= $0 }
    }

    mutating func waitsForRoom() -> Bool { false }

    mutating func housekeep(at now: Instant) {}
}

private final class Tally: Sendable {
    let allocations = Atomic<UInt64>(UInt64.max)
    let sum = Atomic<UInt64>(0)
}

private let numbers = Link<UInt64>(from: "sending", to: "adding", depth: 64, full: .drop)

private let topology = Topology(
    tiles: [TileSpec("sending", does: "sends"), TileSpec("adding", does: "adds")],
    links: [numbers],
    runners: [RunnerSpec("all", tiles: ["sending", "adding"], idle: .spin)])

@Suite("The runner and the heap", .enabled(if: probe_active() == 1))
struct TileAllocationTests {
    @Test("a million turns of two fused tiles, housekeeping and all, allocate nothing")
    func turns() throws {
        let stopping = Stopping()
        let tally = Tally()
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        let sending = Sending(out: wiring.producer(of: numbers))
        let adding = Adding(
            input: wiring.consumer(of: numbers), tally: tally, stopping: stopping)
        try crew.start("all", Fused(sending, adding, clock: HostClock()))
        #expect(stopping.wait(atMost: .seconds(60)))
        crew.join()
        // The sender never closes, so the run ends by its limit, and says so.
        #expect(crew.notes == ["runner all: ended with work left, 2000000000 ns after its close"])
        #expect(tally.allocations.load(ordering: .relaxed) == 0)
        #expect(tally.sum.load(ordering: .relaxed) > 1_000_000)
    }

    @Test("reading the clock a million times allocates nothing")
    func clock() {
        let clock = HostClock(calibratingFor: .milliseconds(1))
        let before = probe_allocations()
        var last = Instant.never
        var step = 0
        while step < 1_000_000 {
            last = clock.now()
            step &+= 1
        }
        let count = probe_allocations() - before
        #expect(count == 0)
        #expect(last > .never)
    }
}
