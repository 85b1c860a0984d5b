import Synchronization
import Tiles

/// How much the machine gets in the way: gaps that a thread sees that does nothing but read the
/// clock.
enum Hiccups {
    /// A run begins when no gap is longer than this, in ns, or when patience ends.
    static let quiet = 500_000.0
    static let tries = 20

    /// Waits until all cores are quiet, a few seconds at most; returns the largest gap seen last.
    static func waitForQuiet(cores: [Int]) -> Double {
        var gap = 0.0
        for _ in 0..<tries {
            gap = largest(cores: cores, milliseconds: 50)
            if gap <= quiet { break }
        }
        return gap
    }

    /// What people should know of the gaps before the runs.
    static func notes(_ gaps: Samples) -> [String] {
        guard !gaps.isEmpty else { return [] }
        let figures =
            "hiccups of the same minutes, largest gap of a spinning reader on either core in 50 ms "
            + "before each run: median \(fixed(gaps.median / 1_000, 1)) µs, "
            + "most \(fixed(gaps.quantile(1) / 1_000, 1)) µs"
        guard gaps.median > quiet else { return [figures] }
        return [
            figures,
            "the machine was not quiet: other work held the cores, so what needs two of them at "
                + "once, and the bars on it, say nothing; run it with nothing else to do",
        ]
    }

    /// The largest gap on any of the cores, in ns.
    static func largest(cores: [Int], milliseconds: UInt64) -> Double {
        let most = Shared()
        var threads: [Joinable] = []
        for core in Set(cores).sorted() {
            do throws(ThreadRefusal) {
                let thread = try NamedThread.start("bench hiccups", core: core) {
                    most.note(gap(milliseconds: milliseconds))
                }
                threads.append(Joinable(thread))
            } catch { continue }
        }
        for thread in threads { thread.join() }
        return Double(most.gap.load(ordering: .acquiring))
    }

    private final class Shared: Sendable {
        let gap = Atomic<UInt64>(0)
        func note(_ value: UInt64) { gap.max(value, ordering: .acquiringAndReleasing) }
    }

    /// A thread in a form that a list holds.
    private final class Joinable {
        private var thread: NamedThread?
        init(_ thread: consuming NamedThread) { self.thread = consume thread }
        func join() {
            if let thread = thread.take() { thread.join() }
        }
    }

    private static func gap(milliseconds: UInt64) -> UInt64 {
        let watch = Watch()
        var last = watch.now
        let end = last + milliseconds * 1_000_000
        var largest: UInt64 = 0
        while last < end {
            let next = watch.now
            largest = max(largest, next - last)
            last = next
        }
        return largest
    }
}
