import Glibc
import Numbers
import Tiles

/// Reads `CLOCK_MONOTONIC` as the peers do, by the same call.
struct Watch {
    var now: UInt64 { Self.read(CLOCK_MONOTONIC) }

    /// Processor time of the calling thread, in nanoseconds.
    static var threadTime: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Nanoseconds.
    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000
            &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }
}

/// Takes results, so that no work is left out as useless.
enum Sink {
    @inline(never) @_optimize(none) static func take(_ value: UInt64) {}
}

/// Measured values and their order.
struct Samples: Sendable {
    private(set) var values: [Double] = []

    init(_ values: [Double] = []) { self.values = values }

    mutating func add(_ value: Double) { values.append(value) }
    var isEmpty: Bool { values.isEmpty }

    /// The value below which the share (0 ... 1) lies; 0 without values. As the peers compute it.
    func quantile(_ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
    var median: Double { quantile(0.5) }

    /// The least and the greatest, for people.
    func spread(_ places: Int) -> String {
        guard let least = values.min(), let most = values.max() else { return "" }
        return "\(fixed(least, places))..\(fixed(most, places))"
    }
}

/// A generator of numbers with a seed (SplitMix64).
struct SeededNumbers {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    /// 0 ..< bound.
    mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
    /// 0 ..< 1.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
    /// Exponential with a mean, in whole steps from 0.
    mutating func exponential(mean: Double) -> Int { Int(-mean * log(1 - share())) }
}

/// How much a benchmark does, and where it finds what.
public struct BenchPlan: Sendable {
    /// The folder of the peers' programs.
    public var peers = "build/peers"
    /// The folder of the peers' sources.
    public var sources = "Benchmarks/peers"
    public var python = ".build/python/bin/python"
    public var rounds = 5
    /// Divides the work of a round; 1 is the whole.
    public var shrink = 1
    /// The core that measures.
    public var core = 1

    public init() {}

    /// One round of a fraction of the work.
    public static var quick: BenchPlan {
        var plan = BenchPlan()
        plan.rounds = 1
        plan.shrink = 10
        return plan
    }
}
