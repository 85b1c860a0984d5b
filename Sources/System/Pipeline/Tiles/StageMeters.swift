import Markets
public import Meters
import Numbers
import Trading

/// The measured moments of one batch, kept until the turn that worked on it is over.
@safe struct BatchStamps: BitwiseCopyable {
    /// From the kernel's receive stamp to ours; 0 when the kernel gave none.
    var kernelAge: UInt64
    var received: Instant
    var pricedFrom: Instant
    var deskFrom: Instant
    var input: InputSequence
    var hasDecision: Bool
    var sequence: UInt64

    /// The stamps in the shape of a record for the journal.
    @_noLocks func decision(decidedAt now: Instant) -> Decision {
        Decision(
            .none, code: 0, cycle: 0, order: 0, sequence: sequence, input: input,
            moment: received,
            words: Decision.Words(
                kernelAge, pricedFrom.nanosecondsSinceBoot, deskFrom.nanosecondsSinceBoot,
                now.nanosecondsSinceBoot))
    }
}

/// The batches of one turn, in memory taken once.
@safe struct PendingStamps: ~Copyable {
    private let places: UnsafeMutablePointer<BatchStamps>
    private let capacity: Int
    private var count = 0
    private var taken = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe places = .allocate(capacity: capacity)
    }

    deinit { unsafe places.deallocate() }

    var hasRoom: Bool { @_noLocks get { count < capacity } }

    @_noLocks mutating func add(_ event: Event, deskAt now: Instant, decision: Decision?) {
        precondition(count < capacity, "a turn takes no more batches than fit")
        let sequence: UInt64
        if let decision { sequence = decision.sequence } else { sequence = 0 }
        unsafe (places + count).initialize(
            to: BatchStamps(
                kernelAge: event.words.w0, received: event.received,
                pricedFrom: Instant(nanosecondsSinceBoot: event.words.w1), deskFrom: now,
                input: event.input, hasDecision: sequence > 0, sequence: sequence))
        count &+= 1
    }

    /// The oldest; nil, and an empty store, when all were given.
    @_noLocks mutating func next() -> BatchStamps? {
        guard taken < count else {
            taken = 0
            count = 0
            return nil
        }
        taken &+= 1
        return unsafe places[taken &- 1]
    }
}

/// How long each stage took. The stages of one batch add up to its total exactly.
@safe
struct StageMeters: ~Copyable {
    /// From the kernel's stamp to the feed's turn that took the bytes.
    private let kernel = Histogram()
    /// From there to the price tile's turn: TLS, frame, decoding, the hop.
    private let feed = Histogram()
    /// From there to the desk's turn: books, pools, cycles, the hop.
    private let price = Histogram()
    /// From there to the end of the desk's turn.
    private let desk = Histogram()
    private let total = Histogram()

    @_noLocks func record(_ stamps: BatchStamps, decidedAt now: Instant) {
        if stamps.kernelAge > 0 { kernel.record(Nanoseconds(stamps.kernelAge)) }
        let decode = stamps.pricedFrom.since(stamps.received)
        let pricing = stamps.deskFrom.since(stamps.pricedFrom)
        let deciding = now.since(stamps.deskFrom)
        feed.record(decode)
        price.record(pricing)
        desk.record(deciding)
        total.record(
            Nanoseconds(
                stamps.kernelAge &+ decode.count &+ pricing.count &+ deciding.count))
    }

    var gauges: StageGauges {
        StageGauges(stages: [
            ("kernel → feed", kernel.gauge), ("feed → price", feed.gauge),
            ("price → desk", price.gauge), ("desk → decided", desk.gauge),
            ("wire → decided", total.gauge),
        ])
    }
}

/// The stages from the reading side, in the order of the way.
public struct StageGauges: Sendable {
    public let stages: [(name: String, gauge: HistogramGauge)]
}
