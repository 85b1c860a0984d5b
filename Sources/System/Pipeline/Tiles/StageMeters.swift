import Markets
public import Meters
import Numbers
import Trading

/// The measured moments of one input, kept until the turn that worked on it is over. Each is no
/// earlier than the one before, so the stages between them add up to the total exactly.
@safe struct BatchStamps: BitwiseCopyable {
    /// From the kernel's receive stamp to ours; 0 when the kernel gave none.
    let kernelAge: UInt64
    /// The feed's turn began.
    let received: Instant
    /// The last of its events was in the ring to the price tile.
    let decoded: Instant
    /// The price tile's turn took it from there, and was done with it.
    let priceFrom: Instant
    let priced: Instant
    /// The desk's turn took it.
    let deskFrom: Instant
    let input: InputSequence
    /// The last decision that it led to, with its number; 0: none.
    let sequence: UInt64
    /// That is a judgement: a chance was taken or refused.
    let isJudged: Bool

    @_noLocks init(_ event: Event, deskFrom: Instant, decision: Decision?) {
        kernelAge = event.words.w0
        received = event.received
        decoded = Self.later(event.words.w1, received)
        priceFrom = Self.later(event.words.w2, decoded)
        priced = Self.later(event.words.w3, priceFrom)
        self.deskFrom = Self.later(deskFrom.nanosecondsSinceBoot, priced)
        input = event.input
        guard let decision else {
            sequence = 0
            isJudged = false
            return
        }
        sequence = decision.sequence
        isJudged = DeskRecord(decision).isJudgement
    }

    /// Tiles on threads of their own may begin a turn before what they take in it was sent.
    @_noLocks static func later(_ moment: UInt64, _ before: Instant) -> Instant {
        Instant(nanosecondsSinceBoot: max(moment, before.nanosecondsSinceBoot))
    }

    /// The stamps in the shape of a record for the journal: the kernel's age, then the moments in
    /// their order from `decoded` on; `moment` is `received`.
    @_noLocks func decision(decidedAt now: Instant) -> Decision {
        Decision(
            .none, code: 0, cycle: 0, order: 0, sequence: sequence, input: input,
            moment: received,
            words: Decision.Words(
                kernelAge, decoded.nanosecondsSinceBoot, priceFrom.nanosecondsSinceBoot,
                priced.nanosecondsSinceBoot, deskFrom.nanosecondsSinceBoot,
                Self.later(now.nanosecondsSinceBoot, deskFrom).nanosecondsSinceBoot))
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

    @_noLocks mutating func add(_ stamps: BatchStamps) {
        precondition(count < capacity, "a turn takes no more batches than fit")
        unsafe (places + count).initialize(to: stamps)
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

/// How long each stage took, waiting and work apart. The stages of one input add up to its total
/// exactly. What a turn measures is kept and counted later, when nothing is waiting: seven
/// histograms are seven places that are in no cache after a sleep.
@safe
struct StageMeters: ~Copyable {
    /// Waiting in the socket: from the kernel's stamp to the feed's turn.
    private let socket = Histogram()
    /// Work: TLS, frames, decoding.
    private let decoding = Histogram()
    /// Waiting: the hop to the price tile.
    private let priceHop = Histogram()
    /// Work: books, pools, cycles.
    private let pricing = Histogram()
    /// Waiting: the hop to the desk.
    private let deskHop = Histogram()
    /// Work: to the end of the desk's turn.
    private let deciding = Histogram()
    /// From the kernel's stamp to the end, of inputs that led to a judgement.
    private let total = Histogram()
    /// Measured and not counted yet.
    private let kept: UnsafeMutablePointer<(stamps: BatchStamps, decided: Instant)>
    private var keptCount = 0

    private static var keptMax: Int { @_noLocks get { 256 } }
    /// Enough that counting them together pays.
    private static var countedAt: Int { @_noLocks get { 32 } }

    init() { unsafe kept = .allocate(capacity: Self.keptMax) }

    deinit { unsafe kept.deallocate() }

    @_noLocks mutating func record(_ stamps: BatchStamps, decidedAt now: Instant) {
        if keptCount == Self.keptMax { count() }
        unsafe (kept + keptCount).initialize(to: (stamps, now))
        keptCount &+= 1
    }

    /// Nothing is waiting: a moment to count, if there is something worth it.
    @_noLocks mutating func rest() {
        if keptCount >= Self.countedAt { count() }
    }

    /// Counts all that was kept.
    @_noLocks mutating func count() {
        for index in 0..<keptCount {
            unsafe count(kept[index].stamps, decidedAt: kept[index].decided)
        }
        keptCount = 0
    }

    @_noLocks private func count(_ stamps: BatchStamps, decidedAt now: Instant) {
        let decided = BatchStamps.later(now.nanosecondsSinceBoot, stamps.deskFrom)
        if stamps.kernelAge > 0 { socket.record(Nanoseconds(stamps.kernelAge)) }
        decoding.record(stamps.decoded.since(stamps.received))
        priceHop.record(stamps.priceFrom.since(stamps.decoded))
        pricing.record(stamps.priced.since(stamps.priceFrom))
        deskHop.record(stamps.deskFrom.since(stamps.priced))
        deciding.record(decided.since(stamps.deskFrom))
        guard stamps.isJudged else { return }
        total.record(Nanoseconds(stamps.kernelAge &+ decided.since(stamps.received).count))
    }

    var gauges: StageGauges {
        StageGauges(stages: [
            ("wire → received", socket.gauge), ("received → decoded", decoding.gauge),
            ("decoded → price", priceHop.gauge), ("price → priced", pricing.gauge),
            ("priced → desk", deskHop.gauge), ("desk → done", deciding.gauge),
            ("wire → decided", total.gauge),
        ])
    }
}

/// The stages from the reading side, in the order of the way.
public struct StageGauges: Sendable {
    public let stages: [(name: String, gauge: HistogramGauge)]
}
