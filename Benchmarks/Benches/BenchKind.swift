/// The benchmarks by name.
public enum BenchKind: String, CaseIterable, Sendable {
    /// One thread to another over a ring.
    case ring
    /// Venue messages decoded to numbers.
    case json
    /// One diff of an order book.
    case book
    /// One exact Whirlpool quote.
    case quote
    /// From a message to the decision, in the buffer and on the wire.
    case wire

    /// Measures, beside the peers that are built.
    public func run(_ plan: BenchPlan) -> BenchReport {
        switch self {
        case .ring: RingComparison.run(plan)
        case .json: DecodeBench.run(plan)
        case .book: BookBench.run(plan)
        case .quote: QuoteBench.run(plan)
        case .wire: WireBench.run(plan)
        }
    }
}
