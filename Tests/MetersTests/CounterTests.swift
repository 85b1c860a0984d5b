import CProbe
import Meters
import Numbers
import Testing

enum SampleCounter: Counter {
    static var tile: StaticString { "feed" }
    case frameReceived
    case sequenceGap
    case topOfBookDropped

    var help: String {
        switch self {
        case .frameReceived: "Frames taken off the socket."
        case .sequenceGap: "Gaps in a venue's sequence."
        case .topOfBookDropped: "Best prices not sent, because the link was full."
        }
    }
}

enum OnlyCounter: Counter {
    static var tile: StaticString { "one" }
    case turnMade
}

/// What a turn does with its meters; that it is `@_noLocks` holds them to it.
@_noLocks
private func turn(
    _ counters: borrowing Counters<SampleCounter>, _ histogram: borrowing Histogram,
    _ heartbeat: borrowing Heartbeat, at now: Instant
) {
    counters.add(.frameReceived)
    counters.add(.sequenceGap, 2)
    counters.set(.topOfBookDropped, 9)
    histogram.record(Nanoseconds(now.nanosecondsSinceBoot))
    histogram.record(Nanoseconds(7), times: 2)
    heartbeat.beat(at: now)
}

@Suite("Counters")
struct CounterTests {
    @Test("each case has a place of its own, in order, with its name and sentence")
    func readings() {
        let counters = Counters<SampleCounter>()
        counters.add(.frameReceived)
        counters.add(.frameReceived, 4)
        counters.set(.topOfBookDropped, 7)
        #expect(counters.value(of: .frameReceived) == 5)
        let readings = counters.gauge.readings
        #expect(readings.map(\.name) == ["frame_received", "sequence_gap", "top_of_book_dropped"])
        #expect(readings.map(\.value) == [5, 0, 7])
        #expect(readings[1].help == "Gaps in a venue's sequence.")
        #expect(readings[0].tile == "feed")
    }

    @Test("an enum of one case counts too, and without a sentence its name serves")
    func single() {
        let counters = Counters<OnlyCounter>()
        counters.add(.turnMade, 3)
        #expect(counters.gauge.value(of: .turnMade) == 3)
        #expect(counters.gauge.readings[0].help == "turn made")
    }

    @Test("a heartbeat is read by whoever holds its pulse")
    func heartbeat() {
        let heartbeat = Heartbeat()
        let pulse = heartbeat.pulse
        #expect(pulse.last == .never)
        heartbeat.beat(at: Instant(nanosecondsSinceBoot: 17))
        #expect(pulse.last == Instant(nanosecondsSinceBoot: 17))
    }

    @Test("a turn with meters makes no call that may wait")
    func realtime() {
        let counters = Counters<SampleCounter>()
        let histogram = Histogram()
        let heartbeat = Heartbeat()
        probe_realtime_enter()
        turn(counters, histogram, heartbeat, at: Instant(nanosecondsSinceBoot: 5))
        probe_realtime_exit()
        #expect(counters.value(of: .sequenceGap) == 2)
    }

    @Test("a million turns with meters allocate nothing", .enabled(if: probe_active() == 1))
    func allocations() {
        let counters = Counters<SampleCounter>()
        let histogram = Histogram()
        let heartbeat = Heartbeat()
        let before = probe_allocations()
        var step: UInt64 = 0
        while step < 1_000_000 {
            turn(counters, histogram, heartbeat, at: Instant(nanosecondsSinceBoot: step &* 997))
            step &+= 1
        }
        let count = probe_allocations() - before
        #expect(count == 0)
        #expect(counters.value(of: .sequenceGap) == 2_000_000)
        #expect(histogram.gauge.snapshot().count == 3_000_000)
        let planted = probe_allocations()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
        let seen = probe_allocations() - planted
        memory.deallocate()
        #expect(seen == 1)
    }
}
