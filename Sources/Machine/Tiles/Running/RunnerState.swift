public import Meters
public import Numbers
import Synchronization

/// What a runner counts about itself.
public enum RunnerCounter: Counter {
    public static var tile: StaticString { "runner" }

    case turnMade
    case turnWorked
    case itemWorked
    case housekeepingDone
    case coreYielded
    case sleepBegun
    case rehearsalDone

    public var help: String {
        switch self {
        case .turnMade: "Turns made."
        case .turnWorked: "Turns in which there was something to do."
        case .itemWorked: "Pieces of work done, as the tiles count them."
        case .housekeepingDone: "Times that the slow work was done."
        case .coreYielded: "Times that the core was given away after an empty turn."
        case .sleepBegun: "Times that the runner went to sleep."
        case .rehearsalDone: "Times that it rehearsed, having spun for a while."
        }
    }
}

/// One runner as all threads may see it.
@safe
public final class RunnerState: @unchecked Sendable {
    public let spec: RunnerSpec
    let clock: HostClock
    let stopping: Stopping
    let bell = Doorbell()
    /// The bells of neighbours that may sleep: who reads from this runner, who writes to it.
    @usableFromInline private(set) var readers: UnsafeBufferPointer<Doorbell>
    @usableFromInline private(set) var writers: UnsafeBufferPointer<Doorbell>
    /// Earlier runners that write to this one: it works until they ended.
    let sources: [RunnerState]
    /// Whether another runner writes to it.
    @usableFromInline let hasSources: Bool
    private let heartbeat = Heartbeat()
    private let counters = Counters<RunnerCounter>()
    private let ended = Atomic<Bool>(false)
    /// The kernel's number of its thread; 0 before it runs.
    let thread = Atomic<Int32>(0)
    /// Open once its thread has asked the host for its core and priority.
    let settled = Gate()
    private let told = Mutex<[String]>([])

    init(
        spec: RunnerSpec, clock: HostClock, stopping: Stopping, sources: [RunnerState]
    ) {
        self.spec = spec
        self.clock = clock
        self.stopping = stopping
        self.sources = sources
        hasSources = !sources.isEmpty
        unsafe readers = UnsafeBufferPointer(start: nil, count: 0)
        unsafe writers = UnsafeBufferPointer(start: nil, count: 0)
    }

    deinit {
        unsafe readers.deallocate()
        unsafe writers.deallocate()
    }

    /// Gives it the bells of neighbours that may sleep: those that read from it and those that
    /// write to it. Before its thread starts, and once.
    func hear(readers: [Doorbell], writers: [Doorbell]) {
        unsafe self.readers = Self.keep(readers)
        unsafe self.writers = Self.keep(writers)
    }

    private static func keep(_ bells: [Doorbell]) -> UnsafeBufferPointer<Doorbell> {
        let memory = UnsafeMutableBufferPointer<Doorbell>.allocate(capacity: bells.count)
        _ = unsafe memory.initialize(from: bells)
        return UnsafeBufferPointer(memory)
    }

    /// When it was last alive, to its housekeeping.
    public var pulse: Pulse { heartbeat.pulse }
    /// What it counted so far, to its last housekeeping.
    public var gauge: CounterGauge<RunnerCounter> { counters.gauge }
    /// Whether its last turn is over.
    public var hasEnded: Bool { ended.load(ordering: .acquiring) }
    /// In words, what the host refused it at its start (core, real-time priority), and whether it
    /// ended with work left.
    public var notes: [String] { told.withLock { $0 } }

    func note(_ text: String) { told.withLock { $0.append(text) } }

    /// It was asked to end, and still found work when its time was up.
    @usableFromInline func noteUnfinished() {
        note("runner \(spec.name): ended with work left, \(closingMax.count) ns after its close")
    }

    @usableFromInline func end() { ended.store(true, ordering: .releasing) }

    @usableFromInline var sourcesEnded: Bool { sources.allSatisfy(\.hasEnded) }

    @usableFromInline var isStopping: Bool { stopping.isRequested }

    /// It is alive, though its first turn is still to come: the watchdog counts from here.
    func beat(at now: Instant) { heartbeat.beat(at: now) }

    /// Publishes what the loop counted in its locals, and beats the heart.
    @usableFromInline
    func publish(_ tally: borrowing Tally, at now: Instant) {
        heartbeat.beat(at: now)
        counters.set(.turnMade, tally.turns)
        counters.set(.turnWorked, tally.worked)
        counters.set(.itemWorked, tally.items)
        counters.set(.housekeepingDone, tally.housekeepings)
        counters.set(.coreYielded, tally.yields)
        counters.set(.sleepBegun, tally.sleeps)
        counters.set(.rehearsalDone, tally.rehearsals)
    }
}
