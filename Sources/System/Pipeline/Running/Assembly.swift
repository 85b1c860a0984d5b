import Archive
import Markets
import Meters
import Numbers
import Reactor
import Rings
import Tiles
import Trading

/// The tiles of a run, wired and not yet started.
struct Assembly: ~Copyable {
    var feed: FeedTile?
    var price: PriceTile?
    var desk: DeskTile?
    var journal: JournalTile?
    let clock: HostClock
    let views: RunViews
    let mailbox: Mailbox
    let resumption: Resumption?
    let openings: [Int64]

    /// Makes and wires every tile.
    static func made(
        plan: Plan, layout: PipelineTopology, memory: HostMemory, clock: HostClock,
        session: Session, past: Past?, directory: String
    ) throws(RunFault) -> Assembly {
        let isRecording = !directory.isEmpty
        var wiring = try Assembly.wiring(layout, memory)
        let cycles: [CEXDEXCycle]
        do throws(SettingsFaults) { cycles = try plan.cycles() } catch { throw .settings(error) }
        let paperDesk = try plan.desk(
            cycles, openings: session.openings, past: past, at: Instant.never)
        let mailbox = Mailbox()
        let links = try Assembly.links(plan)
        let loop = try Assembly.loop()
        let openings = DeskTile.deposits(of: paperDesk)
        var desk = DeskTile(
            desk: paperDesk, cycles: cycles.count, events: wiring.consumer(of: layout.chances),
            journal: isRecording ? wiring.producer(of: layout.records) : nil, clock: clock)
        desk.begin()
        let price = PriceTile(
            plan: plan, cycles: cycles, events: wiring.consumer(of: layout.events),
            desk: wiring.producer(of: layout.chances), clock: clock)
        let feed = FeedTile(
            loop: loop, links: links, plan: plan,
            firstInput: InputSequence((past?.lastInput.count ?? 0) + 1),
            events: wiring.producer(of: layout.events),
            journal: isRecording ? wiring.producer(of: layout.inputs) : nil, clock: clock,
            mailbox: mailbox)
        var resumption: Resumption?
        var journal: JournalTile?
        if isRecording {
            let writer = try Recording.opened(
                directory, session: session, past: past, settings: plan.settings, clock: clock)
            resumption = writer.resumption
            journal = JournalTile(
                inputs: wiring.consumer(of: layout.inputs),
                records: wiring.consumer(of: layout.records), writer: writer)
        }
        let views = RunViews(
            feed: feed.gauge, sources: (0..<plan.settings.sources.count).map { feed.gauge(of: $0) },
            troubles: (0..<plan.settings.sources.count).map { feed.intake.trouble(of: $0) },
            price: price.gauge, instruments: price.instrumentView, desk: desk.gauge,
            balances: desk.balanceView, stages: desk.stageGauges, journal: journal?.gauge,
            recording: journal?.recordingGauge, recordingTrouble: journal?.troubleView)
        return Assembly(
            feed: feed, price: price, desk: desk, journal: journal, clock: clock, views: views,
            mailbox: mailbox, resumption: resumption, openings: openings)
    }

    private static func wiring(
        _ layout: PipelineTopology, _ memory: HostMemory
    ) throws(RunFault) -> Wiring {
        do throws(TopologyFaults) {
            return try Wiring(layout.topology, from: memory.allocator)
        } catch {
            throw .topology(error.faults.map { "\($0)" }.joined(separator: "; "))
        }
    }

    static func loop() throws(RunFault) -> EventLoop {
        do throws(LoopFault) { return try EventLoop() } catch { throw .network("\(error)") }
    }

    static func links(_ plan: Plan) throws(RunFault) -> [SourceLink] {
        var links: [SourceLink] = []
        for source in plan.settings.sources {
            do throws(SourceFault) {
                links.append(try SourceLink(source, on: plan.settings.machine))
            } catch {
                throw .source(error)
            }
        }
        return links
    }

    /// Starts the threads, last tiles first, so that whoever writes finds a reader.
    mutating func start(on crew: Crew, isFused: Bool) throws(ThreadRefusal) {
        guard let feed = feed.take(), let price = price.take(), let desk = desk.take() else {
            preconditionFailure("an assembly is started once")
        }
        if let journal = journal.take() { try crew.start(.journal, Tending(journal)) }
        if isFused {
            try crew.start(
                parking: .main,
                Fused(Fused(Tending(feed), price, clock: clock), desk, clock: clock))
        } else {
            try crew.start(.desk, desk)
            try crew.start(.price, price)
            try crew.start(parking: .feed, Tending(feed))
        }
    }
}

/// Everything that the observer reads, from the reading side.
struct RunViews: Sendable {
    let feed: CounterGauge<FeedCounter>
    let sources: [CounterGauge<IntakeCounter>]
    let troubles: [TroubleView]
    let price: CounterGauge<PriceCounter>
    let instruments: GaugeView
    let desk: CounterGauge<DeskCounter>
    let balances: GaugeView
    let stages: StageGauges
    let journal: CounterGauge<JournalCounter>?
    let recording: HistogramGauge?
    let recordingTrouble: TroubleView?
}
