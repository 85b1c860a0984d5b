import Markets
import Meters
import Numbers
import Rings
import Testing

@testable import Pipeline
@testable import Trading

@Suite("The desk tile's links")
struct DeskRingTests {
    private static let text = """
        [assets.SOL]
        decimals = 9
        [assets.USD]
        decimals = 6
        [[sources]]
        name = "coinbase"
        kind = "coinbase"
        url = "ws://localhost:1/"
        [[sources]]
        name = "solana"
        kind = "solana"
        url = "ws://localhost:2/"
        http_url = "http://localhost:2/"
        [[books]]
        name = "book"
        source = "coinbase"
        product = "SOL-USD"
        base = "SOL"
        quote = "USD"
        [[pools]]
        name = "pool"
        source = "solana"
        address = "7qbRF6YsyGuLUVs6Y1q64bdVrfe4ZcUUz1JRdoVNUJnm"
        token_a = "SOL"
        token_b = "USD"
        [[markets]]
        book = "book"
        pool = "pool"
        [[balances]]
        source = "coinbase"
        asset = "SOL"
        amount = "5"
        [paper]
        slippage_millionths = 150
        """

    private func plan() throws -> Plan { try Plan(Settings(text: Self.text, file: "a.toml")) }

    /// A chance that the desk refuses: its markets were never seen.
    private func chance(_ number: UInt64, _ plan: Plan) -> Event {
        Opportunity(
            cycle: 0, pool: plan.markets[0].pool, direction: .bookToPool, size: Lots(1),
            worst: Ticks(1), poolQuote: 1, gross: 1, input: InputSequence(number),
            received: Instant(nanosecondsSinceBoot: 1_000 + number)
        ).event
    }

    /// What 300 chances come to through a ring of so many places: the records that came out, the
    /// digest, and how often the desk waited.
    private func fly(places: Int) throws -> (records: [Decision], digest: Digest, waits: UInt64) {
        let plan = try plan()
        let cycles = try plan.cycles()
        let chances = RingMemory<Event>(capacity: 512)
        let records = RingMemory<DeskRecord>(capacity: places)
        var source = Producer(over: chances)
        var sink = Consumer(over: records)
        var tile = DeskTile(
            desk: try plan.desk(cycles, openings: plan.openings, past: nil, at: .never),
            cycles: cycles.count, events: Consumer(over: chances),
            journal: Producer(over: records), clock: nil)
        tile.begin()
        for number in 1...300 as ClosedRange<UInt64> {
            let isPushed = source.push(chance(number, plan))
            #expect(isPushed)
        }
        var out: [Decision] = []
        // Nobody empties the ring at first: the desk stands still, and stays so.
        for _ in 0..<3 { _ = tile.turn(at: .never) }
        let stood = sink.waiting()
        _ = tile.turn(at: .never)
        #expect(sink.waiting() == stood)
        for _ in 0..<100 {
            while let record = sink.pop() { out.append(record.decision) }
            _ = tile.turn(at: .never)
        }
        return (out, tile.decisionHash, tile.gauge.value(of: .ringFull))
    }

    @Test("desk_journal full: the desk waits, and every decision comes through in order")
    func full() throws {
        let narrow = try fly(places: 64)
        let wide = try fly(places: 1_024)
        #expect(narrow.waits > 0 && wide.waits == 0)
        // Two entries of the opening deposit, then a refusal for each chance.
        #expect(narrow.records.map(\.sequence) == Array(1...302))
        #expect(narrow.records.compactMap { Refusal($0)?.gate }.count == 300)
        #expect(narrow.records == wide.records && narrow.digest == wide.digest)
    }

    @Test("slippage reaches the desk to the millionth")
    func slippage() throws {
        let plan = try plan()
        let desk = try plan.desk(plan.cycles(), openings: [], past: nil, at: .never)
        let slippage = [desk.bookSlippage, desk.poolSlippage]
        #expect(slippage == [HundredthsOfBasisPoint(150), HundredthsOfBasisPoint(150)])
    }
}
