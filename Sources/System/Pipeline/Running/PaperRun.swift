import Archive
import Markets
import Meters
public import Numbers
import Reactor
import Rings
public import Tiles
import Trading

/// A run of paper trading: made, started, looked at, ended. Owned by the thread that observes.
public final class PaperRun {
    public let plan: Plan
    public let stopping: Stopping
    public let topology: Topology
    /// What this host refused at the start (a core, a priority, memory), and threads that share a
    /// core.
    public private(set) var warnings: [String] = []
    /// What resuming an existing recording found, in words; nil for a new one or none.
    public let resumption: String?
    /// Where it records; empty: nowhere.
    public let directory: String

    let clock: HostClock
    let began: Instant
    /// What was put into each account since the recording began; by asset, then venue.
    let openings: [Int64]
    /// Decisions of earlier sessions of the recording.
    let decisionsBefore: UInt64
    private let crew: Crew
    private let memory: HostMemory
    var views: RunViews
    /// Where the operator's word goes.
    private let mailbox: Mailbox

    /// Lays everything out and starts the threads.
    ///
    /// - Parameters:
    ///   - session: the settings as text, and the openings of a new recording.
    ///   - directory: where to record; empty: nowhere. An existing recording is resumed.
    public init(
        plan: Plan, session: Session, directory: String, stopping: Stopping
    ) throws(RunFault) {
        self.plan = plan
        self.stopping = stopping
        self.directory = directory
        let settings = plan.settings
        let misfits = settings.faults(
            onCores: Cores.allowed, text: session.settingsText, file: session.settingsFile)
        guard misfits.isEmpty else { throw .settings(SettingsFaults(faults: misfits)) }
        clock = HostClock()
        began = clock.now()
        let layout = PipelineTopology(
            settings, cores: Cores.count, isRecording: !directory.isEmpty)
        topology = layout.topology
        warnings = topology.warnings(onCores: Cores.count).map(\.description)
        memory = HostMemory(
            arena: topology.ringBytes, hugePages: settings.machine.usesHugePages,
            locked: settings.machine.locksMemory)
        warnings += memory.grants.refusals
        let past =
            directory.isEmpty ? nil : try Past.read(directory, as: LedgerTerms(settings))
        decisionsBefore = past?.desk.count ?? 0
        var assembly = try Assembly.made(
            plan: plan, layout: layout, memory: memory, clock: clock, session: session,
            past: past, directory: directory)
        resumption = assembly.resumption.map { PaperRun.words($0, directory) }
        views = assembly.views
        mailbox = assembly.mailbox
        if settings.risk.isPaused { mailbox.post(.pause) }
        openings = assembly.openings
        do throws(TopologyFaults) {
            crew = try Crew(topology, clock: clock, stopping: stopping)
        } catch {
            throw .topology(error.faults.map { "\($0)" }.joined(separator: "; "))
        }
        do throws(ThreadRefusal) { try assembly.start(on: crew, isFused: layout.isFused) } catch {
            throw .thread("\(error.reason)")
        }
        warnings += crew.notes
    }

    /// What the host gave of the memory that was asked for, in words.
    public var grants: [String] { memory.grants.lines }

    /// From now on nothing is accepted in this run; legs on their way still arrive.
    public func kill() { mailbox.post(.kill) }

    /// Since the run was made.
    public var elapsed: Nanoseconds { clock.now().since(began) }

    /// The moment now, of the world's calendar.
    public var wallTime: WallTime { clock.wallTime(at: clock.now()) }

    /// What the threads met after their start, such as work left at the end.
    public var notes: [String] { crew.notes.filter { !warnings.contains($0) } }

    private static func words(_ resumption: Resumption, _ directory: String) -> String {
        var text =
            "\(directory): resumes behind record \(resumption.lastSequence.count), "
            + (resumption.endedInOrder
                ? "where the last session ended" : "where the last session was killed")
        if let cut = resumption.cut { text += "; \(cut)" }
        return text + "; its accounts go on as they stand, [[balances]] is not used"
    }

    /// Ends the run: sources first, so that nothing taken is lost. Waits for every thread.
    public func finish() {
        stopping.request(.finished)
        crew.join()
    }
}
