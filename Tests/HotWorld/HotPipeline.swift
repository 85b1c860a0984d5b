import Archive
import Markets
import Meters
import Numbers
import Pipeline
import Rings
import Trading

/// Intake, price tile and desk tile with real rings between them. Each `turn…` is one tile's share,
/// so that a proof can look at each alone.
public struct HotPipeline: ~Copyable {
    private var intake: Intake
    private var decoded: Producer<Event>
    private var decodedEnd: Consumer<Event>
    private var events: Producer<Event>
    private var price: PriceTile
    private var desk: DeskTile
    private var records: Consumer<DeskRecord>
    private var label = RecordLabel(.tick, input: InputSequence(0), stamp: .never)
    /// Events that entered the price tile; one a turn.
    public private(set) var eventCount: UInt64 = 0
    /// Records that the desk gave to the journal's ring.
    public private(set) var recordCount: UInt64 = 0

    public init(_ plan: Plan) throws {
        let cycles = try plan.cycles()
        // The longest message is a whole book; all of it finds room.
        let decodedRing = RingMemory<Event>(capacity: 65_536)
        let eventRing = RingMemory<Event>(capacity: 64)
        let chanceRing = RingMemory<Event>(capacity: 1_024)
        let recordRing = RingMemory<DeskRecord>(capacity: 4_096)
        intake = Intake(plan)
        decoded = Producer(over: decodedRing)
        decodedEnd = Consumer(over: decodedRing)
        events = Producer(over: eventRing)
        price = PriceTile(
            plan: plan, cycles: cycles, events: Consumer(over: eventRing),
            desk: Producer(over: chanceRing))
        desk = DeskTile(
            desk: HotPlan.desk(plan, cycles), cycles: cycles.count,
            events: Consumer(over: chanceRing), journal: Producer(over: recordRing), clock: nil)
        records = Consumer(over: recordRing)
        desk.begin()
        while records.pop() != nil {}
    }

    public func gauge(ofSource source: Int) -> CounterGauge<IntakeCounter> {
        intake.gauge(of: source)
    }
    public var priceGauge: CounterGauge<PriceCounter> { price.gauge }
    public var deskGauge: CounterGauge<DeskCounter> { desk.gauge }
    public var decisionHash: Digest { desk.decisionHash }
    public var ledgerIsBalanced: Bool { desk.ledgerIsBalanced }

    /// Takes one input to its end and puts its stamps behind it, as the feed tile does.
    public mutating func takeInput(_ input: (RecordLabel, UnsafeRawBufferPointer)) {
        label = input.0
        intake.begin(input.0, input.1)
        let isDone = intake.step(into: &decoded)
        precondition(isDone, "the ring has room for the longest message")
        let isPushed = decoded.push(
            Event(
                kind: .stamps, flags: .none, instrument: InstrumentID(UInt16.max),
                input: label.input, received: label.stamp, words: Event.Words(50_000)))
        precondition(isPushed, "the ring has room for its stamps")
    }

    /// Moves one event on and turns the price tile; false when there was none.
    @_noLocks public mutating func turnPrice() -> Bool {
        guard let event = decodedEnd.pop() else { return false }
        let isPushed = events.push(event)
        let work = price.turn(at: label.stamp)
        precondition(isPushed && work == 1, "a turn takes the event that waits")
        eventCount &+= 1
        return true
    }

    /// Turns the desk tile.
    @_noLocks public mutating func turnDesk() { _ = desk.turn(at: label.stamp) }

    /// Empties the ring behind the desk.
    @_noLocks public mutating func dropRecords() {
        while records.pop() != nil { recordCount &+= 1 }
    }

    /// Turns price and desk until nothing waits.
    @_noLocks public mutating func settle() {
        while turnPrice() {
            turnDesk()
            dropRecords()
        }
    }

    /// One input through everything.
    public mutating func fly(_ flight: inout Flight) {
        takeInput(flight.nextInput())
        settle()
    }

    /// What an operator's thread does about once a second.
    public mutating func housekeep() {
        price.housekeep(at: label.stamp)
        desk.housekeep(at: label.stamp)
    }

    /// Source 0 or 1: what it wants done, for who plays the network.
    public mutating func takeWishes(of source: Int) -> Wish { intake.takeWishes(of: source) }
}
