import Archive
import Numbers
import Reactor
import Tiles
import Trading

/// An opened journal, on its way to the journal tile.
struct Recording: ~Copyable {
    /// The session that this run is: its openings carry on from the recording's last entry.
    let session: Session
    /// The number of the run's first input.
    let firstInput: InputSequence
    let resumption: Resumption?
    var writer: JournalWriter

    init(
        _ directory: String, session: Session, settings: Settings, clock: HostClock
    ) throws(RunFault) {
        var session = session
        var lastInput = InputSequence(0)
        let past = try Recording.past(directory)
        if let past {
            session.openings = past.openings
            lastInput = past.lastInput
        }
        var limits = JournalLimits()
        limits.segmentBytes = UInt64(settings.journal.segmentMebibytes) << 20
        let message = (settings.sources.map(\.messageMebibytes).max() ?? 1) << 20
        limits.payloadMax = min(message + 4_096, 64 << 20)
        limits.blockCount = max(16, limits.payloadMax / limits.blockBytes + 4)
        limits.gather = .milliseconds(1)
        limits.durability =
            switch settings.journal.durability {
            case .none: .none
            case .interval: .interval(settings.journal.interval)
            case .batch: .everyBatch
            }
        let now = clock.now()
        do throws(JournalError) {
            writer = try JournalWriter(
                at: directory,
                identity: RecordingIdentity(
                    settingsHash: session.settingsHash, build: Array(Build.name.utf8.prefix(20))),
                limits: limits, now: now, wallTime: clock.wallTime(at: now))
        } catch {
            throw .journal(directory: directory, why: "\(error)")
        }
        resumption = writer.resumption
        self.session = session
        firstInput = InputSequence(lastInput.count + 1)
        let label = RecordLabel(.sessionStart, input: lastInput, stamp: now)
        let payload = session.payload
        do throws(AppendRefusal) {
            let bytes = UnsafeMutableRawBufferPointer.allocate(
                byteCount: payload.count, alignment: 8)
            defer { unsafe bytes.deallocate() }
            unsafe bytes.copyBytes(from: payload)
            _ = try unsafe writer.append(label, payload: UnsafeRawBufferPointer(bytes))
        } catch {
            throw .journal(directory: directory, why: "the session cannot be recorded: \(error)")
        }
    }

    consuming func takeWriter() -> JournalWriter { writer }

    /// What an existing recording left behind: balances and the last input's number.
    private static func past(
        _ directory: String
    ) throws(RunFault) -> (openings: [Plan.Opening], lastInput: InputSequence)? {
        var session: Session?
        do throws(JournalError) {
            var reader = try JournalReader(at: directory)
            while let record = try reader.next() {
                if record.label.kind == .sessionStart {
                    session = unsafe Session(payload: record.payload)
                } else if record.label.kind == .entry {
                    let decision = unsafe record.payload.loadUnaligned(as: Decision.self)
                    if let entry = LedgerEntry(decision) { session?.carry(entry) }
                }
            }
            guard let session else { return nil }
            return (session.openings, reader.lastInput)
        } catch {
            if error == .file(.missing) { return nil }
            throw .journal(directory: directory, why: "\(error)")
        }
    }
}

/// What this program calls itself in a recording.
public enum Build {
    public static let name = "apus 0.1.0"
}
