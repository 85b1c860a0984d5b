import Markets
import Numbers
import Pools
import Tiles

/// `bench quote`: exact Whirlpool quotes across 0, 1, 3 and 10 initialised ticks, in a pool like
/// the one in which the official Rust crate was measured: spacing 64, a tick every 8th slot, 3
/// arrays, 64 amounts for each count of crossings, batches of 640 calls.
public enum QuoteBench {
    static let crossings: [UInt32] = [0, 1, 3, 10]
    /// orca_whirlpools_core 2.1.1 (commit 630c0e01), rustc 1.95, release with lto: exact in, a→b,
    /// ns a quote, measured on a virtual AMD EPYC of 2.6 GHz. The crate is not to be had here.
    static let rustCore: [Double] = [256, 349, 564, 1_286]
    /// Its public call, built for the native processor.
    static let rustPublic: [Double] = [4_020, 4_188, 4_487, 5_278]
    static let share = 0.7

    /// One kind of quote.
    struct Kind {
        let name: String
        let direction: SwapDirection
        let isInput: Bool
        static let all = [
            Kind(name: "exact in, a→b", direction: .aToB, isInput: true),
            Kind(name: "exact in, b→a", direction: .bToA, isInput: true),
            Kind(name: "exact out, a→b", direction: .aToB, isInput: false),
            Kind(name: "exact out, b→a", direction: .bToA, isInput: false),
        ]
    }

    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("quote", on: BenchMachine())
        Cores.pin(to: plan.core)
        let pool = BenchPool()
        var table = BenchTable(
            "quote", title: "one quote, medians over batches of 640, ns",
            [
                .init("kind", "quote"), .init("crossings", "crossings"),
                .init("median_ns", "median"), .init("p99_ns", "p99"), .init("calls", "calls"),
                .init("rust_core_ns", "Rust core"), .init("ratio", "ours/core"),
                .init("rust_public_ns", "Rust public call"),
            ])
        for kind in Kind.all {
            for (place, count) in crossings.enumerated() {
                guard let amounts = pool.amounts(kind, crossing: count, many: 64) else {
                    report.notes.append("\(kind.name): no amounts cross \(count) ticks")
                    continue
                }
                let result = measure(pool, kind, amounts, count, plan)
                let isKnown = kind.name == Kind.all[0].name
                let ratio = result.batches.median / rustCore[place]
                table.add([
                    .text(kind.name), .number(Double(count), places: 0),
                    .number(result.batches.median, places: 1),
                    .number(result.batches.quantile(0.99), places: 1),
                    .number(Double(result.calls), places: 0),
                    isKnown ? .number(rustCore[place], places: 0) : .none,
                    isKnown ? .number(ratio, places: 2) : .none,
                    isKnown ? .number(rustPublic[place], places: 0) : .none,
                ])
                if isKnown {
                    report.bars.append(
                        BenchBar(
                            what: "\(count) crossings, ours to the Rust core loop", got: ratio,
                            most: share))
                }
            }
        }
        report.tables = [table]
        report.notes += [
            "Rust: orca_whirlpools_core 2.1.1 (630c0e01), rustc 1.95, lto, on a virtual AMD EPYC",
            "of 2.6 GHz; printed, not rerun. It was measured without a calibration chain, so the",
            "ratio is of times as they are: compare the calibration above where machines differ.",
        ]
        return report.finished()
    }

    private static func measure(
        _ pool: borrowing BenchPool, _ kind: Kind, _ amounts: [UInt64], _ count: UInt32,
        _ plan: BenchPlan
    ) -> (batches: Samples, calls: Int) {
        let watch = Watch()
        var batches = Samples()
        let wanted = 640 * UInt64(count)
        let end = watch.now + 500_000_000 / UInt64(plan.shrink)
        var calls = 0
        repeat {
            let start = watch.now
            let crossed = pool.batch(kind, amounts)
            batches.add(Double(watch.now - start) / 640)
            precondition(crossed == wanted, "each quote crosses as many ticks as it should")
            calls += 640
        } while watch.now < end || batches.values.count < max(3, 60 / plan.shrink)
        return (batches, calls)
    }
}

/// A pool with three arrays around its price and a tick in every 8th slot.
struct BenchPool: ~Copyable {
    private var state = WhirlpoolState(capacity: 4)
    private static let spacing: Int32 = 64
    /// One array.
    private static let width: Int32 = 64 * 88
    /// The array that the price is in, and the price's tick, in the middle between two ticks of
    /// the pool: SOL/USDC at about 143 dollars.
    private static let middle: Int32 = -4 * width
    private static let tick: Int32 = middle + 5 * 512 + 256

