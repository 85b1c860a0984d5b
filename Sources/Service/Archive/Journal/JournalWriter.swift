public import Numbers
public import Reactor

/// The one writer of a recording. `append` stages a record, without a system call; `turn` hands
/// what is staged to the kernel and takes its answers; what may wait, such as a new segment's file
/// when one is long enough, it leaves for `tend`. It belongs to one thread at a time, and the
/// folder to it alone.
@safe public struct JournalWriter: ~Copyable {
    let folder: Folder
    var files: FileWriter
    let limits: JournalLimits
    let identity: RecordingIdentity
    let birth: WallTime
    /// A moment on both clocks, to date later segments.
    let openedAt: Instant
    let openedWallTime: WallTime
    /// Room for a header and its filling, for records longer than a block.
    let scratch: UnsafeMutableRawPointer
    let firstSequence: RecordSequence
    var segmentNumber: UInt64
    var nextSegmentTry = Instant.never
    private var isRotationDue = false

    /// What was found when an existing recording was opened; nil for a new one.
    public let resumption: Resumption?
    /// The last record appended; 0 before the first of the recording.
    public private(set) var appended: RecordSequence
    /// Why the next segment could not be begun, when it should have been; the current one grows on
    /// and the attempt is made again every second.
    public internal(set) var rotationError: FileError?

    /// All stored properties, for the initialisers beside.
    init(
        folder: consuming Folder, files: consuming FileWriter, limits: JournalLimits,
        header: SegmentHeader, openedAt: Instant, resumption: Resumption?
    ) {
        self.folder = folder
        self.files = files
        self.limits = limits
        identity = header.identity
        birth = header.recordingBirth
        self.openedAt = openedAt
        openedWallTime = header.created
        unsafe scratch = .allocate(byteCount: JournalFormat.recordHeaderBytes + 8, alignment: 8)
        unsafe scratch.initializeMemory(
            as: UInt8.self, repeating: 0, count: JournalFormat.recordHeaderBytes + 8)
        firstSequence = header.firstSequence
        appended = RecordSequence(header.firstSequence.count - 1)
        segmentNumber = header.number
        self.resumption = resumption
    }

    deinit { unsafe scratch.deallocate() }

    /// The last record that is kept, and all before it: under `.everyBatch` on the device, else
    /// with the kernel, where a kill of this process can't reach it.
    public var acknowledged: RecordSequence {
        @_noLocks mutating get {
            RecordSequence(max(files.acknowledgedMark, firstSequence.count &- 1))
        }
    }
    /// The last record that is on the device, and all before it, of those this writer wrote.
    public var durable: RecordSequence {
        mutating get { RecordSequence(max(files.durableMark, firstSequence.count - 1)) }
    }
    /// Whether the file system takes what it is given.
    public var state: WriteState { files.state }
    /// How bytes really reach the kernel.
    public var method: WriteMethod { files.method }
    /// The number of the segment that is being filled.
    public var segment: UInt64 { segmentNumber }
    /// Bytes the kernel has taken from this writer.
    public var writtenBytes: UInt64 { @_noLocks mutating get { files.writtenBytes } }

    /// Whether a record with `count` payload bytes can be staged now; if not, take a turn.
    @_noLocks public mutating func hasRoom(payload count: Int) -> Bool {
        files.fits(JournalFormat.recordBytes(payload: count))
    }

    /// Stages one record. The payload is copied; nothing is written before `turn`.
    ///
    /// - Throws: `.full` until a turn makes room; `.tooLong`; `.failed`.
    /// - Returns: its place in the recording.
    @_noLocks public mutating func append(
        _ label: RecordLabel, payload: UnsafeRawBufferPointer
    ) throws(AppendRefusal) -> RecordSequence {
        guard payload.count <= limits.payloadMax else { throw .tooLong }
        guard !files.hasFailed else { throw .failed }
        let total = JournalFormat.recordBytes(payload: payload.count)
        guard files.fits(total) else { throw .full }
        let sequence = RecordSequence(appended.count &+ 1)
        if total <= files.blockBytes {
            guard let place = unsafe files.reserve(total) else { throw .full }
            unsafe JournalEncoder.encode(label, sequence: sequence, payload: payload, into: place)
            files.commit(total, mark: sequence.count)
        } else {
            guard unsafe appendLong(label, sequence: sequence, payload: payload) else {
                throw .full
            }
        }
        appended = sequence
        return sequence
    }

    /// A record longer than a block, over as many as it needs.
    @_noLocks private mutating func appendLong(
        _ label: RecordLabel, sequence: RecordSequence, payload: UnsafeRawBufferPointer
    ) -> Bool {
        let headerBytes = JournalFormat.recordHeaderBytes
        let filling = JournalFormat.filled(payload.count) &- payload.count
        let zeros = unsafe UnsafeRawBufferPointer(start: scratch + headerBytes, count: filling)
        let checksum = unsafe JournalEncoder.checksum(of: payload, filling: zeros)
        unsafe JournalEncoder.encodeHeader(
            label, sequence: sequence, payloadCount: payload.count, checksum: checksum,
            into: scratch)
        let header = unsafe UnsafeRawBufferPointer(start: scratch, count: headerBytes)
        guard unsafe files.append(header, mark: 0),
            unsafe files.append(payload, mark: filling == 0 ? sequence.count : 0)
        else { return false }
        return unsafe files.append(zeros, mark: sequence.count)
    }

    /// Moves writing on; never waits. Returns how much was done; 0 means nothing.
    @_noLocks public mutating func turn(at now: Instant) -> Int {
        let work = files.turn(at: now)
        noteRotation(at: now)
        return work
    }

    @_noLocks private mutating func noteRotation(at now: Instant) {
        isRotationDue =
            files.fileBytes >= limits.segmentBytes && files.canChange && !(now < nextSegmentTry)
    }

    /// A turn came to what needs a call that may wait: a segment's end or beginning, or any writing
    /// without io_uring. Writing goes on behind it.
    public var needsTending: Bool { @_noLocks get { isRotationDue || files.needsTending } }

    /// Does what the turn left.
    public mutating func tend(at now: Instant) {
        files.tend(at: now)
        if isRotationDue { rotate(at: now) }
        isRotationDue = false
    }

    /// A turn and what it left: for an owner without a hot path. Returns how much was done.
    public mutating func advance(at now: Instant) -> Int {
        let work = files.advance(at: now)
        noteRotation(at: now)
        tend(at: now)
        return work
    }

    /// Waits until everything appended is written and, unless the durability is `.none`, on the
    /// device.
    ///
    /// - Throws: what the file system said. Everything staged is kept and may be tried again.
    public mutating func drain(at now: Instant) throws(FileError) {
        try files.drain(at: now)
    }

    /// Ends the session: appends its end, and waits until all is kept.
    ///
    /// - Throws: what the file system said; the recording then ends like a killed one.
    public consuming func finish(at now: Instant, input: InputSequence) throws(FileError) {
        try files.drain(at: now)
        let end = RecordLabel(.sessionEnd, input: input, stamp: now)
        let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        do throws(AppendRefusal) {
            _ = unsafe try append(end, payload: nothing)
        } catch {
            preconditionFailure("a drained journal takes an empty record")
        }
        try files.drain(at: now)
    }
}
