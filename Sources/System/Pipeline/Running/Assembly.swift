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
    private let clock: HostClock
    let views: RunViews

    init(
        plan: Plan, layout: PipelineTopology, memory: HostMemory, clock: HostClock,
        openings: [Plan.Opening], recording: consuming Recording?
    ) throws(RunFault) {
        self.clock = clock
        var wiring = try Assembly.wiring(layout, memory)
        let cycles: [CEXDEXCycle]
        let paperDesk: PaperDesk
        do throws(SettingsFaults) {
            cycles = try plan.cycles()
            paperDesk = try plan.desk(cycles, openings: openings, at: clock.now())
        } catch {
            throw .settings(error)
        }
        let isRecording = recording != nil
        var desk = DeskTile(
            desk: paperDesk, cycles: cycles.count, events: wiring.consumer(of: layout.chances),
            journal: isRecording ? wiring.producer(of: layout.records) : nil)
        desk.begin()
        let price = PriceTile(
            plan: plan, cycles: cycles, events: wiring.consumer(of: layout.events),
            desk: wiring.producer(of: layout.chances))
        let feed = FeedTile(
            loop: try Assembly.loop(), links: try Assembly.links(plan), plan: plan,
            firstInput: recording?.firstInput ?? InputSequence(1),
            events: wiring.producer(of: layout.events),
            journal: isRecording ? wiring.producer(of: layout.inputs) : nil, clock: clock)
        var journal: JournalTile?
        if let recording = consume recording {
            journal = JournalTile(
                inputs: wiring.consumer(of: layout.inputs),
                records: wiring.consumer(of: layout.records), writer: recording.takeWriter())
        }
        views = RunViews(
            feed: feed.gauge, sources: (0..<plan.settings.sources.count).map { feed.gauge(of: $0) },
            price: price.gauge, instruments: price.instrumentView, desk: desk.gauge,
            balances: desk.balanceView, stages: desk.stageGauges, journal: journal?.gauge,
            recording: journal?.recordingGauge)
        self.feed = consume feed
        self.price = consume price
        self.desk = consume desk
        self.journal = consume journal
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

    private static func loop() throws(RunFault) -> EventLoop {
        do throws(LoopFault) { return try EventLoop() } catch { throw .network("\(error)") }
    }

    private static func links(_ plan: Plan) throws(RunFault) -> [SourceLink] {
        var links: [SourceLink] = []
        for source in plan.settings.sources {
            do throws(SourceFault) {
                links.append(
                    try SourceLink(
                        source, takesStamps: plan.settings.machine.takesKernelStamps))
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
        if let journal = journal.take() { try crew.start(.journal, journal) }
        if isFused {
            try crew.start(
                parking: .main, Fused(Fused(feed, price, clock: clock), desk, clock: clock))
        } else {
            try crew.start(.desk, desk)
            try crew.start(.price, price)
            try crew.start(parking: .feed, feed)
        }
    }
}

/// Everything that the observer reads, from the reading side.
struct RunViews: Sendable {
    let feed: CounterGauge<FeedCounter>
    let sources: [CounterGauge<IntakeCounter>]
    let price: CounterGauge<PriceCounter>
    let instruments: GaugeView
    let desk: CounterGauge<DeskCounter>
    let balances: GaugeView
    let stages: StageGauges
    let journal: CounterGauge<JournalCounter>?
    let recording: HistogramGauge?
}
