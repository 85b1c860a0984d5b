import Meters
import Numbers
import Testing

/// A seeded draw of spans over all sizes.
struct Draw {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 11
    }
    /// A span of 1 to 36 bits.
    mutating func span() -> UInt64 { next() & ((1 << (next() % 36 + 1)) - 1) }
}

@Suite("A histogram")
struct HistogramTests {
    @Test("places meet without gap or overlap, each within a thousandth of its values")
    func places() {
        let shape = HistogramShape(highest: 60_000_000_000)
        var expected: UInt64 = 0
        for place in 0..<shape.places {
            let low = HistogramShape.lowest(at: place)
            let high = HistogramShape.highest(at: place)
            #expect(low == expected)
            #expect(high >= low)
            #expect((high - low) * 1_000 <= low)
            expected = high + 1
        }
        #expect(expected > 60_000_000_000)
        #expect(HistogramShape.lowest(at: shape.places - 1) <= 60_000_000_000 * 2)
    }

    @Test("a value is counted in the place that holds it, at both ends of every place")
    func recording() {
        let highest = Nanoseconds(10_000_000)
        let shape = HistogramShape(highest: highest.count)
        let histogram = Histogram(highest: highest)
        var recorded: UInt64 = 0
        for place in 0..<shape.places where HistogramShape.highest(at: place) <= highest.count {
            histogram.record(Nanoseconds(HistogramShape.lowest(at: place)))
            histogram.record(Nanoseconds(HistogramShape.highest(at: place)))
            recorded += 1
        }
        let snapshot = histogram.gauge.snapshot()
        #expect(snapshot.counts.allSatisfy { $0 == 2 || $0 == 0 })
        #expect(snapshot.counts.filter { $0 == 2 }.count == Int(recorded))
        #expect(snapshot.beyond == 0)
    }

    @Test("percentiles equal those of the sorted values, to three digits", arguments: [1, 2, 3])
    func percentiles(seed: UInt64) {
        var draw = Draw(state: seed)
        let histogram = Histogram()
        var values: [UInt64] = []
        for _ in 0..<20_000 {
            let value = Swift.min(draw.span(), 60_000_000_000)
            values.append(value)
            histogram.record(Nanoseconds(value))
        }
        values.sort()
        let snapshot = histogram.gauge.snapshot()
        for percent in [0.0, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100] {
            let rank = Swift.max(1, Int((percent / 100 * 20_000).rounded()))
            let exact = values[rank - 1]
            let told = snapshot.percentile(percent).count
            #expect(told <= exact + exact / 1_000, "seed \(seed) at \(percent)")
            #expect(told + told / 1_000 >= exact, "seed \(seed) at \(percent)")
        }
        #expect(snapshot.count == 20_000)
        #expect(snapshot.min.count <= values[0] && values[0] <= snapshot.max.count)
        let mean = Double(values.reduce(0, +)) / 20_000
        #expect(abs(snapshot.mean - mean) <= mean / 1_000)
    }

    @Test("a span beyond the highest counts as the highest, and is told")
    func beyond() {
        let histogram = Histogram(highest: .microseconds(10))
        histogram.record(.microseconds(10))
        histogram.record(.seconds(1))
        histogram.record(.seconds(2), times: 3)
        let snapshot = histogram.gauge.snapshot()
        #expect(snapshot.count == 5)
        #expect(snapshot.beyond == 4)
        #expect(snapshot.min == snapshot.percentile(0))
        #expect(snapshot.max.count >= 10_000 && snapshot.max.count <= 10_010)
    }

    @Test("an empty one answers zero")
    func empty() {
        let snapshot = HistogramSnapshot()
        #expect(snapshot.isEmpty)
        #expect(snapshot.percentile(99) == Nanoseconds(0))
        #expect(snapshot.max == Nanoseconds(0))
        #expect(snapshot.mean == 0)
    }

    @Test("merging two equals recording both; subtracting gives the later part back")
    func merging() {
        var draw = Draw(state: 7)
        let all = Histogram()
        let first = Histogram()
        let second = Histogram()
        for index in 0..<5_000 {
            let span = Nanoseconds(Swift.min(draw.span(), 60_000_000_000))
            all.record(span)
            if index < 2_000 { first.record(span) } else { second.record(span) }
        }
        var sum = first.gauge.snapshot()
        sum.merge(second.gauge.snapshot())
        #expect(sum == all.gauge.snapshot())
        #expect(sum.since(first.gauge.snapshot()) == second.gauge.snapshot())
    }

    @Test("after a reset nothing is left")
    func reset() {
        let histogram = Histogram()
        histogram.record(.seconds(100))
        histogram.record(.seconds(1))
        histogram.reset()
        let snapshot = histogram.gauge.snapshot()
        #expect(snapshot.isEmpty)
        #expect(snapshot.beyond == 0)
    }
}
