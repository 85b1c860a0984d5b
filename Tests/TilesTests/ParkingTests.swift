import Glibc
import Numbers
import Rings
import Synchronization
import Testing
import Tiles

/// A tile with an outside of its own: a descriptor that a test writes to. It waits for that and for
/// its doorbell, as a tile over io_uring does.
private struct Listening: ~Copyable, Tile, Parking {
    var input: Consumer<UInt64>
    let outside: Int32
    let doorbell: Int32
    let notebook: Notebook
    let parked: Parked
    let stopping: Stopping

    init(
        input: consuming Consumer<UInt64>, outside: Int32, doorbell: Int32, notebook: Notebook,
        parked: Parked, stopping: Stopping
    ) {
        self.stopping = stopping
        self.input = input
        self.outside = outside
        self.doorbell = doorbell
        self.notebook = notebook
        self.parked = parked
    }

    mutating func turn(at now: Instant) -> Int {
        var count: UInt64 = 0
        var work = 0
        if read(outside, &count, 8) == 8 {
            parked.heard.add(count, ordering: .relaxed)
            work += 1
        }
        while let value = input.pop() {
            notebook.received.store(value, ordering: .relaxed)
            work += 1
        }
        return work
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { false }

    mutating func park(until deadline: Instant) {
        parked.times.add(1, ordering: .relaxed)
        var watched = [
            pollfd(fd: outside, events: Int16(POLLIN), revents: 0),
            pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0),
        ]
        // Far longer than any housekeeping: only an event ends the wait in time.
        let isEnding = stopping.isRequested
        let ready = poll(&watched, 2, isEnding ? 1 : 20_000)
        if ready == 0, !isEnding { parked.missed.add(1, ordering: .relaxed) }
        if ready > 0, watched[1].revents != 0 { parked.rung.add(1, ordering: .relaxed) }
    }
}

private final class Parked: Sendable {
    let times = Atomic<UInt64>(0)
    let rung = Atomic<UInt64>(0)
    let missed = Atomic<UInt64>(0)
    let heard = Atomic<UInt64>(0)
}

/// Sends one number whenever the test asks.
private struct Asked: ~Copyable, Tile {
    var out: Producer<UInt64>
    let wish: Wish
    var sent: UInt64 = 0

    init(out: consuming Producer<UInt64>, wish: Wish) {
        self.out = out
        self.wish = wish
    }

    mutating func turn(at now: Instant) -> Int {
        let wanted = wish.number.load(ordering: .relaxed)
        guard wanted > sent, out.push(wanted) else { return 0 }
        sent = wanted
        return 1
    }

    mutating func housekeep(at now: Instant) {}
    mutating func waitsForRoom() -> Bool { !out.hasRoom(for: 1) }
}

private final class Wish: Sendable {
    let number = Atomic<UInt64>(0)
}

/// Notes in which order its runner does what; its housekeeping brings work for the next turn.
private struct Housebound: ~Copyable, Tile, Parking {
    var kept = false
    let order: Order

    init(order: Order) { self.order = order }

    mutating func turn(at now: Instant) -> Int {
        if kept { order.turned.add(1, ordering: .relaxed) }
        kept = false
        return 0
    }

    mutating func housekeep(at now: Instant) {
        kept = true
        order.kept.add(1, ordering: .relaxed)
    }

    mutating func waitsForRoom() -> Bool { false }

    mutating func park(until deadline: Instant) {
        if kept { order.slept.add(1, ordering: .relaxed) }
        usleep(100)
    }
}

private final class Order: Sendable {
    let kept = Atomic<UInt64>(0)
    let turned = Atomic<UInt64>(0)
    /// Went to sleep over what housekeeping had brought.
    let slept = Atomic<UInt64>(0)
}

private let link = Link<UInt64>(from: "asked", to: "listening", depth: 8, full: .wait)

@Suite("A tile that does its own waiting", .serialized)
struct ParkingTests {
    @Test("what its housekeeping brings is worked on before it sleeps", .timeLimit(.minutes(1)))
    func keepsHouse() throws {
        let topology = Topology(
            tiles: [TileSpec("housebound", does: "keeps house")], links: [],
            runners: [
                RunnerSpec(
                    "main", tiles: ["housebound"], idle: .park(afterTurns: 0),
                    housekeeping: .milliseconds(1))
            ])
        let stopping = Stopping()
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        let order = Order()
        try crew.start(parking: "main", Housebound(order: order))
        while order.turned.load(ordering: .relaxed) < 20 { usleep(200) }
        stopping.request(.finished)
        crew.join()
        #expect(order.slept.load(ordering: .relaxed) == 0)
        #expect(order.kept.load(ordering: .relaxed) >= 20)
    }

    @Test("it is woken by its neighbour and by its outside", .timeLimit(.minutes(1)))
    func woken() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        try #require(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        let topology = Topology(
            tiles: [TileSpec("asked", does: "sends"), TileSpec("listening", does: "waits")],
            links: [link],
            runners: [
                RunnerSpec("asking", tiles: ["asked"], idle: .yield(afterTurns: 0)),
                RunnerSpec("hearing", tiles: ["listening"], idle: .park(afterTurns: 0)),
            ])
        let stopping = Stopping()
        let (notebook, parked, wish) = (Notebook(), Parked(), Wish())
        var wiring = try Wiring(topology)
        let crew = try Crew(topology, clock: HostClock(), stopping: stopping)
        let doorbell = crew.doorbell(of: "hearing").descriptor
        try #require(doorbell >= 0)
        try crew.start(
            parking: "hearing",
            Listening(
                input: wiring.consumer(of: link), outside: ends[0], doorbell: doorbell,
                notebook: notebook, parked: parked, stopping: stopping))
        try crew.start("asking", Asked(out: wiring.producer(of: link), wish: wish))
        for number in UInt64(1)...20 {
            let times = parked.times.load(ordering: .relaxed)
            wish.number.store(number, ordering: .relaxed)
            while notebook.received.load(ordering: .relaxed) < number { sched_yield() }
            var one: UInt64 = 1
            #expect(write(ends[1], &one, 8) == 8)
            while parked.heard.load(ordering: .relaxed) < number { sched_yield() }
            while parked.times.load(ordering: .relaxed) == times { sched_yield() }
        }
        stopping.request(.finished)
        wish.number.store(100, ordering: .relaxed)
        crew.join()
        #expect(parked.missed.load(ordering: .relaxed) == 0)
        #expect(parked.rung.load(ordering: .relaxed) >= 1)
        #expect(crew.runners[1].hasEnded)
    }
}
