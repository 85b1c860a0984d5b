internal import CLinux
public import Numbers
import Synchronization

/// The loop's way to the clock, the kernel and the spec, without showing them to its callers.
extension RunnerState {
    @usableFromInline func now() -> Instant { clock.now() }

    @usableFromInline var housekeeping: Nanoseconds { spec.housekeeping }
    @usableFromInline var sleepMax: Nanoseconds { spec.sleepMax }

    /// Empty turns before idling begins; a runner that spins has no end of patience.
    @usableFromInline var patience: Int {
        switch spec.idle {
        case .spin: Int.max
        case .yield(let turns), .park(let turns): turns
        }
    }

    @usableFromInline var spins: Bool {
        if case .spin = spec.idle { true } else { false }
    }

    @usableFromInline var parks: Bool {
        if case .park = spec.idle { true } else { false }
    }

    @usableFromInline func giveCoreAway() { linux_yield() }

    @usableFromInline func announce(_ sleep: Doorbell.State) { bell.announce(sleep) }

    @usableFromInline func rise(from sleep: Doorbell.State) { bell.rise(from: sleep) }

    /// Sleeps on the doorbell as announced, at most as long as a runner sleeps.
    @usableFromInline func sleepOnBell(_ sleep: Doorbell.State) {
        bell.sleep(sleep, atMost: sleepMax)
    }

    /// What its thread does first: a core, and a priority if there is a watchdog over it.
    func settle(under watchdog: Watchdog?) {
        thread.store(linux_thread(), ordering: .releasing)
        beat(at: clock.now())
        if let core = spec.core, let refusal = Cores.pin(to: core) {
            note("runner \(spec.name): \(refusal)")
        }
        if let priority = spec.realTimePriority, let watchdog {
            var refusal = watchdog.refusal
            if refusal == nil {
                let answer = linux_real_time(linux_thread(), Int32(priority))
                if answer != 0 { refusal = Refusal(code: -answer) }
            }
            if let refusal {
                note(
                    "runner \(spec.name): real-time priority \(priority) refused: \(refusal);"
                        + " it runs with ordinary scheduling. Raise `ulimit -r` to"
                        + " \(watchdog.priority) or grant CAP_SYS_NICE")
            }
        }
        settled.open()
    }
}
