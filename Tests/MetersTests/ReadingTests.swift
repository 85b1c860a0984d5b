import Foundation
import Meters
import Numbers
import Testing

@Suite("Meters read while they are written")
struct ReadingTests {
    @Test("a snapshot taken at any time holds no more than was recorded, and the last holds all")
    func snapshots() {
        let count: UInt64 = 300_000
        let histogram = Histogram(highest: .milliseconds(1))
        let counters = Counters<SampleCounter>()
        let gauge = histogram.gauge
        let readings = counters.gauge
        let writer = Writer(histogram, counters)
        let thread = Thread { writer.write(count) }
        thread.start()
        var last: UInt64 = 0
        var steps = 0
        while !thread.isFinished {
            let seen = gauge.snapshot().count
            let counted = readings.value(of: .frameReceived)
            if seen < last || seen > count || counted > count { steps += 1 }
            last = seen
        }
        #expect(steps == 0)
        #expect(gauge.snapshot().count == count)
        #expect(readings.value(of: .frameReceived) == count)
    }
}

/// The writing ends, for a thread of their own.
private final class Writer: Sendable {
    private let histogram: Histogram
    private let counters: Counters<SampleCounter>

    init(_ histogram: consuming Histogram, _ counters: consuming Counters<SampleCounter>) {
        self.histogram = histogram
        self.counters = counters
    }

    func write(_ count: UInt64) {
        for step in 0..<Int(count) {
            histogram.record(Nanoseconds(UInt64(step) % 900_000))
            counters.add(.frameReceived)
        }
    }
}
