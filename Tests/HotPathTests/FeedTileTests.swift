import CProbe
import HotWorld
import Markets
import Meters
import Numbers
import Reactor
import Rings
import Testing
import Tiles

@testable import Pipeline

// Over plain TCP. Under TLS libssl allocates for its records: that is its own, stated in
// ARCHITECTURE.md, and no proof of ours.

@Suite("Hot path: feed", .serialized)
struct FeedTileTests {
    /// A feed on sockets, and the ends of its rings.
    struct Bench: ~Copyable {
        var feed: FeedTile
        var events: Consumer<Event>
        var inputs: ByteConsumer
        let clock: HostClock
        var housekeepAt = Instant.never
        /// Heap traffic of the tile's turns.
        var uses: UInt64 = 0
        var turns: UInt64 = 0
        /// Times that a turn left something cold.
        var tendings: UInt64 = 0
        /// From here on the RealtimeSanitizer watches the turns, where it is built in.
        var isWarm = false

        init(
            _ plan: Plan, _ links: [SourceLink], _ loop: consuming EventLoop, _ clock: HostClock
        ) {
            let eventRing = RingMemory<Event>(capacity: 65_536)
            let inputRing = ByteRingMemory(capacity: 64 << 20)
            self.clock = clock
            events = Consumer(over: eventRing)
            inputs = ByteConsumer(over: inputRing)
            feed = FeedTile(
                loop: loop, links: links, plan: plan, firstInput: InputSequence(1),
                events: Producer(over: eventRing), journal: ByteProducer(over: inputRing),
                clock: clock, mailbox: Mailbox())
        }

        static func open(_ ports: SimulatorThread.Ports, http: UInt16? = nil) throws -> Bench {
            let text = HotPlan.text
                .replacing("ws://localhost:1/", with: "ws://127.0.0.1:\(ports.coinbase)/")
                .replacing("ws://localhost:2/", with: "ws://127.0.0.1:\(ports.solana)/")
                .replacing("http://localhost:2/", with: "http://127.0.0.1:\(http ?? ports.solana)/")
            let plan = try Plan(Settings(text: text, file: "feed.toml"))
            let links = try plan.settings.sources.map { source throws(SourceFault) in
                try SourceLink(source, on: plan.settings.machine)
            }
            return Bench(plan, links, try EventLoop(), HostClock())
        }

        /// Turns the tile so often, as its runner does; each whole turn is fit for real time, or
        /// the sanitizer ends the process.
        mutating func run(_ count: UInt64) {
            let end = turns &+ count
            while turns < end {
                let now = clock.now()
                if now >= housekeepAt {
                    feed.housekeep(at: now)
                    housekeepAt = now + .milliseconds(10)
                }
                let before = probe_allocations() &+ probe_frees()
                if isWarm { probe_realtime_enter() }
                _ = feed.turn(at: now)
                if turns & 127 == 0 { feed.rehearse() }
                if isWarm { probe_realtime_exit() }
                uses &+= probe_allocations() &+ probe_frees() &- before
                if feed.needsTending {
                    _ = feed.tend(at: now)
                    tendings &+= 1
                }
                turns &+= 1
                while events.pop() != nil {}
                while inputs.next() != nil {}
                inputs.release()
            }
        }

        func seen(_ source: Int, _ counter: IntakeCounter) -> UInt64 {
            feed.gauge(of: source).value(of: counter)
        }
    }

    /// Runs until both sources live and their buffers have grown, then so many turns and at least
    /// so many messages more.
    private func fly(
        _ bench: inout Bench, turns: UInt64, messages: UInt64
    ) throws -> (uses: UInt64, solana: UInt64) {
        let giveUp = bench.clock.now() + .seconds(60)
        while bench.seen(0, .inputTaken) < 500 || bench.seen(1, .eventGiven) < 200 {
            bench.run(1_000)
            try #require(bench.clock.now() < giveUp)
        }
        let before = (bench.seen(0, .inputTaken), bench.seen(1, .inputTaken))
        let start = bench.turns
        bench.uses = 0
        bench.isWarm = true
        while bench.turns < start + turns || bench.seen(0, .inputTaken) < before.0 + messages {
            bench.run(10_000)
            try #require(bench.clock.now() < giveUp)
        }
        for source in 0..<2 {
            #expect(bench.seen(source, .connected) == 1)
            #expect(bench.seen(source, .messageMalformed) == 0)
        }
        return (bench.uses, bench.seen(1, .inputTaken) - before.1)
    }

    @Test(
        "a million turns over sockets, thousands of messages, use the heap not once",
        .enabled(if: probe_active() == 1))
    func million() throws {
        let (simulators, ports) = try SimulatorThread.start(speed: 100)
        defer { simulators.end() }
        var bench = try Bench.open(ports)
        let (uses, solana) = try fly(&bench, turns: 1_000_000, messages: 2_000)
        #expect(uses == 0)
        #expect(solana > 100)
        // The start: connections that opened, questions, answers.
        #expect(bench.tendings > 4)
    }

    // liburing enters the kernel by its own instruction, past the C library, where the sanitizer
    // cannot see it: the ring's own calls, which never wait in a turn, need no exception. Any other
    // call of the system ends the process.
    @Test("whole turns over sockets wait, lock or allocate nowhere, says the sanitizer")
    func realtime() throws {
        let (simulators, ports) = try SimulatorThread.start(speed: 100)
        defer { simulators.end() }
        var bench = try Bench.open(ports)
        let (_, solana) = try fly(&bench, turns: 100_000, messages: 2_000)
        #expect(solana > 10)
    }

    @Test("a node whose HTTP refuses is asked again, each time after a longer wait")
    func refusal() throws {
        let (simulators, ports) = try SimulatorThread.start(speed: 1)
        defer { simulators.end() }
        // Nobody listens on port 1.
        var bench = try Bench.open(ports, http: 1)
        let start = bench.clock.now()
        var elapsed = Nanoseconds(0)
        while bench.seen(1, .answerRefused) < 4 {
            elapsed = elapsed + .milliseconds(1)
            bench.feed.housekeep(at: start + elapsed)
            _ = bench.feed.turn(at: start + elapsed)
            _ = bench.feed.tend(at: start + elapsed)
            while bench.events.pop() != nil {}
            while bench.inputs.next() != nil {}
            bench.inputs.release()
            try #require(bench.clock.now().since(start) < .seconds(60))
        }
        #expect(elapsed >= .milliseconds(200 + 400 + 800))
    }
}
