public import Meters
import Numbers
import Tiles

/// Spans of one kind, message by message.
public struct BenchHistogram: Sendable {
    public let tag: String
    public internal(set) var spans: HistogramSnapshot
}

extension BenchReport {
    /// Adds spans, in nanoseconds, to the histogram of this tag.
    mutating func record(_ tag: String, _ samples: Samples) {
        let histogram = Histogram()
        for span in samples.values { histogram.record(Nanoseconds(UInt64(max(0, span)))) }
        let snapshot = histogram.gauge.snapshot()
        if let place = histograms.firstIndex(where: { $0.tag == tag }) {
            histograms[place].spans.merge(snapshot)
        } else {
            histograms.append(BenchHistogram(tag: tag, spans: snapshot))
        }
    }

    /// The histograms as a standard log (`.hlog`), one tag each.
    ///
    /// - Throws: `.memoryRefused` when packing gets no memory.
    public func histogramLog() throws(HistogramLogError) -> String {
        let clock = HostClock(source: .kernel)
        var log = HistogramLog(
            start: clock.wallTime(at: clock.now()),
            comment: "apus bench \(bench), \(machine.line)")
        for histogram in histograms {
            try log.add(
                histogram.spans, tag: histogram.tag, begin: Nanoseconds(0), span: .seconds(1))
        }
        return log.text
    }
}
