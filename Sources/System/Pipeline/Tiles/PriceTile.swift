public import Markets
public import Meters
public import Numbers
public import Rings
public import Tiles
public import Trading

/// Counters of the price tile.
public enum PriceCounter: Int, Counter {
    public static var tile: StaticString { "price" }

    /// Events applied.
    case eventApplied
    /// Batches that ended: after each, the cycles through its market were evaluated.
    case batchEnded
    /// Chances passed on to the desk.
    case opportunityFound
    /// Turns that found `price_desk` full and waited; nothing is lost.
    case ringFull
}

/// Applies events to books and pools, evaluates the cycles through what changed, and passes
/// everything on to the desk in one order: the batch, what was found in it, and its stamps.
@safe
public struct PriceTile: Tile, ~Copyable, @unchecked Sendable {
    private var events: Consumer<Event>
    private var desk: Producer<Event>
    private var stage: PriceStage
    /// What one event can bring besides itself.
    private let room: Int
    private let instruments: Int
    private let counters = Counters<PriceCounter>()
    /// Four numbers an instrument, for people; see `InstrumentReading`.
    private let readings: Gauges
    /// Read once a batch, for its stamps; nil in replay.
    private let clock: HostClock?

    public init(
        plan: Plan, cycles: [CEXDEXCycle], events: consuming Consumer<Event>,
        desk: consuming Producer<Event>, clock: HostClock? = nil
    ) {
        self.clock = clock
        self.events = events
        self.desk = desk
        stage = PriceStage(plan.instruments, cycles: cycles)
        room = 2 * cycles.count + 2
        instruments = plan.instruments.count
        readings = Gauges(count: instruments * InstrumentReading.width)
    }

    public var gauge: CounterGauge<PriceCounter> { counters.gauge }
    public var instrumentView: GaugeView { readings.view }

    @_noLocks public mutating func turn(at now: Instant) -> Int {
        var work = 0
        while work < 512 {
            guard desk.hasRoom(for: room) else {
                counters.add(.ringFull)
                break
            }
            guard let event = unsafe events.front() else { break }
            work &+= 1
            unsafe apply(event.pointee, at: now)
            events.advance()
        }
        if work > 0 {
            desk.publish()
            counters.add(.eventApplied, UInt64(truncatingIfNeeded: work))
        }
        return work
    }

    @_noLocks private mutating func apply(_ event: Event, at now: Instant) {
        // The feed's own stamps travel past: only the desk reads them.
        if event.kind == .stamps {
            var stamps = event
            stamps.words.w2 = now.nanosecondsSinceBoot
            stamps.words.w3 = (clock?.now() ?? now).nanosecondsSinceBoot
            _ = desk.stage(stamps)
            return
        }
        let found = stage.apply(event)
        _ = desk.stage(event)
        if event.flags.contains(.last) { counters.add(.batchEnded) }
        for index in 0..<found { _ = desk.stage(stage.opportunity(index).event) }
        if found > 0 { counters.add(.opportunityFound, UInt64(truncatingIfNeeded: found)) }
    }

    public mutating func waitsForRoom() -> Bool { !desk.hasRoom(for: room) }

    @_noLocks public mutating func rehearse() { stage.rehearse() }

    func topOfBook(_ book: InstrumentID) -> TopOfBook { stage.markets.top(of: book) }

    func nextLevel(_ book: InstrumentID, _ cursor: inout BookCursor) -> BookLevel? {
        stage.markets.next(book, &cursor)
    }

    public mutating func housekeep(at now: Instant) {
        for index in 0..<instruments {
            InstrumentReading(of: InstrumentID(UInt16(index)), in: stage.markets, at: now)
                .write(to: readings, at: index)
        }
    }
}
