internal import CLinux
import Numbers
import Synchronization

/// One linear relation between counter and nanoseconds.
///
/// Readers take it without waiting: there are two, and the writer fills the one that is not in use
/// before it becomes the current one.
struct ClockLine: ~Copyable {
    let counter = Atomic<UInt64>(0)
    let nanoseconds = Atomic<UInt64>(0)
    /// Nanoseconds a count, × 2³²; 0 means that the kernel is asked.
    let speed = Atomic<UInt64>(0)
}

/// A calibration, shared by the copies of a clock.
struct ClockPage: ~Copyable {
    private let generation = Atomic<UInt64>(0)
    private let even = ClockLine()
    private let odd = ClockLine()
    /// CLOCK_REALTIME less CLOCK_MONOTONIC.
    let wallOffset = Atomic<Int64>(0)
    private let isBusy = Atomic<Bool>(false)
    private let lastCounter = Atomic<UInt64>(0)
    private let lastKernel = Atomic<UInt64>(0)
    private let recalibrations = Atomic<UInt64>(0)
    private let lastError = Atomic<Int64>(0)
    private let worstError = Atomic<UInt64>(0)
    private let hertz = Atomic<UInt64>(0)

    /// The time when the counter showed `counter`, which was read just now.
    @_noLocks
    func nanoseconds(at counter: UInt64) -> UInt64 {
        while true {
            let seen = generation.load(ordering: .acquiring)
            let isEven = seen & 1 == 0
            let from =
                isEven
                ? even.counter.load(ordering: .relaxed)
                : odd.counter.load(ordering: .relaxed)
            let base =
                isEven
                ? even.nanoseconds.load(ordering: .relaxed)
                : odd.nanoseconds.load(ordering: .relaxed)
            let speed =
                isEven
                ? even.speed.load(ordering: .relaxed)
                : odd.speed.load(ordering: .relaxed)
            atomicMemoryFence(ordering: .acquiring)
            guard generation.load(ordering: .relaxed) == seen else { continue }
            if speed == 0 { return linux_monotonic() }
            // Another core's counter may lag a few counts behind the calibrating one's.
            guard counter > from else { return base }
            let product = (counter &- from).multipliedFullWidth(by: speed)
            return base &+ (product.high << 32 | product.low >> 32)
        }
    }

    /// Measures for `span`; nil makes it ask the kernel for ever.
    func calibrate(for span: Nanoseconds?) {
        let first = ClockSample.take()
        wallOffset.store(first.wallOffset, ordering: .relaxed)
        guard let span else { return }
        var word: UInt32 = 0
        var last = first
        while last.kernel < first.kernel + span.count {
            unsafe linux_futex_wait(&word, 0, first.kernel + span.count - last.kernel)
            last = ClockSample.take()
        }
        let speed = last.speed(since: first)
        publish(counter: last.counter, nanoseconds: last.kernel, speed: speed)
        remember(last, speed: speed)
    }

    func recalibrate() {
        guard hertz.load(ordering: .relaxed) != 0 else { return refreshWall() }
        guard !isBusy.exchange(true, ordering: .acquiring) else { return }
        defer { isBusy.store(false, ordering: .releasing) }
        let last = ClockSample(
            counter: lastCounter.load(ordering: .relaxed),
            kernel: lastKernel.load(ordering: .relaxed), wallOffset: 0)
        guard linux_monotonic() >= last.kernel + 1_000_000_000 else { return }
        let sample = ClockSample.take()
        let ours = nanoseconds(at: sample.counter)
        let error = Int64(bitPattern: ours &- sample.kernel)
        let measured = sample.speed(since: last)
        publish(
            counter: sample.counter, nanoseconds: max(ours, sample.kernel &- 1_000_000),
            speed: Self.corrected(speed: measured, error: error))
        remember(sample, speed: measured)
        recalibrations.add(1, ordering: .relaxed)
        lastError.store(error, ordering: .relaxed)
        worstError.max(error.magnitude, ordering: .relaxed)
        wallOffset.store(sample.wallOffset, ordering: .relaxed)
    }

    /// The speed that takes out `error` within the next second, changed by at most 1/2000.
    static func corrected(speed: UInt64, error: Int64) -> UInt64 {
        let bounded = min(max(error, -500_000), 500_000)
        let share = Int64(truncatingIfNeeded: speed) / 1_000_000_000
        let rest = Int64(truncatingIfNeeded: speed) % 1_000_000_000
        let change = share * bounded + rest * bounded / 1_000_000_000
        return UInt64(Int64(truncatingIfNeeded: speed) - change)
    }

    var report: ClockReport {
        let rate = hertz.load(ordering: .relaxed)
        return ClockReport(
            source: rate == 0 ? .kernel : .counter, hertz: rate,
            recalibrations: recalibrations.load(ordering: .relaxed),
            lastError: lastError.load(ordering: .relaxed),
            worstError: worstError.load(ordering: .relaxed))
    }

    private func refreshWall() {
        wallOffset.store(ClockSample.take().wallOffset, ordering: .relaxed)
    }

    private func remember(_ sample: ClockSample, speed: UInt64) {
        lastCounter.store(sample.counter, ordering: .relaxed)
        lastKernel.store(sample.kernel, ordering: .relaxed)
        let (rate, _) = speed.dividingFullWidth((1_000_000_000 >> 32, 1_000_000_000 << 32))
        hertz.store(rate, ordering: .relaxed)
    }

    private func publish(counter: UInt64, nanoseconds: UInt64, speed: UInt64) {
        let next = generation.load(ordering: .relaxed) &+ 1
        atomicMemoryFence(ordering: .releasing)
        fill(next & 1 == 0 ? .even : .odd, counter, nanoseconds, speed)
        generation.store(next, ordering: .releasing)
    }

    private enum Line { case even, odd }

    private func fill(_ line: Line, _ counter: UInt64, _ nanoseconds: UInt64, _ speed: UInt64) {
        switch line {
        case .even:
            even.counter.store(counter, ordering: .relaxed)
            even.nanoseconds.store(nanoseconds, ordering: .relaxed)
            even.speed.store(speed, ordering: .relaxed)
        case .odd:
            odd.counter.store(counter, ordering: .relaxed)
            odd.nanoseconds.store(nanoseconds, ordering: .relaxed)
            odd.speed.store(speed, ordering: .relaxed)
        }
    }
}

/// Counter and kernel clock at one moment.
struct ClockSample {
    let counter: UInt64
    let kernel: UInt64
    let wallOffset: Int64

    /// The tightest of a few tries: the counter in the middle of the kernel's call.
    static func take() -> ClockSample {
        var best = ClockSample(counter: 0, kernel: 0, wallOffset: 0)
        var width = UInt64.max
        for _ in 0..<16 {
            let before = linux_tsc()
            let kernel = linux_monotonic()
            let after = linux_tsc()
            guard after &- before < width else { continue }
            width = after &- before
            let wall = Int64(bitPattern: linux_realtime() &- linux_monotonic())
            best = ClockSample(counter: before &+ width / 2, kernel: kernel, wallOffset: wall)
        }
        return best
    }

    /// Nanoseconds a count, × 2³², from `earlier` to this.
    func speed(since earlier: ClockSample) -> UInt64 {
        let counts = max(counter &- earlier.counter, 1)
        let span = kernel &- earlier.kernel
        guard span >> 32 < counts else { return UInt64.max >> 1 }
        return counts.dividingFullWidth((span >> 32, span << 32)).quotient
    }
}
