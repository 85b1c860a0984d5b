import Numbers
import Pools

/// The rows of `bench quote`, as they are measured.
struct QuoteRows {
    let plan: BenchPlan
    private(set) var table: BenchTable
    private(set) var bars: [BenchBar] = []
    private(set) var faults: [String] = []
    /// How often a batch goes through the 64 amounts.
    private let repeats: Int

    init(_ plan: BenchPlan) {
        self.plan = plan
        repeats = max(1, 10 / plan.shrink)
        table = BenchTable(
            "quote", title: "one quote, medians over batches of \(64 * repeats), ns",
            [
                .init("pool", "pool"), .init("kind", "quote"), .init("crossings", "crossings"),
                .init("median_ns", "median"), .init("p99_ns", "p99"), .init("calls", "calls"),
                .init("rust_core_ns", "Rust core"), .init("ratio", "ours/core"),
                .init("rust_public_ns", "Rust public call"),
            ])
    }

    /// Measures a pool: each way to ask, at each count of crossings.
    mutating func add<State: QuotedPool & ~Copyable>(
        _ name: String, _ target: borrowing QuoteTarget<State>, _ kinds: [QuoteKind],
        crossings: [UInt32] = [0], bar: QuoteBar = .none
    ) {
        for kind in kinds {
            for (place, count) in crossings.enumerated() {
                guard let amounts = target.amounts(kind, crossing: count, many: 64) else {
                    faults.append("\(name), \(kind.name): no amounts cross just \(count)")
                    continue
                }
                let result = measure(target, kind, amounts, count)
                addRow(name, kind, place, count, result, bar)
            }
        }
    }

    private mutating func addRow(
        _ name: String, _ kind: QuoteKind, _ place: Int, _ count: UInt32,
        _ result: (batches: Samples, calls: Int), _ bar: QuoteBar
    ) {
        let median = result.batches.median
        var anchor: QuoteAnchor?
        switch bar {
        case .rust(let known) where kind.direction.isDown && kind.isInput:
            anchor = known
            bars.append(
                BenchBar(
                    what: "\(name), \(count) crossings, ours to the Rust core loop",
                    got: median / known.core[place], most: 0.5))
        case .most(let most):
            bars.append(BenchBar(what: "\(name), \(kind.name), ns", got: median, most: most))
        case .none, .rust: break
        }
        let (core, call) = (anchor?.core[place], anchor?.call?[place])
        table.add([
            .text(name), .text(kind.name), .number(Double(count), places: 0),
            .number(median, places: 1), .number(result.batches.quantile(0.99), places: 1),
            .number(Double(result.calls), places: 0),
            core.map { .number($0, places: 0) } ?? .none,
            core.map { .number(median / $0, places: 2) } ?? .none,
            call.map { .number($0, places: 0) } ?? .none,
        ])
    }

    private func measure<State: QuotedPool & ~Copyable>(
        _ target: borrowing QuoteTarget<State>, _ kind: QuoteKind, _ amounts: [UInt64],
        _ count: UInt32
    ) -> (batches: Samples, calls: Int) {
        let watch = Watch()
        var batches = Samples()
        let size = repeats * amounts.count
        let end = watch.now + 300_000_000 / UInt64(plan.shrink)
        var calls = 0
        repeat {
            let start = watch.now
            let crossed = target.batch(kind, amounts, repeats: repeats)
            batches.add(Double(watch.now - start) / Double(size))
            precondition(
                crossed == UInt64(size) * UInt64(count), "each quote crosses as many as it should")
            calls += size
        } while watch.now < end || batches.values.count < 3
        return (batches, calls)
    }
}
