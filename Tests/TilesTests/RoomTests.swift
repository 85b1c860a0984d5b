import Meters
import Numbers
import Rings
import Synchronization
import Testing
import Tiles

/// Takes as much as it may.
private struct Taking: ~Copyable, Tile {
    var input: Consumer<UInt64>
    let allowance: Allowance
    var taken: UInt64 = 0

    init(input: consuming Consumer<UInt64>, allowance: Allowance) {
        self.input = input
        self.allowance = allowance
    }

    mutating func turn(at now: Instant) -> Int {
        let most = allowance.most.load(ordering: .relaxed)
        var work = 0
        while taken < most, input.pop() != nil {
            taken += 1
            work += 1
        }
        if work > 0 { allowance.taken.store(taken, ordering: .relaxed) }
        return work
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }
}

private final class Allowance: Sendable {
    let most = Atomic<UInt64>(0)
    let taken = Atomic<UInt64>(0)
}

private let numbers = Link<UInt64>(from: "count", to: "take", depth: 8, full: .wait)

@Suite("A writer without room", .serialized)
struct RoomTests {
    /// It would sleep for an hour: only its reader can wake it in time.
    @Test("it sleeps, and its reader wakes it", .timeLimit(.minutes(1)))
    func woken() throws {
        let topology = Topology(
            tiles: [TileSpec("count", does: "sends"), TileSpec("take", does: "takes")],
            links: [numbers],
            runners: [
                RunnerSpec(
                    "left", tiles: ["count"], idle: .park(afterTurns: 0),
                    sleepMax: .seconds(3_600)),
                RunnerSpec("right", tiles: ["take"], idle: .yield(afterTurns: 0)),
            ])
        let stopping = Stopping()
        let (notebook, allowance) = (Notebook(), Allowance())
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        try crew.start(
            "left", Counting(out: wiring.producer(of: numbers), limit: .max, notebook: notebook))
        try crew.start(
            "right", Taking(input: wiring.consumer(of: numbers), allowance: allowance))
        for most in stride(from: UInt64(1), through: 2_000, by: 1) {
            allowance.most.store(most, ordering: .relaxed)
            while allowance.taken.load(ordering: .relaxed) < most {
                _ = stopping.wait(atMost: .microseconds(10))
            }
        }
        stopping.request(.finished)
        allowance.most.store(.max, ordering: .relaxed)
        crew.join()
        #expect(notebook.sentTotal.load(ordering: .relaxed) >= 2_000)
        #expect(crew.runners[0].gauge.value(of: .sleepBegun) > 0)
    }
}
