internal import CLinux
public import Numbers
import Synchronization

/// This host's clock: nanoseconds since boot, as `CLOCK_MONOTONIC` counts them.
///
/// Where the processor's time-stamp counter runs at one speed (invariant TSC), reading is a counter
/// read and a multiplication, about half of what the kernel's own call takes; elsewhere it is that
/// call. The relation between the two is measured at the start and again by `recalibrate()` in
/// housekeeping. A correction changes the speed, by half a thousandth at most, and never the time
/// at once, so the clock doesn't step back; it steps forward when it fell behind by more than a
/// millisecond, as after a suspended machine. Copies share one calibration.
@safe
public struct HostClock: @unchecked Sendable {
    let page: UnsafeMutablePointer<ClockPage>

    /// Measures for `span` (50 ms gives an error below one microsecond a second, which the first
    /// re-calibration takes out).
    public init(calibratingFor span: Nanoseconds = .milliseconds(50), source: ClockSource? = nil) {
        unsafe page = UnsafeMutablePointer<ClockPage>.allocate(capacity: 1)
        unsafe page.initialize(to: ClockPage())
        let chosen = source ?? (linux_tsc_is_invariant() == 1 ? .counter : .kernel)
        unsafe page.pointee.calibrate(for: chosen == .counter ? span : nil)
    }

    /// The moment now. Not earlier than a moment this thread read before, but for a few nanoseconds
    /// when the thread that publishes a correction is itself interrupted: `Instant.since` never
    /// gives a negative span.
    @_noLocks
    public func now() -> Instant {
        Instant(nanosecondsSinceBoot: unsafe page.pointee.nanoseconds(at: linux_tsc()))
    }

    /// The same as a moment of the world's calendar.
    @_noLocks
    public func wallTime(at instant: Instant) -> WallTime {
        let offset = unsafe page.pointee.wallOffset.load(ordering: .relaxed)
        return WallTime(
            nanosecondsSince1970: instant.nanosecondsSinceBoot &+ UInt64(bitPattern: offset))
    }

    /// A moment of the calendar on this host's clock: what a kernel's receive stamp
    /// (`CLOCK_REALTIME`) needs. `.never` for moments before boot.
    @_noLocks
    public func instant(at wall: WallTime) -> Instant {
        let offset = unsafe page.pointee.wallOffset.load(ordering: .relaxed)
        let since = Int64(bitPattern: wall.nanosecondsSince1970) &- offset
        return since > 0 ? Instant(nanosecondsSinceBoot: UInt64(since)) : .never
    }

    /// Compares with the kernel's clock and corrects the speed. Any thread's housekeeping may call
    /// it at any rate; it acts once a second at most.
    public func recalibrate() { unsafe page.pointee.recalibrate() }

    /// How the clock has done so far.
    public var report: ClockReport { unsafe page.pointee.report }
}

/// What a clock is read from.
public enum ClockSource: Hashable, Sendable {
    /// The processor's time-stamp counter.
    case counter
    /// `clock_gettime`, where there is no invariant counter.
    case kernel
}

/// How a clock has done so far.
public struct ClockReport: Hashable, Sendable {
    public let source: ClockSource
    /// Counts a second; 0 when the kernel is the source.
    public let hertz: UInt64
    public let recalibrations: UInt64
    /// Ours less the kernel's at the last comparison, in nanoseconds.
    public let lastError: Int64
    /// The largest difference seen, in nanoseconds, without sign.
    public let worstError: UInt64
}
