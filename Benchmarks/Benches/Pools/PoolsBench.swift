import Tiles

/// `bench pools`: what a message about one pool costs. An array's account is read into the pool's
/// diff and what changed is told; one changed price goes through the price stage, among 10 pools
/// and among 1,000.
public enum PoolsBench {
    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("pools", on: BenchMachine())
        Cores.pin(to: plan.core)
        report.tables.append(arrays(plan, &report.bars))
        report.tables.append(updates(plan, &report.bars))
        return report.finished()
    }

    private static func arrays(_ plan: BenchPlan, _ bars: inout [BenchBar]) -> BenchTable {
        var table = BenchTable(
            "arrays",
            title: "an array's account read and its changes told, medians over batches of 16, ns",
            [
                .init("account", "account"), .init("rows", "rows"), .init("changed", "changed"),
                .init("median_ns", "median"), .init("p99_ns", "p99"), .init("reads", "reads"),
            ])
        for account in ArrayAccount.all() {
            for change in ArrayAccount.Change.allCases {
                let (batches, reads) = measure(account, change, plan)
                table.add([
                    .text(account.name), .number(Double(account.rows), places: 0),
                    .number(Double(account.changed(change)), places: 0),
                    .number(batches.median, places: 0),
                    .number(batches.quantile(0.99), places: 0),
                    .number(Double(reads), places: 0),
                ])
                if change == .one {
                    bars.append(
                        BenchBar(
                            what: "\(account.name), one row changed, ns", got: batches.median,
                            most: 5_000))
                }
            }
        }
        return table
    }

    private static func measure(
        _ account: ArrayAccount, _ change: ArrayAccount.Change, _ plan: BenchPlan
    ) -> (batches: Samples, reads: Int) {
        var feed = ArrayFeed(account, change)
        let watch = Watch()
        var batches = Samples()
        let end = watch.now + 400_000_000 / UInt64(plan.shrink)
        var reads = 0
        repeat {
            let start = watch.now
            let told = feed.batch(of: 16)
            batches.add(Double(watch.now - start) / 16)
            precondition(told == 16 * account.changed(change), "each change is told, and no more")
            reads += 16
        } while watch.now < end || batches.values.count < 3
        return (batches, reads)
    }

    private static func updates(_ plan: BenchPlan, _ bars: inout [BenchBar]) -> BenchTable {
        var table = BenchTable(
            "updates",
            title: "one pool's price through the price stage, medians over batches of 80, ns",
            [
                .init("cycle", "the cycle"), .init("pools", "pools"),
                .init("median_ns", "median"), .init("p99_ns", "p99"),
                .init("updates", "updates"), .init("ratio", "1,000 to 10"),
            ])
        for pays in [false, true] {
            let name = pays ? "pays, and its best size is found" : "does not pay"
            let (few, many, ratios) = compare(pays: pays, plan)
            for (count, batches) in [(10, few), (1_000, many)] {
                table.add([
                    .text(name), .number(Double(count), places: 0),
                    .number(batches.median, places: 1),
                    .number(batches.quantile(0.99), places: 1),
                    .number(Double(batches.values.count * ManyPools.batch), places: 0),
                    count == 10 ? .none : .number(ratios.median, places: 2),
                ])
            }
            bars.append(
                BenchBar(
                    what: "an update among 1,000 pools to one among 10, the cycle "
                        + (pays ? "pays" : "does not pay"),
                    got: ratios.median, most: 1.2))
        }
        return table
    }

    /// In turns of some milliseconds, so that both are measured in the same state of the machine.
    private static func compare(
        pays: Bool, _ plan: BenchPlan
    ) -> (few: Samples, many: Samples, ratios: Samples) {
        var few = ManyPools(10, pays: pays)
        var many = ManyPools(1_000, pays: pays)
        var (fewBatches, manyBatches, ratios) = (Samples(), Samples(), Samples())
        let batches = max(3, 100 / plan.shrink)
        let watch = Watch()
        let end = watch.now + 2_000_000_000 / UInt64(plan.shrink)
        repeat {
            let (one, other) = (few.measure(batches), many.measure(batches))
            ratios.add(other.median / one.median)
            for value in one.values { fewBatches.add(value) }
            for value in other.values { manyBatches.add(value) }
        } while watch.now < end
        return (fewBatches, manyBatches, ratios)
    }
}
