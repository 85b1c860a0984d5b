import Glibc
import Meters
import Numbers
import Rings
import Synchronization
import Testing
import Tiles

/// What the tiles of a test tell the test.
final class Notebook: Sendable {
    let received = Atomic<UInt64>(0)
    let misplaced = Atomic<UInt64>(0)
    let closed = Atomic<Bool>(false)
    let sentTotal = Atomic<UInt64>(0)
    let housekeepings = Atomic<UInt64>(0)
}

/// Sends 0, 1, 2 … until it is closed or reached its limit, and holds back while the link is full.
struct Counting: ~Copyable, Tile {
    var out: Producer<UInt64>
    let limit: UInt64
    let notebook: Notebook
    var next: UInt64 = 0
    var isClosed = false

    init(out: consuming Producer<UInt64>, limit: UInt64, notebook: Notebook) {
        self.out = out
        self.limit = limit
        self.notebook = notebook
    }

    mutating func turn(at now: Instant) -> Int {
        guard !isClosed else { return 0 }
        var work = 0
        while work < 64, next < limit, out.push(next) {
            next += 1
            work += 1
        }
        return work
    }

    mutating func housekeep(at now: Instant) {
        notebook.sentTotal.store(next, ordering: .relaxed)
        notebook.housekeepings.add(1, ordering: .relaxed)
    }

    mutating func waitsForRoom() -> Bool { !isClosed && !out.hasRoom(for: 1) }

    mutating func close(at now: Instant) {
        isClosed = true
        notebook.closed.store(true, ordering: .relaxed)
    }
}

/// Checks what arrives; passes it on when it has an outlet.
struct Checking: ~Copyable, Tile {
    var input: Consumer<UInt64>
    let notebook: Notebook
    let stopping: Stopping
    let stopAfter: UInt64
    var expected: UInt64 = 0

    init(
        input: consuming Consumer<UInt64>, notebook: Notebook, stopping: Stopping,
        stopAfter: UInt64
    ) {
        self.input = input
        self.notebook = notebook
        self.stopping = stopping
        self.stopAfter = stopAfter
    }

    mutating func turn(at now: Instant) -> Int {
        var work = 0
        while work < 64, let value = input.pop() {
            if value != expected { notebook.misplaced.add(1, ordering: .relaxed) }
            expected += 1
            work += 1
        }
        if work > 0 {
            notebook.received.store(expected, ordering: .relaxed)
            if expected == stopAfter { stopping.request(.finished) }
        }
        return work
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }
}

private let numbers = Link<UInt64>(from: "count", to: "check", depth: 256, full: .wait)

private func pair(_ runners: [RunnerSpec]) -> Topology {
    Topology(
        tiles: [TileSpec("count", does: "sends"), TileSpec("check", does: "checks")],
        links: [numbers], runners: runners)
}

private func apart(_ idle: IdleRule) -> [RunnerSpec] {
    [
        RunnerSpec("left", tiles: ["count"], idle: idle),
        RunnerSpec("right", tiles: ["check"], idle: idle),
    ]
}

/// Sends one value a millisecond, and a few more after it was closed.
struct Lingering: ~Copyable, Tile {
    var out: Producer<UInt64>
    let notebook: Notebook
    var sent: UInt64 = 0
    var left = 60
    var isClosed = false

    init(out: consuming Producer<UInt64>, notebook: Notebook) {
        self.out = out
        self.notebook = notebook
    }

    mutating func turn(at now: Instant) -> Int {
        usleep(1_000)
        if isClosed { left -= 1 }
        guard left > 0 else { return 0 }
        if out.push(sent) { sent += 1 }
        return 1
    }

    mutating func waitsForRoom() -> Bool { out.freePlaces() == 0 }

    mutating func housekeep(at now: Instant) {
        notebook.sentTotal.store(sent, ordering: .relaxed)
    }

    mutating func close(at now: Instant) { isClosed = true }
}

/// Has its last word in the first empty turn after its close; what comes later is too late.
struct LastWord: ~Copyable, Tile {
    var input: Consumer<UInt64>
    let notebook: Notebook
    var isClosed = false
    var isOver = false

    init(input: consuming Consumer<UInt64>, notebook: Notebook) {
        self.input = input
        self.notebook = notebook
    }

    mutating func turn(at now: Instant) -> Int {
        var work = 0
        while input.pop() != nil { work += 1 }
        if !isOver { notebook.received.add(UInt64(work), ordering: .relaxed) }
        if isClosed, work == 0 { isOver = true }
        return work
    }

    mutating func waitsForRoom() -> Bool { false }

    mutating func housekeep(at now: Instant) {}
    mutating func close(at now: Instant) { isClosed = true }
}

