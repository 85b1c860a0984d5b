import CProbe
import Markets
import Numbers
import Testing
import Trading

@Suite("Memory of a turn")
struct AllocationTests {
    /// Allocations and frees of this thread while `body` runs.
    @inline(never)
    private func traffic(_ body: () -> Void) -> UInt64 {
        let before = probe_allocations() + probe_frees()
        body()
        return probe_allocations() + probe_frees() - before
    }

    @Test("the probe sees an allocation", .enabled(if: probe_active() == 1))
    func probe() {
        let length = Int(Chance(state: UInt64(probe_allocations())).state % 9) + 9
        let seen = traffic { withExtendedLifetime([Int](repeating: 1, count: length)) {} }
        #expect(seen >= 2)
    }

    @Test(
        "a million events through the price stage and the desk allocate nothing",
        .enabled(if: probe_active() == 1))
    func turns() throws {
        let settings = try DeskWorld.settings(lotsMax: 300)
        var desk = PaperDesk(settings)
        var stage = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        desk.deposit(90_000_000, of: cash, at: exchange, moment: .never)
        desk.deposit(9_000_000, of: base, at: exchange, moment: .never)
        desk.deposit(9_000_000, of: base, at: wallet, moment: .never)
        desk.deposit(90_000_000, of: stable, at: wallet, moment: .never)
        desk.removeDecisions()
        var stream = Stream(seed: 11)
        var events: [Event] = []
        while events.count < 20_000 { events += stream.next() }
        var decided = 0
        let span = stream.time
        func run(_ rounds: Range<UInt64>) -> UInt64 {
            events.withUnsafeBufferPointer { events in
                traffic {
                    var round = rounds.lowerBound
                    var place = 0
                    while round < rounds.upperBound {
                        var event = events[place]
                        event.received = event.received + Nanoseconds(round * span)
                        let found = stage.apply(event)
                        desk.step(event)
                        for index in 0..<found { desk.step(stage.opportunity(index).event) }
                        decided += desk.decisionCount
                        desk.removeDecisions()
                        place = place + 1 == events.count ? 0 : place + 1
                        if place == 0 { round += 1 }
                    }
                }
            }
        }
        // The first round may make the runtime's own tables for the test's loops.
        _ = run(0..<1)
        let used = run(1..<51)
        #expect(used == 0)
        let orders = desk.orderCount
        #expect(decided > 2_000 && orders > 100, "\(decided) decisions, \(orders) orders")
    }

    @Test(
        "levels near and far, slides and snapshots allocate nothing",
        .enabled(if: probe_active() == 1))
    func book() {
        var book = Book(windowTicks: 256, levelsMax: 2_000)
        var chance = Chance(state: 1)
        let used = traffic {
            for step in 0..<200_000 {
                let side: Side = chance.below(2) == 0 ? .bid : .ask
                let far = chance.below(4) == 0 ? UInt64(100_000) : 80 + UInt64(step / 10)
                let price = Int64(1_000_000 + chance.below(far))
                book.set(
                    side, price: Ticks(price), size: Lots(chance.below(3) == 0 ? 0 : 5))
                if step % 20_000 == 0 { book.removeAll() }
                var cursor = BookCursor(side)
                for _ in 0..<3 { _ = book.next(&cursor) }
            }
        }
        let slides = book.slides(.ask)
        #expect(used == 0 && slides > 10)
    }
}
