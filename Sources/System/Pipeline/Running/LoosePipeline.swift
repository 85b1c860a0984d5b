import Archive
import Markets
package import Meters
import Numbers
import Reactor
package import Rings
package import Tiles
import Trading

/// The shipped feed, price and desk tiles on one thread, with nobody behind the feed's and the
/// desk's rings to the journal: whoever measures reads there what was taken and decided.
package struct LoosePipeline: ~Copyable {
    package typealias Tiles = Fused<Fused<Tending<FeedTile>, PriceTile>, DeskTile>

    /// For a runner, once.
    package var tiles: Tiles?
    /// What the feed records: `InputRecord`s.
    package var inputs: ByteConsumer?
    /// What the desk records.
    package var records: Consumer<DeskRecord>?
    package let chances: CounterGauge<PriceCounter>
    package let sources: [CounterGauge<IntakeCounter>]
    package let troubles: [TroubleView]

    /// - Throws: what of the plan cannot be had.
    package init(_ plan: Plan, clock: HostClock) throws(RunFault) {
        // As a run does it: no turn of it meets a page for the first time.
        _ = HostMemory(
            arena: 0, hugePages: false, locked: plan.settings.machine.locksMemory)
        let events = RingMemory<Event>(capacity: plan.settings.machine.ringDepth)
        let found = RingMemory<Event>(capacity: plan.settings.machine.ringDepth)
        let recorded = RingMemory<DeskRecord>(capacity: 16_384)
        let input = ByteRingMemory(capacity: plan.settings.journal.ringMebibytes << 20)
        let cycles: [CEXDEXCycle]
        do throws(SettingsFaults) { cycles = try plan.cycles() } catch { throw .settings(error) }
        let paperDesk = try plan.desk(cycles, openings: plan.openings, past: nil, at: Instant.never)
        let feed = FeedTile(
            loop: try Assembly.loop(), links: try Assembly.links(plan), plan: plan,
            firstInput: InputSequence(1), events: Producer(over: events),
            journal: ByteProducer(over: input), clock: clock, mailbox: Mailbox())
        let price = PriceTile(
            plan: plan, cycles: cycles, events: Consumer(over: events),
            desk: Producer(over: found), clock: clock)
        var desk = DeskTile(
            desk: paperDesk, cycles: cycles.count, events: Consumer(over: found),
            journal: Producer(over: recorded), clock: clock)
        desk.begin()
        chances = price.gauge
        sources = plan.settings.sources.indices.map { feed.gauge(of: $0) }
        troubles = plan.settings.sources.indices.map { feed.intake.trouble(of: $0) }
        tiles = Fused(Fused(Tending(feed), price, clock: clock), desk, clock: clock)
        inputs = ByteConsumer(over: input)
        records = Consumer(over: recorded)
    }
}
