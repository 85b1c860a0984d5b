import Markets
import Numbers
import Pools
import Tiles

/// `bench quote`: exact quotes in pools of each kind, as the trading stages ask for them. Where a
/// quote walks ticks, bins or levels, across 0, 1, 3 and 10 of them, with 64 amounts for each count
/// in batches of 640 calls.
public enum QuoteBench {
    static let crossings: [UInt32] = [0, 1, 3, 10]

    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("quote", on: BenchMachine())
        Cores.pin(to: plan.core)
        var quotes = QuoteRows(plan)
        quotes.addWhirlpools()
        quotes.addRaydium()
        quotes.addMeteora()
        quotes.addPhoenix()
        report.tables = [quotes.table]
        report.bars = quotes.bars
        report.notes =
            quotes.faults + [
                "Rust: orca_whirlpools_core 2.1.1 (630c0e01), rustc 1.95, lto, on a virtual AMD",
                "EPYC of 2.6 GHz; printed, not rerun. It was measured without a calibration chain,",
                "so the ratio is of times as they are: where machines differ, compare the",
                "calibration above. Its loop stands beside Raydium CLMM too, in a pool whose ticks",
                "lie 480 apart instead of 512: for that program there is no figure of its own.",
            ]
        return report.finished()
    }
}

/// One way to ask for a quote.
struct QuoteKind {
    let name: String
    let direction: SwapDirection
    let isInput: Bool

    static let all =
        down + [
            QuoteKind(name: "exact in, b→a", direction: .bToA, isInput: true),
            QuoteKind(name: "exact out, b→a", direction: .bToA, isInput: false),
        ]
    /// In one direction, where the other does the same.
    static let down = [
        QuoteKind(name: "exact in, a→b", direction: .aToB, isInput: true),
        QuoteKind(name: "exact out, a→b", direction: .aToB, isInput: false),
    ]
}

/// What the quotes of a pool are held against.
enum QuoteBar {
    case none
    /// Exact in, a→b, at most half of the Rust core loop.
    case rust(QuoteAnchor)
    /// Every quote, in nanoseconds.
    case most(Double)
}

/// The official Rust crate, orca_whirlpools_core 2.1.1 (commit 630c0e01), rustc 1.95, release with
/// lto: exact in, a→b, ns a quote at 0, 1, 3 and 10 crossings, measured on a virtual AMD EPYC of
/// 2.6 GHz. The crate is not to be had here.
struct QuoteAnchor {
    let core: [Double]
    /// The public call, built for the native processor; nil where it was not measured.
    let call: [Double]?

    static let fixed = QuoteAnchor(
        core: [256, 349, 564, 1_286], call: [4_020, 4_188, 4_487, 5_278])
    static let adaptive = QuoteAnchor(core: [656, 1_486, 3_411, 5_415], call: nil)
}