@Suite("A crew", .serialized)
struct CrewTests {
    @Test(
        "every message crosses, whatever the runners do when idle",
        arguments: [IdleRule.yield(afterTurns: 10), .park(afterTurns: 10), .park(afterTurns: 0)])
    func crossing(idle: IdleRule) throws {
        let count: UInt64 = 100_000
        let topology = pair(apart(idle))
        let notebook = Notebook()
        let stopping = Stopping()
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        try crew.start(
            "left",
            Counting(out: wiring.producer(of: numbers), limit: count, notebook: notebook))
        try crew.start(
            "right",
            Checking(
                input: wiring.consumer(of: numbers), notebook: notebook, stopping: stopping,
                stopAfter: count))
        let ended = stopping.wait(atMost: .seconds(30))
        crew.join()
        #expect(ended)
        #expect(stopping.reason == .finished)
        #expect(notebook.received.load(ordering: .relaxed) == count)
        #expect(notebook.misplaced.load(ordering: .relaxed) == 0)
        #expect(crew.runners.allSatisfy { $0.hasEnded })
        #expect(crew.runners[1].gauge.value(of: .itemWorked) == count)
        #expect(crew.runners[1].pulse.last > .never)
    }

    @Test("fused tiles run on one thread")
    func fused() throws {
        let topology = pair([RunnerSpec("all", tiles: ["count", "check"], idle: .spin)])
        let notebook = Notebook()
        let stopping = Stopping()
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        let count = Counting(
            out: wiring.producer(of: numbers), limit: 50_000, notebook: notebook)
        let check = Checking(
            input: wiring.consumer(of: numbers), notebook: notebook, stopping: stopping,
            stopAfter: 50_000)
        try crew.start("all", Fused(count, check, clock: HostClock()))
        #expect(stopping.wait(atMost: .seconds(30)))
        crew.join()
        #expect(notebook.received.load(ordering: .relaxed) == 50_000)
        #expect(notebook.misplaced.load(ordering: .relaxed) == 0)
        #expect(notebook.closed.load(ordering: .relaxed) == true)
    }

    @Test(
        "a stop closes the source, and what it had sent still arrives",
        arguments: [IdleRule.yield(afterTurns: 1), .park(afterTurns: 1)])
    func drained(idle: IdleRule) throws {
        let topology = pair(apart(idle))
        let notebook = Notebook()
        let stopping = Stopping()
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        try crew.start(
            "left", Counting(out: wiring.producer(of: numbers), limit: .max, notebook: notebook))
        try crew.start(
            "right",
            Checking(
                input: wiring.consumer(of: numbers), notebook: notebook, stopping: stopping,
                stopAfter: 0))
        while notebook.received.load(ordering: .relaxed) < 5_000 {
            _ = stopping.wait(atMost: .milliseconds(1))
        }
        stopping.request(.finished)
        crew.join()
        #expect(notebook.closed.load(ordering: .relaxed) == true)
        let sent = notebook.sentTotal.load(ordering: .relaxed)
        #expect(sent >= 5_000)
        #expect(notebook.received.load(ordering: .relaxed) == sent)
        #expect(notebook.housekeepings.load(ordering: .relaxed) >= 2)
    }

    @Test(
        "a reader is closed only when its writer has ended, however slowly that one ends",
        arguments: [IdleRule.yield(afterTurns: 1), .park(afterTurns: 1)])
    func lingering(idle: IdleRule) throws {
        let topology = pair(apart(idle))
        let notebook = Notebook()
        let stopping = Stopping()
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        try crew.start(
            "left", Lingering(out: wiring.producer(of: numbers), notebook: notebook))
        try crew.start(
            "right", LastWord(input: wiring.consumer(of: numbers), notebook: notebook))
        stopping.request(.finished)
        crew.join()
        let sent = notebook.sentTotal.load(ordering: .relaxed)
        #expect(sent >= 59)
        #expect(notebook.received.load(ordering: .relaxed) == sent)
        #expect(crew.notes == [])
    }

    @Test("the first reason to stop is kept")
    func firstReason() {
        let stopping = Stopping()
        #expect(stopping.reason == nil)
        stopping.request(.fault("journal", "the disk is full"))
        stopping.request(.finished)
        #expect(stopping.isRequested)
        #expect(stopping.reason == .fault("journal", "the disk is full"))
    }

    @Test("a core this host does not have is a fault before anything starts")
    func missingCore() {
        let topology = pair([
            RunnerSpec("all", tiles: ["count", "check"], core: 1023, idle: .spin)
        ])
        #expect(throws: TopologyFaults(faults: [.missingCore("all", 1023)])) {
            _ = try Crew(topology, clock: HostClock(), stopping: Stopping())
        }
    }
}
