import Markets
import Numbers
import Testing

@Suite("Continuity")
struct ContinuityTests {
    static let book = InstrumentID(0)
    static let pool = InstrumentID(1)

    static func level(_ flags: EventFlags, _ received: UInt64 = 10) -> Event {
        .level(
            side: .bid, price: Ticks(5), size: Lots(1), stamped: WallTime(nanosecondsSince1970: 0),
            flags: flags, instrument: book, sequence: 0, input: InputSequence(1),
            received: Instant(nanosecondsSinceBoot: received))
    }

    static func state(slot: UInt64, _ flags: EventFlags = .first | .last) -> Event {
        .pool(
            sqrtPrice: SqrtPrice(bits: 1 << 64), liquidity: 1, tick: TickIndex(0), flags: flags,
            instrument: pool, slot: Slot(slot), input: InputSequence(1), received: .never)
    }

    static func status(_ status: Status, _ instrument: InstrumentID = book) -> Event {
        .status(status, instrument: instrument, input: InputSequence(1), received: .never)
    }

    @Test("live needs both the feed's word and a whole snapshot, in either order")
    func bothNeeded() {
        let snapshot = Self.level(.first | .last | .snapshot)
        for order in [[snapshot, Self.status(.live)], [Self.status(.live), snapshot]] {
            var continuity = Continuity()
            continuity.note(order[0], isSound: true)
            #expect(!continuity.isProved)
            continuity.note(order[1], isSound: true)
            #expect(continuity.isProved)
        }
    }

    static func live() -> Continuity {
        var continuity = Continuity()
        continuity.note(status(.live), isSound: true)
        continuity.note(level(.first | .last | .snapshot), isSound: true)
        return continuity
    }

    @Test(
        "after a loss the old snapshot counts no more",
        arguments: [Status.disconnected, .connected, .quarantined])
    func loss(status: Status) {
        var continuity = Self.live()
        continuity.note(Self.status(status), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.status(.live), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.level(.first | .last | .snapshot), isSound: true)
        #expect(continuity.isProved)
    }

    @Test("what is unsettled is not live, and is whole again without a snapshot")
    func unsettled() {
        var continuity = Self.live()
        continuity.note(Self.status(.unsettled), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.level(.first | .last), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.status(.live), isSound: true)
        #expect(continuity.isProved)
    }

    @Test("half a batch, half a snapshot and a crossed book are not live")
    func halves() {
        var continuity = Self.live()
        continuity.note(Self.level(.first), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.level(.last), isSound: true)
        #expect(continuity.isProved)
        continuity.note(Self.level(.first | .snapshot), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.level(.last | .snapshot), isSound: true)
        #expect(continuity.isProved)
        continuity.note(crossed: true)
        #expect(!continuity.isProved)
        continuity.note(crossed: false)
        #expect(continuity.isProved)
    }

    @Test("a change that the book can't take lasts until the next whole snapshot")
    func unsound() {
        var continuity = Self.live()
        continuity.note(Self.level(.first | .last), isSound: false)
        #expect(!continuity.isProved && continuity.fault == .unsoundChange)
        continuity.note(Self.level(.first | .last), isSound: true)
        continuity.note(Self.status(.live), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.level(.first | .last | .snapshot), isSound: true)
        #expect(continuity.isProved)
    }

    @Test("a pool's slot never goes backwards, but a snapshot may start anywhere")
    func slots() {
        var continuity = Continuity()
        continuity.note(Self.status(.live, Self.pool), isSound: true)
        continuity.note(Self.state(slot: 9, .first | .last | .snapshot), isSound: true)
        continuity.note(Self.state(slot: 9), isSound: true)
        #expect(continuity.isProved)
        continuity.note(Self.state(slot: 8), isSound: true)
        #expect(!continuity.isProved && continuity.fault == .slotBackwards)
        continuity.note(Self.state(slot: 10), isSound: true)
        #expect(!continuity.isProved)
        continuity.note(Self.state(slot: 3, .first | .last | .snapshot), isSound: true)
        #expect(continuity.isProved)
    }

    @Test("silence is the source's: what one instrument hears keeps its neighbour fresh")
    func silence() {
        func instrument(_ index: UInt16, source: UInt16, silence: UInt64) -> Instrument {
            Instrument(
                id: InstrumentID(index), name: "", address: "", source: SourceID(source),
                silenceMax: Nanoseconds(silence),
                terms: .pool(PoolTerms(base: AssetID(0), quote: AssetID(1), baseToken: .a)))
        }
        var table = ContinuityTable([
            instrument(0, source: 0, silence: 100), instrument(1, source: 0, silence: 50),
            instrument(2, source: 1, silence: 100),
        ])
        for index in 0..<3 as Range<UInt16> {
            table.note(Self.status(.live, InstrumentID(index)), isSound: true)
            var snapshot = Self.level(.first | .last | .snapshot, 1_000)
            snapshot.instrument = InstrumentID(index)
            table.note(snapshot, isSound: true)
        }
        func standings(_ table: borrowing ContinuityTable, _ now: UInt64) -> [Standing] {
            var all: [Standing] = []
            for index in 0..<3 as Range<UInt16> {
                all.append(
                    table.standing(
                        of: InstrumentID(index), at: Instant(nanosecondsSinceBoot: now)))
            }
            return all
        }
        let fresh = standings(table, 1_050)
        #expect(fresh == [.live, .live, .live])
        let half = standings(table, 1_051)
        #expect(half == [.live, .stale, .live])
        table.note(Self.level(.first | .last, 1_060), isSound: true)
        let kept = standings(table, 1_101)
        #expect(kept == [.live, .live, .stale])
        let unknown = table.standing(of: InstrumentID(9), at: .never)
        #expect(unknown == .quarantined)
    }
}

@Suite("Opportunity")
struct OpportunityTests {
    @Test("what an opportunity says survives its event, and other events are none")
    func event() throws {
        let opportunity = Opportunity(
            cycle: 513, pool: InstrumentID(7), direction: .poolToBook, size: Lots(.max),
            worst: Ticks(1 << 60), poolQuote: 3, gross: -4, input: InputSequence(5),
            received: Instant(nanosecondsSinceBoot: 6))
        var event = opportunity.event
        #expect(event.kind == .opportunity && event.instrument == InstrumentID(7))
        let again = try #require(Opportunity(event))
        #expect(again.cycle == 513 && again.direction == .poolToBook && again.size == Lots(.max))
        #expect(again.worst == Ticks(1 << 60) && again.poolQuote == 3 && again.gross == -4)
        #expect(again.input == InputSequence(5) && again.received == opportunity.received)
        event.field = 2
        #expect(Opportunity(event) == nil)
        #expect(Opportunity(.clock(input: InputSequence(1), received: .never)) == nil)
    }
}
