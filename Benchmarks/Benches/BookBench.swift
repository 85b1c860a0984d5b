import Glibc
import Markets
import Numbers
import Tiles

/// `bench book`: one L2 diff applied and both best prices read, beside `absl::btree_map`. The
/// diffs are like a venue's: near the touch mostly, never crossing, a quarter of them removals.
public enum BookBench {
    struct Diff {
        var isBid: Bool
        var price: Int64
        var lots: UInt64
    }

    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("book", on: BenchMachine())
        Cores.pin(to: plan.core)
        let levels = 3_000
        let diffs = DiffStream.make(levels: levels, count: 400_000 / plan.shrink)
        let peer = PeerProgram("book", in: plan)
        if peer == nil { report.notes.append(PeerProgram.missing("book")) }
        let path = "\(plan.peers)/book.txt"
        let isWritten = peer != nil && DiffStream.write(diffs, to: path)
        var (ours, theirs) = (Samples(), Samples())
        var (tails, theirTails) = (Samples(), Samples())
        for _ in 0..<plan.rounds {
            let result = pass(diffs, opening: 2 * levels)
            ours.add(result.median)
            tails.add(result.tail)
            guard isWritten else { continue }
            let line = peer?.run(["\(plan.core)", path, "\(2 * levels)"]).first
            if let median = line?.number("median_ns") { theirs.add(median) }
            if let tail = line?.number("p99_ns") { theirTails.add(tail) }
            if line?.text("sum") != String(result.sum) {
                report.notes = ["the sums of best prices differ, so the books do too"]
            }
        }
        var table = BenchTable(
            "book", title: "a diff and both best prices, 3,000 levels a side, ns",
            [
                .init("by", "book"), .init("diff_ns", "a diff"), .init("spread", "least..most"),
                .init("p99_ns", "p99 of batches"), .init("ratio", "ours/its"),
            ])
        table.add([
            .text("Apus"), .number(ours.median, places: 1), .text(ours.spread(1)),
            .number(tails.median, places: 1), .number(1, places: 2),
        ])
        if !theirs.isEmpty {
            table.add([
                .text("absl::btree_map"), .number(theirs.median, places: 1),
                .text(theirs.spread(1)), .number(theirTails.median, places: 1),
                .number(ours.median / theirs.median, places: 2),
            ])
        }
        report.tables = [table]
        return report.finished()
    }

    private static let batch = 1_000

    private static func pass(
        _ diffs: [Diff], opening: Int
    ) -> (median: Double, tail: Double, sum: UInt64) {
        var book = Book()
        for diff in diffs[..<opening] { set(diff, in: &book) }
        let watch = Watch()
        var batches = Samples()
        var sum: UInt64 = 0
        unsafe diffs.withUnsafeBufferPointer { all in
            var at = opening
            while at < all.count {
                let end = min(at + batch, all.count)
                let start = watch.now
                sum &+= unsafe apply(UnsafeBufferPointer(rebasing: all[at..<end]), to: &book)
                batches.add(Double(watch.now - start) / Double(end - at))
                at = end
            }
        }
        return (batches.median, batches.quantile(0.99), sum)
    }

    @inline(__always) private static func set(_ diff: Diff, in book: inout Book) {
        book.set(diff.isBid ? .bid : .ask, price: Ticks(diff.price), size: Lots(diff.lots))
    }

    @inline(never) private static func apply(
        _ diffs: UnsafeBufferPointer<Diff>, to book: inout Book
    ) -> UInt64 {
        var sum: UInt64 = 0
        for index in 0..<diffs.count {
            set(unsafe diffs[index], in: &book)
            let top = book.top
            sum &+= UInt64(bitPattern: top.bid.price.count &* 3 &+ top.ask.price.count)
        }
        return sum
    }
}

/// The diffs, the same at every run.
enum DiffStream {
    /// A full book, then changes of it.
    static func make(levels: Int, count: Int) -> [BookBench.Diff] {
        var numbers = SeededNumbers(seed: 7)
        var diffs: [BookBench.Diff] = []
        let middle: Int64 = 14_327
        var held = (bids: Set<Int64>(), asks: Set<Int64>())
        for distance in 1...Int64(levels) {
            for isBid in [true, false] {
                let price = isBid ? middle - distance : middle + distance
                _ = isBid ? held.bids.insert(price) : held.asks.insert(price)
                diffs.append(.init(isBid: isBid, price: price, lots: 1 + numbers.below(1 << 32)))
            }
        }
        for _ in 0..<count {
            let isBid = numbers.below(2) == 0
            let distance = 1 + Int64(min(numbers.exponential(mean: 15), levels - 1))
            let price = isBid ? middle - distance : middle + distance
            let isHeld = isBid ? held.bids.contains(price) : held.asks.contains(price)
            let removes = isHeld && numbers.share() < 0.38
            let lots = removes ? 0 : 1 + numbers.below(1 << 32)
            if isBid {
                if removes { held.bids.remove(price) } else { held.bids.insert(price) }
            } else {
                if removes { held.asks.remove(price) } else { held.asks.insert(price) }
            }
            diffs.append(.init(isBid: isBid, price: price, lots: lots))
        }
        return diffs
    }

    static func write(_ diffs: [BookBench.Diff], to path: String) -> Bool {
        var text = ""
        text.reserveCapacity(diffs.count * 24)
        for diff in diffs { text += "\(diff.isBid ? 1 : 0) \(diff.price) \(diff.lots)\n" }
        return TextFile.write(text, to: path)
    }
}
