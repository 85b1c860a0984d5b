public import Archive
public import Meters
public import Numbers
import Reactor
public import Rings
public import Tiles
import Trading

/// Counters of the journal tile.
public enum JournalCounter: Int, Counter {
    public static var tile: StaticString { "journal" }

    /// Inputs staged for the disk.
    case inputStaged
    /// Records of the desk staged for the disk.
    case recordStaged
    /// The last record that a kill of this process cannot take back.
    case acknowledged
    /// Bytes that the kernel has taken.
    case byteWritten
    /// Turns that could not go on because blocks were still being written.
    case writerFull
    /// 1 while the file system refuses for a reason that may pass, such as a full disk: nothing is
    /// lost, the feed waits.
    case waiting
    /// 1 when the file system refused to write: recording has ended.
    case failed
}

/// Keeps everything: inputs before the decisions that they caused, in segments on disk.
///
/// The order holds without a lock: a decision enters `desk_journal` after its input has entered
/// `feed_journal`, so whoever counts the waiting decisions first and then takes every input has
/// taken their causes.
@safe
public struct JournalTile: Tile, ~Copyable, @unchecked Sendable {
    private var inputs: ByteConsumer
    private var records: Consumer<DeskRecord>
    private var writer: JournalWriter?
    private let counters = Counters<JournalCounter>()
    private let recording = Histogram()
    /// Why the file system refuses.
    private let trouble = Trouble()
    private var isClosing = false
    private var lastInput = InputSequence(0)
    /// Decisions that may be written once the inputs before them are.
    private var released = 0

    public init(
        inputs: consuming ByteConsumer, records: consuming Consumer<DeskRecord>,
        writer: consuming JournalWriter
    ) {
        self.inputs = inputs
        self.records = records
        self.writer = consume writer
    }

    public var gauge: CounterGauge<JournalCounter> { counters.gauge }
    /// From receipt to the staging of each record of the desk.
    public var recordingGauge: HistogramGauge { recording.gauge }

    var troubleView: TroubleView { trouble.view }

    public mutating func turn(at now: Instant) -> Int {
        guard writer != nil else { return discard() }
        if released == 0 { released = records.waiting() }
        var work = takeInputs()
        if work >= 0 { work += takeRecords(at: now) } else { work = 0 }
        work += writer?.turn(at: now) ?? 0
        publish()
        if isClosing, work == 0 { finish(at: now) }
        return work
    }

    /// Takes every input that waits; −1 when the writer has no room for the next.
    private mutating func takeInputs() -> Int {
        var work = 0
        while let record = unsafe inputs.next() {
            let bytes = unsafe record.bytes
            let label = unsafe bytes.loadUnaligned(as: RecordLabel.self)
            let payload = unsafe UnsafeRawBufferPointer(rebasing: bytes[InputRecord.labelBytes...])
            guard unsafe append(label, payload) else {
                inputs.rewind()
                return -1
            }
            inputs.release()
            lastInput = label.input
            counters.add(.inputStaged)
            work += 1
        }
        return work
    }

    private mutating func takeRecords(at now: Instant) -> Int {
        var work = 0
        while released > 0, var record = records.peek() {
            let label = RecordLabel(
                record.kind, input: record.decision.input, stamp: record.decision.moment)
            let isStaged = unsafe withUnsafeBytes(of: &record.decision) { unsafe append(label, $0) }
            guard isStaged else { break }
            _ = records.pop()
            released -= 1
            work += 1
            counters.add(.recordStaged)
            if record.kind == .decision || record.kind == .refusal {
                recording.record(now.since(record.decision.moment))
            }
        }
        return work
    }

    private mutating func append(_ label: RecordLabel, _ payload: UnsafeRawBufferPointer) -> Bool {
        do throws(AppendRefusal) {
            _ = try unsafe writer?.append(label, payload: payload)
            return true
        } catch {
            switch error {
            case .full: counters.add(.writerFull)
            case .tooLong, .failed: counters.set(.failed, 1)
            }
            return false
        }
    }

    private mutating func publish() {
        counters.set(.acknowledged, writer?.acknowledged.count ?? 0)
        counters.set(.byteWritten, writer?.writtenBytes ?? 0)
    }

    /// After the end of the recording: the rings must not fill up.
    private mutating func discard() -> Int {
        var work = 0
        while unsafe inputs.next() != nil { work += 1 }
        inputs.release()
        while records.pop() != nil { work += 1 }
        return work
    }

    public mutating func housekeep(at now: Instant) {
        // A writer that fails for good ends the recording; the observer ends the run.
        guard let state = writer?.state else { return }
        switch state {
        case .running: counters.set(.waiting, 0)
        case .waiting(let error):
            trouble.explain(error.description)
            counters.set(.waiting, 1)
        case .failed(let error):
            trouble.explain(error.description)
            counters.set(.failed, 1)
        }
    }

    public mutating func close(at now: Instant) { isClosing = true }
    public mutating func waitsForRoom() -> Bool { false }

    private mutating func finish(at now: Instant) {
        guard let writer = writer.take() else { return }
        do throws(FileError) {
            let last = RecordSequence(writer.appended.count + 1)
            try writer.finish(at: now, input: lastInput)
            counters.set(.acknowledged, last.count)
        } catch {
            trouble.explain(error.description)
            counters.set(.failed, 1)
        }
    }
}
