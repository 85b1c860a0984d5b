public import Numbers

/// A histogram as it was at one moment: a value to ask, merge, subtract and export.
public struct HistogramSnapshot: Hashable, Sendable {
    public let shape: HistogramShape
    /// How often each place of `shape` was hit.
    public private(set) var counts: [UInt64]
    /// Spans longer than `shape.highest`; they are also counted there.
    public private(set) var beyond: UInt64

    public init(shape: HistogramShape, counts: [UInt64], beyond: UInt64 = 0) {
        precondition(counts.count == shape.places, "a count for every place")
        self.shape = shape
        self.counts = counts
        self.beyond = beyond
    }

    /// An empty one.
    public init(highest: Nanoseconds = .seconds(60)) {
        shape = HistogramShape(highest: highest.count)
        counts = Array(repeating: 0, count: shape.places)
        beyond = 0
    }

    /// How many spans were recorded.
    public var count: UInt64 { counts.reduce(0, &+) }

    public var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    /// The shortest span, to three digits, rounded down; zero when empty.
    public var min: Nanoseconds {
        Nanoseconds(counts.firstIndex { $0 > 0 }.map(HistogramShape.lowest(at:)) ?? 0)
    }

    /// The longest span, to three digits, rounded up; zero when empty.
    public var max: Nanoseconds {
        Nanoseconds(counts.lastIndex { $0 > 0 }.map(HistogramShape.highest(at:)) ?? 0)
    }

    /// The mean, each span taken as the middle of its place; 0 when empty.
    public var mean: Double {
        let total = count
        guard total > 0 else { return 0 }
        var sum = 0.0
        for (place, times) in counts.enumerated() where times > 0 {
            let low = HistogramShape.lowest(at: place)
            let width = HistogramShape.highest(at: place) - low + 1
            sum += Double(low + width / 2) * Double(times)
        }
        return sum / Double(total)
    }

    /// The span that `percent` of a hundred do not exceed, rounded up to its place's end.
    ///
    /// - Parameter percent: `0...100`; 0 gives the shortest.
    public func percentile(_ percent: Double) -> Nanoseconds {
        let total = count
        guard total > 0 else { return Nanoseconds(0) }
        let wanted = Swift.max(1, rank(of: percent, among: total))
        var seen: UInt64 = 0
        for (place, times) in counts.enumerated() {
            seen += times
            guard seen >= wanted else { continue }
            return Nanoseconds(
                percent == 0 ? HistogramShape.lowest(at: place) : HistogramShape.highest(at: place))
        }
        return max
    }

    /// How many spans are at most the asked percentile's, rounded to the nearest whole one.
    private func rank(of percent: Double, among total: UInt64) -> UInt64 {
        let share = Swift.min(Swift.max(percent, 0), 100) / 100
        return Swift.min(UInt64(share * Double(total) + 0.5), total)
    }

    /// Adds another of the same shape, such as another thread's.
    public mutating func merge(_ other: HistogramSnapshot) {
        precondition(shape == other.shape, "only histograms of one shape merge")
        for place in counts.indices { counts[place] &+= other.counts[place] }
        beyond &+= other.beyond
    }

    /// What was recorded after `earlier`, a snapshot of the same histogram without a reset between.
    public func since(_ earlier: HistogramSnapshot) -> HistogramSnapshot {
        precondition(shape == earlier.shape, "only snapshots of one histogram subtract")
        let later = zip(counts, earlier.counts).map { $0 >= $1 ? $0 - $1 : 0 }
        let over = beyond >= earlier.beyond ? beyond - earlier.beyond : 0
        return HistogramSnapshot(shape: shape, counts: later, beyond: over)
    }
}
