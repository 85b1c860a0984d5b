internal import CLinux
public import Numbers
import Synchronization

/// Why a run ended.
public enum StopReason: Hashable, Sendable {
    /// Its time was up, or its work done: what was asked for.
    case finished
    /// SIGINT or SIGTERM.
    case signal(Int32)
    /// A tile could not go on; the text says why and what to do.
    case fault(TileName, String)
    /// The watchdog ended real-time scheduling; the text says what it saw.
    case starvation(String)
}

/// The one place that ends a run. Anyone may ask; the first reason is kept.
public final class Stopping: Sendable {
    private let reasons = Mutex<StopReason?>(nil)
    private let requested = Atomic<Bool>(false)
    /// Rung when a stop was asked for, for whoever waits.
    private let bell = Doorbell()

    public init() {}

    /// Asks every runner to end. Later reasons are dropped: the first fault explains the others.
    public func request(_ reason: StopReason) {
        reasons.withLock { first in
            if first == nil { first = reason }
        }
        requested.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
    }

    /// Whether a stop was asked for.
    public var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// The first reason; nil while the run goes on.
    public var reason: StopReason? { reasons.withLock { $0 } }

    /// From now on SIGINT and SIGTERM end the run: whoever waits notices within 50 ms.
    ///
    /// - Returns: false when the system refuses.
    @discardableResult
    public func catchSignals() -> Bool { linux_catch_signals() == 0 }

    /// Waits until a stop was asked for or a signal came, at most for `span`; one thread at a time.
    ///
    /// - Returns: whether a stop was asked for.
    public func wait(atMost span: Nanoseconds) -> Bool {
        let end = linux_monotonic() + span.count
        while true {
            let signal = linux_signal()
            if signal != 0 { request(.signal(signal)) }
            if isRequested { return true }
            let now = linux_monotonic()
            if now >= end { return false }
            bell.announce(.asleep)
            if !isRequested {
                bell.sleep(.asleep, atMost: Nanoseconds(min(end - now, 50_000_000)))
            }
            bell.rise(from: .asleep)
        }
    }
}