    init() {
        apply { flags in
            .poolFee(
                rate: HundredthsOfBasisPoint(400), protocolShare: BasisPoints(1_300),
                tickSpacing: 64, flags: flags, instrument: InstrumentID(0), slot: Slot(1),
                input: InputSequence(1), received: .never)
        }
        let price = TickMath.sqrtPrice(at: TickIndex(Self.tick))
        apply { flags in
            .pool(
                sqrtPrice: price, liquidity: 300_000_000_000_000, tick: TickIndex(Self.tick),
                flags: flags, instrument: InstrumentID(0), slot: Slot(1),
                input: InputSequence(1), received: .never)
        }
        for array in [-1, 0, 1] as [Int32] { add(array) }
    }

    private mutating func apply(_ make: (EventFlags) -> Event) { state.apply(make(.none)) }

    private mutating func add(_ array: Int32) {
        let start = Self.middle + array * Self.width
        apply { flags in
            .tickArray(
                start: TickIndex(start), presence: .present, flags: flags,
                instrument: InstrumentID(0), slot: Slot(1), input: InputSequence(1),
                received: .never)
        }
        for slot in stride(from: Int32(0), to: 88, by: 8) {
            // Liquidity changes at each tick and stays near what it was.
            let net: Int128 = slot % 16 == 0 ? 7_777_777_777_777 : -7_777_777_777_777
            apply { flags in
                .tick(
                    index: TickIndex(start + slot * Self.spacing), net: net, initialised: true,
                    flags: flags, instrument: InstrumentID(0), slot: Slot(1),
                    input: InputSequence(1), received: .never)
            }
        }
    }

    /// Amounts between the least and the most that cross just so many ticks.
    func amounts(_ kind: QuoteBench.Kind, crossing count: UInt32, many: Int) -> [UInt64]? {
        let low = count == 0 ? 1_000 : least(kind, crossing: count)
        let high = least(kind, crossing: count + 1)
        guard low + UInt64(many) < high else { return nil }
        // Away from both ends, so that a quote ends between two ticks.
        let step = (high - low) / UInt64(many + 2)
        let amounts = (1...many).map { low + UInt64($0) * step + UInt64($0 * 7 % 11) }
        return amounts.allSatisfy { crossed(kind, $0) == count } ? amounts : nil
    }

    /// The least amount that crosses so many ticks.
    private func least(_ kind: QuoteBench.Kind, crossing count: UInt32) -> UInt64 {
        var (low, high) = (UInt64(1), UInt64(1) << 56)
        while low < high {
            let middle = low + (high - low) / 2
            if (crossed(kind, middle) ?? .max) >= count { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// How many ticks a quote crosses; nil when the arrays end before it does.
    private func crossed(_ kind: QuoteBench.Kind, _ amount: UInt64) -> UInt32? {
        do throws(SwapError) {
            return try state.quote(kind.direction, Self.swap(kind, amount)).crossed
        } catch { return nil }
    }

    @inline(__always) private static func swap(
        _ kind: QuoteBench.Kind, _ amount: UInt64
    ) -> SwapAmount {
        kind.isInput ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
    }

    /// 640 quotes over the amounts in turn; returns how many ticks they crossed.
    func batch(_ kind: QuoteBench.Kind, _ amounts: [UInt64]) -> UInt64 {
        unsafe amounts.withUnsafeBufferPointer { amounts in
            unsafe quotes(kind.direction, isInput: kind.isInput, amounts)
        }
    }

    @inline(never) private func quotes(
        _ direction: SwapDirection, isInput: Bool, _ amounts: UnsafeBufferPointer<UInt64>
    ) -> UInt64 {
        var (sum, crossed) = (UInt64(0), UInt64(0))
        for _ in 0..<(640 / amounts.count) {
            for index in 0..<amounts.count {
                let amount = unsafe amounts[index]
                do throws(SwapError) {
                    let result = try state.quote(
                        direction, isInput ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount)))
                    sum &+= result.amountOut.count &+ result.amountIn.count
                    crossed &+= UInt64(result.crossed)
                } catch {}
            }
        }
        Sink.take(sum)
        return crossed
    }
}
