public import Numbers

/// How long to rest before the next attempt: a random span below a bound that doubles with each
/// failure ("full jitter"), so that many clients do not come back at the same moment.
///
/// A pure value: the same seed gives the same spans.
public struct Backoff: BitwiseCopyable, Sendable {
    /// The bound after the first failure, and the bound that no failure exceeds.
    public let first: Nanoseconds
    public let most: Nanoseconds
    /// Failures in a row.
    public private(set) var failures: UInt32 = 0
    private var state: UInt64

    public init(
        first: Nanoseconds = .milliseconds(100), most: Nanoseconds = .seconds(30), seed: UInt64
    ) {
        precondition(first.count > 0 && first <= most, "the bound grows from first to most")
        self.first = first
        self.most = most
        state = seed
    }

    /// What the next span stays within.
    public var bound: Nanoseconds {
        let doublings = UInt64(min(failures, 63))
        let (bound, overflow) = first.count.multipliedReportingOverflow(by: 1 << doublings)
        return overflow ? most : min(most, Nanoseconds(bound))
    }

    /// One more failure: the span to rest, 0...`bound`.
    public mutating func next() -> Nanoseconds {
        let span = random().multipliedFullWidth(by: bound.count + 1).high
        failures += 1
        return Nanoseconds(span)
    }

    /// It works again.
    public mutating func reset() { failures = 0 }

    /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
