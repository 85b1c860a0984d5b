import Synchronization
public import Tiles

/// The benchmarks by name.
public enum BenchKind: String, CaseIterable, Sendable {
    /// One thread to another over a ring.
    case ring
    /// Venue messages decoded to numbers.
    case json
    /// One diff of an order book.
    case book
    /// One exact quote, in pools of each kind.
    case quote
    /// One message about a pool, among few and among many.
    case pools
    /// From a message to the decision, in the buffer and on the wire.
    case wire

    /// Measures, beside the peers that are built, on a thread of its own: a benchmark binds its
    /// thread to a core.
    ///
    /// - Throws: `.refused` when the system gives no thread.
    public func run(_ plan: BenchPlan) throws(ThreadRefusal) -> BenchReport {
        let box = Box()
        let thread = try NamedThread.start("bench \(rawValue)") {
            let report = measured(plan)
            box.report.withLock { $0 = report }
        }
        thread.join()
        guard let report = box.report.withLock({ $0 }) else {
            preconditionFailure("the thread has measured")
        }
        return report
    }

    private final class Box: Sendable {
        let report = Mutex<BenchReport?>(nil)
    }

    private func measured(_ plan: BenchPlan) -> BenchReport {
        switch self {
        case .ring: RingComparison.run(plan)
        case .json: DecodeBench.run(plan)
        case .book: BookBench.run(plan)
        case .quote: QuoteBench.run(plan)
        case .pools: PoolsBench.run(plan)
        case .wire: WireBench.run(plan)
        }
    }
}
