import Markets
import Meters
import Numbers
import Tiles
import Trading

extension PaperRun {
    /// The run as it stands now.
    public func report() -> StatusReport {
        let now = clock.now()
        var report = StatusReport()
        report.elapsed = now.since(began)
        report.inputs = views.feed.value(of: .inputNumbered)
        report.events = views.price.value(of: .eventApplied)
        report.sources = plan.settings.sources.enumerated().map { source($0, $1, now) }
        report.instruments = plan.instruments.enumerated().map { instrument($0, $1) }
        report.opportunities = views.desk.value(of: .opportunitySeen)
        report.accepted = views.desk.value(of: .accepted)
        report.refusals = counts(PaperRun.refusals)
        report.trades = counts(PaperRun.trades)
        report.decisions = views.desk.value(of: .decisionMade)
        report.decisionsInAll = decisionsBefore + report.decisions
        report.decisionHash = views.desk.value(of: .decisionHash)
        report.isLedgerBalanced = views.desk.value(of: .ledgerUnbalanced) == 0
        report.balances = plan.balances(
            openings: openings,
            now: openings.indices.map { Int64(bitPattern: views.balances[$0]) })
        report.worth = worth(of: report.profits)
        report.stages = stages()
        report.faults = faults()
        if let journal = views.journal {
            var state = StatusReport.Journal()
            state.directory = directory
            state.acknowledged = journal.value(of: .acknowledged)
            state.bytes = journal.value(of: .byteWritten)
            state.waits =
                views.feed.value(of: .journalFull) + journal.value(of: .writerFull)
            if journal.value(of: .waiting) + journal.value(of: .failed) > 0 {
                state.trouble = views.recordingTrouble?.text
            }
            report.journal = state
        }
        return report
    }

    /// Why the run cannot go on; nil while it can.
    public var failure: String? {
        guard let journal = views.journal, journal.value(of: .failed) != 0 else { return nil }
        let why = views.recordingTrouble?.text ?? "the file system refuses to write"
        return "\(directory): the recording has ended: \(why)"
    }

    private func source(
        _ index: Int, _ settings: SourceSettings, _ now: Instant
    ) -> StatusReport.Source {
        let gauge = views.sources[index]
        var source = StatusReport.Source()
        source.name = settings.name
        source.messages = gauge.value(of: .inputTaken)
        source.bytes = gauge.value(of: .byteTaken)
        source.connections = gauge.value(of: .connected)
        source.isConnected =
            gauge.value(of: .connected) > gauge.value(of: .disconnected)
        source.trouble = views.troubles[index].text
        source.gaps = gauge.value(of: .sequenceGap) + gauge.value(of: .slotBackwards)
        let last = gauge.value(of: .lastInput)
        if last > 0 { source.age = now.since(Instant(nanosecondsSinceBoot: last)) }
        return source
    }

    private func instrument(_ index: Int, _ one: Instrument) -> StatusReport.Instrument {
        let reading = InstrumentReading(from: views.instruments, at: index)
        var instrument = StatusReport.Instrument()
        instrument.name = one.name
        instrument.state =
            switch reading.standing {
            case .live: .live
            case .stale: .stale
            case .quarantined: .quarantined
            }
        switch one.terms {
        case .book(let terms):
            let prices = [reading.first, reading.second].map { ticks in
                ticks == 0
                    ? "–"
                    : StatusText.amount(
                        Int64(bitPattern: ticks) * Int64(terms.tick.units),
                        decimals: Int(terms.tick.decimals))
            }
            instrument.price = "\(prices[0]) / \(prices[1])"
        case .pool(let terms):
            instrument.price = poolPrice(reading, terms)
        }
        return instrument
    }

    /// The pool's price in quote per base, for people.
    private func poolPrice(_ reading: InstrumentReading, _ terms: PoolTerms) -> String {
        guard reading.first != 0 else { return "–" }
        let told = Double(bitPattern: reading.first)
        let base = Int(plan.assets[Int(terms.base.index)].decimals)
        let quote = Int(plan.assets[Int(terms.quote.index)].decimals)
        var price = terms.baseToken == .a ? told : 1 / told
        for _ in 0..<max(0, base - quote) { price *= 10 }
        for _ in 0..<max(0, quote - base) { price /= 10 }
        let millionths = price * 1e6
        return millionths < 9e15
            ? StatusText.amount(Int64(millionths), decimals: 6) : "\(price)"
    }

    private func counts(_ names: [(String, DeskCounter)]) -> [StatusReport.Count] {
        names.compactMap { name, counter in
            let count = views.desk.value(of: counter)
            return count > 0 ? StatusReport.Count(name: name, count: count) : nil
        }
    }

    private static let refusals: [(String, DeskCounter)] = [
        ("kill switch", .refusedByKillSwitch), ("paused", .refusedByPause),
        ("quarantined", .refusedByQuarantine), ("stale", .refusedByAge),
        ("edge below minimum", .refusedByEdge), ("size", .refusedBySize),
        ("inventory", .refusedByInventory), ("in flight", .refusedByFlight),
    ]

    private static let trades: [(String, DeskCounter)] = [
        ("settled", .tradeSettled), ("lost", .tradeLost), ("legs filled", .legFilled),
        ("legs filled in part", .legPartlyFilled), ("legs failed", .legFailed),
    ]

    private func stages() -> [StatusReport.Stage] {
        var gauges = views.stages.stages
        if let recording = views.recording {
            gauges.insert(("received → staged", recording), at: gauges.count - 1)
        }
        return gauges.map { name, gauge in
            let snapshot = gauge.snapshot()
            var stage = StatusReport.Stage()
            stage.name = name
            stage.count = snapshot.count
            stage.p50 = snapshot.percentile(50)
            stage.p99 = snapshot.percentile(99)
            stage.p999 = snapshot.percentile(99.9)
            stage.max = snapshot.max
            return stage
        }
    }

    private func faults() -> [StatusReport.Count] {
        var counts: [StatusReport.Count] = []
        func add(_ name: String, _ count: UInt64) {
            if count > 0 { counts.append(StatusReport.Count(name: name, count: count)) }
        }
        for counter in PaperRun.intakeFaults {
            add(counter.name, views.sources.reduce(0) { $0 + $1.value(of: counter) })
        }
        add("feed_price_full", views.sources.reduce(0) { $0 + $1.value(of: .ringFull) })
        add("feed_journal_full", views.feed.value(of: .journalFull))
        add("price_desk_full", views.price.value(of: .ringFull))
        add("desk_journal_full", views.desk.value(of: .ringFull))
        if let journal = views.journal {
            add("disk_waiting", journal.value(of: .waiting))
            add("disk_refused", journal.value(of: .failed))
        }
        return counts
    }

    private static let intakeFaults: [IntakeCounter] = [
        .disconnected, .sequenceGap, .messageRepeated, .messageMalformed, .messageIgnored,
        .venueRefusal, .slotBackwards, .accountRefused, .answerRefused,
    ]
}
