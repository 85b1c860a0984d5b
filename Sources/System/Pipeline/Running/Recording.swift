import Archive
import Markets
import Numbers
import Reactor
import Tiles
import Trading

/// Opens a journal for a run.
enum Recording {
    /// Makes or resumes the recording, and records the session in it.
    static func opened(
        _ directory: String, session: Session, past: Past?, settings: Settings, clock: HostClock
    ) throws(RunFault) -> JournalWriter {
        let now = clock.now()
        var writer: JournalWriter
        do throws(JournalError) {
            writer = try JournalWriter(
                at: directory,
                identity: RecordingIdentity(
                    settingsHash: session.settingsHash, build: Array(Build.name.utf8.prefix(20))),
                limits: Recording.limits(settings), now: now, wallTime: clock.wallTime(at: now))
        } catch {
            throw .journal(directory: directory, why: Recording.words(error, directory))
        }
        let label = RecordLabel(
            .sessionStart, input: past?.lastInput ?? InputSequence(0), stamp: now)
        let payload = session.payload
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: payload.count, alignment: 8)
        unsafe bytes.copyBytes(from: payload)
        let isStaged = unsafe Recording.stage(label, bytes, in: &writer)
        unsafe bytes.deallocate()
        guard isStaged else {
            throw .journal(directory: directory, why: "the session cannot be recorded")
        }
        return writer
    }

    /// Why nothing can be recorded there, and what to do.
    static func words(_ error: JournalError, _ directory: String) -> String {
        switch error {
        case .notARecording: "\(error); name an empty or a new folder"
        case .file(.missing): "its parent folder \(Recording.parent(of: directory)) does not exist"
        default: "\(error)"
        }
    }

    private static func parent(of path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func stage(
        _ label: RecordLabel, _ bytes: UnsafeMutableRawBufferPointer,
        in writer: inout JournalWriter
    ) -> Bool {
        do throws(AppendRefusal) {
            _ = try unsafe writer.append(label, payload: UnsafeRawBufferPointer(bytes))
            return true
        } catch {
            return false
        }
    }

    private static func limits(_ settings: Settings) -> JournalLimits {
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
        return limits
    }
}

/// What this program calls itself in a recording.
public enum Build {
    public static let name = "apus 0.1.0"
}
