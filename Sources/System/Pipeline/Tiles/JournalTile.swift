public import Archive
public import Meters
public import Numbers
import Reactor
public import Rings
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
/// taken their causes. Its turn never waits; what may wait for the file system is left for `tend`.
@safe
public struct JournalTile: Tended, ~Copyable, @unchecked Sendable {
    private var inputs: ByteConsumer
    private var records: Consumer<DeskRecord>
    /// Until `isOver`.
    private let writer: UnsafeMutablePointer<JournalWriter>
    private var isOver = false
    /// One decision's bytes.
    private let room: UnsafeMutableRawBufferPointer
    private let counters = Counters<JournalCounter>()
    private let recording = Histogram()
    /// Why the file system refuses.
    private let trouble = Trouble()
    private var isClosing = false
    /// All was taken and handed to the kernel: the session may end.
    private var isEndDue = false
    public private(set) var needsTending = false
    private var lastInput = InputSequence(0)
    /// Decisions that may be written once the inputs before them are.
    private var released = 0

    public init(
        inputs: consuming ByteConsumer, records: consuming Consumer<DeskRecord>,
        writer: consuming JournalWriter
    ) {
        self.inputs = inputs
        self.records = records
        unsafe self.writer = .allocate(capacity: 1)
        unsafe self.writer.initialize(to: writer)
        unsafe room = .allocate(byteCount: MemoryLayout<Decision>.size, alignment: 8)
    }

    deinit {
        if !isOver { unsafe writer.deinitialize(count: 1) }
        unsafe writer.deallocate()
        unsafe room.deallocate()
    }

    public var gauge: CounterGauge<JournalCounter> { counters.gauge }
    /// From receipt to the staging of each record of the desk.
    public var recordingGauge: HistogramGauge { recording.gauge }

    var troubleView: TroubleView { trouble.view }

    @_noLocks public mutating func turn(at now: Instant) -> Int {
        guard !isOver else { return discard() }
        guard !needsTending else { return 0 }
        if released == 0 { released = records.waiting() }
        let inputs = takeInputs()
        var work = inputs < 0 ? 0 : inputs &+ takeRecords(at: now)
        work &+= unsafe writer.pointee.turn(at: now)
        publish()
        isEndDue = isClosing && work == 0
        needsTending = unsafe isEndDue || writer.pointee.needsTending
        return work
    }

    public mutating func tend(at now: Instant) -> Int {
        guard needsTending else { return 0 }
        needsTending = false
        guard !isEndDue else {
            finish(at: now)
            return 0
        }
        unsafe writer.pointee.tend(at: now)
        publish()
        return 1
    }

    /// Takes every input that waits; −1 when the writer has no room for the next.
    @_noLocks private mutating func takeInputs() -> Int {
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

    @_noLocks private mutating func takeRecords(at now: Instant) -> Int {
        var work = 0
        while released > 0, let record = records.peek() {
            let label = RecordLabel(
                record.kind, input: record.decision.input, stamp: record.decision.moment)
            unsafe room.storeBytes(of: record.decision, as: Decision.self)
            guard unsafe append(label, UnsafeRawBufferPointer(room)) else { break }
            _ = records.pop()
            released -= 1
            work += 1
            counters.add(.recordStaged)
            if record.isJudgement {
                recording.record(now.since(record.decision.moment))
            }
        }
        return work
    }

    @_noLocks private mutating func append(
        _ label: RecordLabel, _ payload: UnsafeRawBufferPointer
    ) -> Bool {
        do throws(AppendRefusal) {
            _ = try unsafe writer.pointee.append(label, payload: payload)
            return true
        } catch {
            switch error {
            case .full: counters.add(.writerFull)
            case .tooLong, .failed: counters.set(.failed, 1)
            }
            return false
        }
    }

    @_noLocks private mutating func publish() {
        counters.set(.acknowledged, unsafe writer.pointee.acknowledged.count)
        counters.set(.byteWritten, unsafe writer.pointee.writtenBytes)
    }

    /// After the end of the recording: the rings must not fill up.
    @_noLocks private mutating func discard() -> Int {
        var work = 0
        while unsafe inputs.next() != nil { work += 1 }
        inputs.release()
        while records.pop() != nil { work += 1 }
        return work
    }

    public mutating func housekeep(at now: Instant) {
        // A writer that fails for good ends the recording; the observer ends the run.
        guard !isOver else { return }
        switch unsafe writer.pointee.state {
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
        isOver = true
        let writer = unsafe self.writer.move()
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
