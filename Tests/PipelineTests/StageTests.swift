import Markets
import Meters
import Numbers
import Testing
import Trading

@testable import Pipeline

@Suite("Stages of the way")
struct StageTests {
    private static let refusal = Decision(
        .refused, code: 0, cycle: 0, order: 0, sequence: 7, input: InputSequence(3),
        moment: .never, words: Decision.Words())

    /// Stamps in nanoseconds: the price tile's turn began before the input was decoded.
    private func stamps(_ decision: Decision?) -> BatchStamps {
        BatchStamps(
            Event(
                kind: .stamps, flags: .none, instrument: InstrumentID(0),
                input: InputSequence(3), received: Instant(nanosecondsSinceBoot: 10_000),
                words: Event.Words(500, 10_300, 10_250, 10_900)),
            deskFrom: Instant(nanosecondsSinceBoot: 11_000), decision: decision)
    }

    @Test("waiting and work of an input add up to its whole way exactly")
    func sum() {
        var meters = StageMeters()
        meters.record(
            stamps(Self.refusal), decidedAt: Instant(nanosecondsSinceBoot: 11_500))
        meters.count()
        let spans = meters.gauges.stages.map { $0.gauge.snapshot().max.count }
        #expect(spans == [500, 300, 0, 600, 100, 500, 2_000])
    }

    @Test("only an input that led to a judgement counts for the whole way")
    func judged() {
        var meters = StageMeters()
        var fill = Self.refusal
        fill.kind = .filled
        for decision in [nil, fill, Self.refusal] {
            meters.record(stamps(decision), decidedAt: Instant(nanosecondsSinceBoot: 11_500))
        }
        meters.count()
        let counts = meters.gauges.stages.map { $0.gauge.snapshot().count }
        #expect(counts == [3, 3, 3, 3, 3, 3, 1])
    }

    @Test("what is kept is counted once: all of it when asked, some in time when it is much")
    func kept() {
        var meters = StageMeters()
        func counted() -> UInt64 {
            meters.gauges.stages[1].gauge.snapshot().count
        }
        for _ in 0..<1_000 {
            meters.record(stamps(nil), decidedAt: Instant(nanosecondsSinceBoot: 11_500))
        }
        #expect(counted() >= 700, "the store holds a few hundred")
        meters.rest()
        #expect(counted() == 1_000)
        meters.record(stamps(nil), decidedAt: Instant(nanosecondsSinceBoot: 11_500))
        meters.rest()
        #expect(counted() == 1_000, "one alone is not worth the places")
        meters.count()
        meters.count()
        #expect(counted() == 1_001)
    }

    @Test("the journal's record of stamps holds them in their order")
    func record() {
        let words = stamps(Self.refusal).decision(
            decidedAt: Instant(nanosecondsSinceBoot: 11_500)
        ).words
        #expect([words.w0, words.w1, words.w2] == [500, 10_300, 10_300])
        #expect([words.w3, words.w4, words.w5] == [10_900, 11_000, 11_500])
    }

    @Test("profit and loss are summed per asset over its venues")
    func profits() {
        func balance(_ asset: String, _ opening: Int64, _ now: Int64) -> StatusReport.Balance {
            var balance = StatusReport.Balance()
            balance.asset = asset
            balance.opening = opening
            balance.now = now
            return balance
        }
        var report = StatusReport()
        report.balances = [
            balance("SOL", 10, 15), balance("SOL", 20, 12), balance("USD", .max, .max),
            balance("USD", .max, 0),
        ]
        #expect(report.profits.map(\.asset) == ["SOL", "USD"])
        #expect(report.profits.map(\.change) == [-3, 0], "sums stay within what there is")
    }

    @Test("a market that nobody has looked at yet is quarantined, not live")
    func unseen() {
        let gauges = Gauges(count: InstrumentReading.width)
        #expect(InstrumentReading(from: gauges.view, at: 0).standing == .quarantined)
        for standing in [Standing.live, .stale, .quarantined] {
            var reading = InstrumentReading(from: gauges.view, at: 0)
            reading.standing = standing
            reading.write(to: gauges, at: 0)
            #expect(InstrumentReading(from: gauges.view, at: 0).standing == standing)
        }
    }
}
