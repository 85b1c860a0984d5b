internal import CLinux

/// One thing that matters to latency, and whether this host offers it to this process.
public struct HostAbility: Hashable, Sendable {
    public let name: String
    public let grant: Grant

    /// Everything that `apus topology --host` tells, in reading order. It tries what can
    /// be tried without a trace and changes nothing.
    public static var all: [HostAbility] {
        [
            HostAbility(name: "cores", grant: cores),
            HostAbility(name: "isolated cores", grant: isolatedCores),
            HostAbility(name: "clock", grant: clock),
            HostAbility(name: "pinning", grant: pinning),
            HostAbility(name: "real-time priority", grant: realTime),
            HostAbility(name: "locked memory", grant: locking),
            HostAbility(name: "huge pages", grant: hugePages),
            HostAbility(name: "hardware counters", grant: perf(software: 0)),
            HostAbility(name: "software counters", grant: perf(software: 1)),
            HostAbility(name: "frequency governor", grant: governor),
        ]
    }

    private static var cores: Grant {
        let allowed = Cores.allowed
        let list = allowed.map(String.init).joined(separator: ", ")
        return .granted("\(allowed.count): \(list)")
    }

    private static var isolatedCores: Grant {
        guard let text = HostFile.line("/sys/devices/system/cpu/isolated"), !text.isEmpty else {
            return .refused("none: boot with isolcpus= to keep the scheduler off some")
        }
        return .granted(text)
    }

    private static var clock: Grant {
        let folder = "/sys/devices/system/clocksource/clocksource0"
        let kernel = HostFile.line("\(folder)/current_clocksource") ?? "unknown"
        return linux_tsc_is_invariant() == 1
            ? .granted("invariant time-stamp counter; the kernel uses \(kernel)")
            : .refused("no invariant counter: the kernel is asked (\(kernel)), some 20 ns more")
    }

    /// Tried on a thread of its own, so that this one stays where it is.
    private static var pinning: Grant {
        tried(granted: "allowed") { Cores.pin(to: Cores.allowed.last ?? 0)?.reason }
    }

    private static var realTime: Grant {
        tried(granted: "allowed; off unless asked for") {
            let answer = linux_real_time(linux_thread(), 1)
            return answer == 0 ? nil : Refusal(code: -answer)
        }
    }

    private static var locking: Grant {
        let limit = linux_lock_limit()
        guard limit < 64 << 20 else {
            return .granted(
                limit > 1 << 50 ? "without limit" : "up to \(limit >> 20) MiB")
        }
        return .refused("only \(limit >> 10) KiB for an ordinary user: raise `ulimit -l`")
    }

    private static var hugePages: Grant {
        let pool = HostFile.line("/proc/sys/vm/nr_hugepages") ?? "0"
        let folder = "/sys/kernel/mm/transparent_hugepage"
        let transparent = HostFile.line("\(folder)/enabled") ?? "absent"
        if pool != "0" { return .granted("\(pool) in the pool") }
        return transparent.contains("[never]") || transparent == "absent"
            ? .refused("no pool, and transparent ones are off: set vm.nr_hugepages")
            : .granted("transparent ones on request; the pool is empty")
    }

    private static func perf(software: Int32) -> Grant {
        let answer = linux_perf_probe(software)
        guard answer != 0 else { return .granted("allowed") }
        return .refused("\(Refusal(code: -answer))")
    }

    private static var governor: Grant {
        let path = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
        guard let text = HostFile.line(path) else {
            return .refused("not told: a virtual machine, or a fixed frequency")
        }
        return text == "performance"
            ? .granted(text) : .refused("it is \(text): set it to performance")
    }

    private static func tried(
        granted: String, _ attempt: @escaping @Sendable () -> Refusal?
    ) -> Grant {
        let answer = Answer()
        do throws(ThreadRefusal) {
            let thread = try NamedThread.start("doctor") { answer.set(attempt()) }
            thread.join()
        } catch {
            return .refused("no thread to try it on")
        }
        return answer.refusal.map { .refused("\($0)") } ?? .granted(granted)
    }
}
