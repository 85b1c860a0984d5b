import Glibc

/// A program of `Benchmarks/peers`, run to its end.
struct PeerProgram {
    let path: String

    /// Nil when it is not built.
    init?(_ name: String, in plan: BenchPlan) {
        path = "\(plan.peers)/\(name)"
        guard unsafe access(path, X_OK) == 0 else { return nil }
    }

    /// What is said of a peer that is not there.
    static func missing(_ name: String) -> String {
        "\(name) is not built, so nothing of it is shown; build it with: perf/peers"
    }

    /// Runs it with arguments that a shell may see, and reads its lines.
    func run(_ arguments: [String]) -> [PeerLine] {
        PeerProgram.lines(([path] + arguments).joined(separator: " ")).map(PeerLine.init)
    }

    /// The lines that a command writes to its standard output.
    static func lines(_ command: String) -> [String] {
        guard let pipe = unsafe popen(command, "r") else { return [] }
        defer { unsafe _ = pclose(pipe) }
        return unsafe TextFile.lines(of: pipe)
    }
}

/// One line of a peer: a flat JSON object without escapes.
struct PeerLine: Sendable {
    let line: String

    func text(_ key: String) -> String? {
        let mark = "\"\(key)\":"
        guard let found = line.firstRange(of: mark) else { return nil }
        let rest = line[found.upperBound...].drop { $0 == " " }
        guard rest.first == "\"" else { return String(rest.prefix { $0 != "," && $0 != "}" }) }
        return String(rest.dropFirst().prefix { $0 != "\"" })
    }

    func number(_ key: String) -> Double? { text(key).flatMap(Double.init) }
}

/// A program that runs beside a benchmark and is ended by it.
@safe struct Companion: ~Copyable {
    private let pipe: UnsafeMutablePointer<FILE>
    private let identity: pid_t

    /// Starts it and waits until it has said `ready`; nil when it ends without.
    init?(_ command: String) {
        guard let pipe = unsafe popen("echo $$; exec \(command) 2>/dev/null", "r") else {
            return nil
        }
        guard let first = unsafe TextFile.line(of: pipe), let identity = pid_t(first),
            unsafe TextFile.line(of: pipe) == "ready"
        else {
            unsafe _ = pclose(pipe)
            return nil
        }
        unsafe self.pipe = pipe
        self.identity = identity
    }

    deinit {
        kill(identity, SIGTERM)
        unsafe _ = pclose(pipe)
    }
}
