import Glibc
import Numbers
import Tiles

/// `bench wire`, first part: from bytes in a buffer to the decision, without a network, each
/// message timed alone, as the C++ program's `wire memory` does it.
enum WireMemory {
    static let count = 20_000

    struct Kinds {
        var coinbase = Samples()
        var solana = Samples()
    }

    struct Result {
        /// p50, p99 and p99.9 of each round.
        var p50 = Kinds()
        var p99 = Kinds()
        var p999 = Kinds()
        var hits: UInt64 = 0
        var decisions: UInt64 = 0
        var faults: [String] = []

        mutating func add(_ ages: Ages) {
            for (share, path) in [
                (0.5, \Result.p50), (0.99, \Result.p99), (0.999, \Result.p999),
            ] {
                self[keyPath: path].coinbase.add(ages.coinbase.quantile(share))
                self[keyPath: path].solana.add(ages.solana.quantile(share))
            }
        }
    }

    /// Both sides, in turns.
    static func run(
        _ plan: BenchPlan, _ lines: borrowing MessageBytes, messages path: String,
        into report: inout BenchReport
    ) {
        var (ours, theirs) = (Result(), Result())
        let peer = PeerProgram("wire", in: plan)
        if peer == nil { report.notes.append(PeerProgram.missing("wire")) }
        // Short turns and many: what is compared was measured in the same second.
        for _ in 0..<(plan.rounds > 1 ? 3 * plan.rounds : 1) {
            let ages = pass(lines, &ours)
            report.record("buffer-coinbase", ages.coinbase)
            report.record("buffer-solana", ages.solana)
            for line in peer?.run(["memory", path]) ?? [] { add(line, to: &theirs) }
        }
        report.notes += ours.faults
        if peer != nil, ours.hits != theirs.hits {
            report.notes.append(
                "in the buffer: ours saw an opportunity after \(ours.hits) messages, the C++ "
                    + "program after \(theirs.hits)")
        }
        report.tables.append(table(ours, theirs))
        guard peer != nil, !ours.p50.coinbase.isEmpty else { return }
        for (name, path) in [("Coinbase", \Kinds.coinbase), ("Solana", \Kinds.solana)] {
            report.bars.append(
                BenchBar(
                    what: "in the buffer, \(name), ours to the C++ program's p50",
                    got: Samples(
                        zip(ours.p50[keyPath: path].values, theirs.p50[keyPath: path].values)
                            .map { $0 / $1 }
                    ).median,
                    most: 0.5))
        }
    }

    private static func add(_ line: PeerLine, to result: inout Result) {
        let kind = line.text("message") == "coinbase" ? \Kinds.coinbase : \Kinds.solana
        result.p50[keyPath: kind].add(line.number("p50_ns") ?? 0)
        result.p99[keyPath: kind].add(line.number("p99_ns") ?? 0)
        result.p999[keyPath: kind].add(line.number("p999_ns") ?? 0)
        result.hits = UInt64(line.number("decisions") ?? 0)
    }

    /// Three times over the messages, as the peer; the clock is read before and after each.
    private static func pass(
        _ lines: borrowing MessageBytes, _ result: inout Result
    ) -> Ages {
        let watch = Watch()
        var ages = Ages(warm: 0, count: 3 * lines.count)
        for _ in 0..<3 {
            do {
                let plan = try WirePlan.make(
                    address: "127.0.0.1", query: "", isSecure: false, authority: "")
                var path = try WireBuffer(
                    plan, pool: pool(lines), at: Instant(nanosecondsSinceBoot: watch.now))
                for index in 0..<lines.count {
                    let bytes = unsafe lines[index]
                    let seen = unsafe WireStamp(bytes)
                    let start = watch.now
                    unsafe path.take(
                        bytes, from: seen.isCoinbase ? 0 : 1,
                        at: Instant(nanosecondsSinceBoot: start))
                    let end = watch.now
                    if seen.digits >= Ages.base {
                        ages.add(isCoinbase: seen.isCoinbase, age: end - start)
                    }
                }
                result.hits = path.hits
                result.decisions = path.decisions
                result.faults = path.faults
            } catch { result.faults = ["\(error)"] }
        }
        if ages.seen > 0 { result.add(ages) }
        return ages
    }

    /// The pool's account in the first message that has one.
    private static func pool(_ lines: borrowing MessageBytes) -> String {
        for index in 0..<lines.count {
            let text = unsafe String(decoding: lines[index], as: UTF8.self)
            let parts = text.split(separator: "\"value\":")
            guard parts.count == 2, let account = parts[1].split(separator: "},\"sub").first
            else { continue }
            return String(account)
        }
        return "null"
    }

    private static func table(_ ours: Result, _ theirs: Result) -> BenchTable {
        var table = BenchTable(
            "memory", title: "bytes in the buffer to the decision, each message alone, ns",
            [
                .init("message", "message"), .init("by", "program"), .init("p50_ns", "p50"),
                .init("p99_ns", "p99"), .init("p999_ns", "p99.9"), .init("spread", "p50 spread"),
                .init("opportunities", "opportunities"), .init("desk_decisions", "desk decisions"),
            ])
        for (name, kind) in [("l2_data", \Kinds.coinbase), ("account", \Kinds.solana)] {
            for (by, result) in [("Apus", ours), ("simdjson + btree + double", theirs)]
            where !result.p50[keyPath: kind].isEmpty {
                table.add([
                    .text(name), .text(by),
                    .number(result.p50[keyPath: kind].median, places: 0),
                    .number(result.p99[keyPath: kind].median, places: 0),
                    .number(result.p999[keyPath: kind].median, places: 0),
                    .text(result.p50[keyPath: kind].spread(0)),
                    .number(Double(result.hits), places: 0),
                    by == "Apus" ? .number(Double(result.decisions), places: 0) : .none,
                ])
            }
        }
        return table
    }
}

/// The age of each message at its decision, in memory taken before.
struct Ages {
    /// 10¹⁸, added to each stamp so that all have 19 digits.
    static let base: UInt64 = 1_000_000_000_000_000_000
    private var coinbaseAges: [Double] = []
    private var solanaAges: [Double] = []
    private let warm: Int
    private(set) var seen = 0
    /// Processor time when the warm-up was over.
    private(set) var timeAtWarm: UInt64 = 0

    init(warm: Int, count: Int) {
        self.warm = warm
        coinbaseAges.reserveCapacity(count)
        solanaAges.reserveCapacity(count)
    }

    var coinbase: Samples { Samples(coinbaseAges) }
    var solana: Samples { Samples(solanaAges) }
    var counted: Int { max(0, seen - warm) }

    mutating func add(isCoinbase: Bool, age: UInt64) {
        if seen == warm { timeAtWarm = Watch.threadTime }
        seen += 1
        guard seen > warm else { return }
        if isCoinbase { coinbaseAges.append(Double(age)) } else { solanaAges.append(Double(age)) }
    }
}
