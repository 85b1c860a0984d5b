public import Numbers

/// What a runner does after turns in which there was nothing to do.
public enum IdleRule: Hashable, Sendable {
    /// Turns again at once: the quickest answer, and a whole core for it. With more spinning
    /// runners than cores a message waits for a scheduler's tick, some milliseconds.
    case spin
    /// After so many empty turns, gives the core away before each further turn.
    case yield(afterTurns: Int)
    /// After so many empty turns, sleeps until a neighbour has something, its own input arrives, or
    /// it has slept for `sleepMax`. A wake-up costs tens of microseconds.
    case park(afterTurns: Int)

    /// Whether it keeps a core busy for ever.
    public var keepsCoreBusy: Bool { self == .spin }
}

/// One thread: the tiles it steps, in order, and where and how it runs.
public struct RunnerSpec: Hashable, Sendable {
    public let name: RunnerName
    /// Stepped in this order, one turn each. Several tiles here are *fused*.
    public let tiles: [TileName]
    /// The core it is bound to; nil floats.
    public let core: Int?
    public let idle: IdleRule
    /// How often slow work is done while the runner is awake. It leaves the caches cold for what
    /// comes next: at 1 ms it cost 0.7 µs of processor time a message here, at 10,000 a second.
    public let housekeeping: Nanoseconds
    /// How long it sleeps at most; then slow work is done. A deadline nearer than the kernel's own
    /// tick (4 ms at 250 Hz) costs a programmed timer at each sleep: 7 µs of processor time here.
    public let sleepMax: Nanoseconds
    /// Real-time priority, `1...99`; nil is ordinary scheduling. Dangerous beside spinning: only
    /// by an operator's choice, and always under the watchdog.
    public let realTimePriority: Int?

    public init(
        _ name: RunnerName, tiles: [TileName], core: Int? = nil, idle: IdleRule,
        housekeeping: Nanoseconds = .milliseconds(10), sleepMax: Nanoseconds = .milliseconds(20),
        realTimePriority: Int? = nil
    ) {
        self.name = name
        self.tiles = tiles
        self.core = core
        self.idle = idle
        self.housekeeping = housekeeping
        self.sleepMax = sleepMax
        self.realTimePriority = realTimePriority
    }
}

extension IdleRule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .spin: "spins"
        case .yield(let turns): "yields after \(turns) empty turns"
        case .park(let turns): "parks after \(turns) empty turns"
        }
    }
}
