import Archive
import HotWorld
import Markets
import Meters
import Numbers
import Reactor
import Rings
import Testing
import Tiles

@testable import Pipeline

@Suite("The feed tile's link to the journal", .serialized)
struct FeedJournalTests {
    @Test("feed_journal full: the feed waits, and every input comes through in order")
    func full() throws {
        let (simulators, ports) = try SimulatorThread.start(speed: 50)
        defer { simulators.end() }
        let text = HotPlan.text
            .replacing("ws://localhost:1/", with: "ws://127.0.0.1:\(ports.coinbase)/")
            .replacing("ws://localhost:2/", with: "ws://127.0.0.1:\(ports.solana)/")
            .replacing("http://localhost:2/", with: "http://127.0.0.1:\(ports.solana)/")
        let plan = try Plan(Settings(text: text, file: "feed.toml"))
        let eventRing = RingMemory<Event>(capacity: 65_536)
        // Room for the answers at the start, and for a few hundred messages.
        let inputRing = ByteRingMemory(capacity: 256 << 10)
        let clock = HostClock()
        var events = Consumer(over: eventRing)
        var inputs = ByteConsumer(over: inputRing)
        var feed = FeedTile(
            loop: try EventLoop(),
            links: try plan.settings.sources.map { source throws(SourceFault) in
                try SourceLink(source, on: plan.settings.machine)
            }, plan: plan, firstInput: InputSequence(1), events: Producer(over: eventRing),
            journal: ByteProducer(over: inputRing), clock: clock, mailbox: Mailbox())
        var numbers: [UInt64] = []
        let giveUp = clock.now() + .seconds(60)
        /// Turns the tile until something has come to be; the journal's end is read or not.
        func turn(reading: Bool, until isDone: () -> Bool) throws {
            while !isDone() {
                let now = clock.now()
                try #require(now < giveUp)
                feed.housekeep(at: now)
                _ = feed.turn(at: now)
                while events.pop() != nil {}
                guard reading else { continue }
                while let record = inputs.next() {
                    numbers.append(record.bytes.loadUnaligned(as: RecordLabel.self).input.count)
                }
                inputs.release()
            }
        }
        let sources = (0..<2).map { feed.gauge(of: $0) }
        let own = feed.gauge
        try turn(reading: true) { sources.allSatisfy { $0.value(of: .inputTaken) > 20 } }
        try turn(reading: false) { own.value(of: .journalFull) > 100 }
        let numbered = own.value(of: .inputNumbered)
        let waits = own.value(of: .journalFull)
        try turn(reading: false) { own.value(of: .journalFull) > waits + 100 }
        #expect(own.value(of: .inputNumbered) == numbered, "nothing more is taken meanwhile")
        try turn(reading: true) { own.value(of: .inputNumbered) > numbered + 500 }
        #expect(numbers == Array(1...UInt64(numbers.count)) && numbers.count > 500)
        for source in sources {
            #expect(source.value(of: .sequenceGap) == 0 && source.value(of: .disconnected) == 0)
        }
    }
}
