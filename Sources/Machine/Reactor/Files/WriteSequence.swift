import CUring
import Glibc
import Numbers

/// What the kernel should do next for a sequence of files.
@safe enum FileStep {
    case nothing
    /// Write the first `count` vectors at `offset`.
    case write(descriptor: Int32, count: Int, offset: UInt64)
    case sync(descriptor: Int32)
    case close(descriptor: Int32)
}

/// How writing stands.
public enum WriteState: Equatable, Sendable {
    case running
    /// Refused for a reason that may pass; everything staged is kept and tried again.
    case waiting(FileError)
    /// Refused for good. What was acknowledged stays true; nothing more will be.
    case failed(FileError)
}

/// The order of writes, syncs and closes, without the kernel: bytes go in, steps come out, answers
/// go in.
///
/// One step is under way at a time, and it carries all that is staged. Several would gain nothing
/// (the kernel serialises buffered writes to one file) and would lose the property everything else
/// leans on: a file is always a prefix of what was staged, so a kill can tear a tail but not leave
/// a hole, and a file's first byte is written after its predecessor's last.
@safe struct WriteSequence: ~Copyable {
    /// How long a full disk is left alone before the next try.
    static var retryPause: Nanoseconds { .milliseconds(100) }

    var staged: StagedBlocks
    let durability: Durability
    /// How long staged bytes wait for more before they are written.
    let gather: Nanoseconds
    let vectors: UnsafeMutablePointer<iovec>
    private(set) var state = WriteState.running
    /// The last mark that the kernel has, and the last that the device has.
    private(set) var writtenMark: UInt64 = 0
    private(set) var durableMark: UInt64 = 0
    private(set) var writtenBytes: UInt64 = 0
    /// Steps done again because the kernel was interrupted, busy, or took only a part.
    private(set) var repeats: UInt64 = 0
    /// The file that is staged for, and the one last written: an older one just after a change.
    private var descriptor: Int32
    private var lastWritten: Int32
    private var offset: UInt64 = 0
    private var underWay = FileStep.nothing
    private var unsynced = false
    private var unsyncedSince = Instant.never
    private var retryAt = Instant.never
    private var ending: Int32 = -1
    private var isGathering = false
    private var gatheringSince = Instant.never

    init(
        into descriptor: Int32, blockBytes: Int, blockCount: Int, durability: Durability,
        gather: Nanoseconds = Nanoseconds(0)
    ) throws(FileError) {
        staged = try StagedBlocks(blockBytes: blockBytes, blockCount: blockCount)
        self.descriptor = descriptor
        lastWritten = descriptor
        self.durability = durability
        self.gather = gather
        unsafe vectors = .allocate(capacity: blockCount)
        unsafe vectors.initialize(repeating: iovec(), count: blockCount)
    }

    deinit {
        for place in 0..<staged.sealedCount where staged[place].closes {
            close(staged[place].descriptor)
        }
        if ending >= 0 { close(ending) }
        close(descriptor)
        unsafe vectors.deallocate()
    }

    /// Whether `state` is `.failed`.
    private(set) var hasFailed = false

    /// Bytes staged for the current file so far: its size once all is written.
    var fileBytes: UInt64 { @_noLocks get { offset } }

    @_noLocks mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer? {
        unsafe staged.reserve(count, descriptor: descriptor, offset: offset)
    }

    @_noLocks mutating func commit(_ count: Int, mark: UInt64) {
        staged.commit(count, mark: mark)
        offset &+= UInt64(truncatingIfNeeded: count)
    }

    /// Ends the current file and goes on with another.
    mutating func change(to next: Int32) {
        let ended = staged.sealEnd(descriptor: descriptor, offset: offset)
        precondition(ended, "a file ends where a block is free")
        descriptor = next
        offset = 0
    }

    /// Whether nothing is staged, under way, waiting to be closed or owed to the device.
    var isDone: Bool {
        guard case .nothing = underWay else { return false }
        return staged.sealedCount == 0 && staged.fillingCount == 0 && ending < 0
            && !(unsynced && durability.syncs)
    }

    /// The next step, which is then under way; `.nothing` while one is, or when there is none.
    /// `hurry` forces a sync that would otherwise come later.
    @_noLocks mutating func step(at now: Instant, hurry: Bool = false) -> FileStep {
        guard case .nothing = underWay, mayTry(at: now) else { return .nothing }
        if ending < 0 { releaseEmpty() }
        if ending >= 0 {
            underWay =
                unsynced && durability.syncs
                ? .sync(descriptor: ending) : .close(descriptor: ending)
        } else if syncIsDue(at: now) {
            underWay = .sync(descriptor: lastWritten)
        } else {
            if hasGathered(at: now, hurry: hurry) {
                staged.seal(closes: false)
                isGathering = false
            }
            if staged.sealedCount > 0 {
                underWay = collect()
            } else if hurry, unsynced, durability.syncs {
                underWay = .sync(descriptor: lastWritten)
            }
        }
        return underWay
    }

    /// Whether the block being filled has waited long enough for company.
    private mutating func hasGathered(at now: Instant, hurry: Bool) -> Bool {
        guard staged.fillingCount > 0 else { return false }
        if hurry || gather.count == 0 || staged.sealedCount > 0 { return true }
        if !isGathering {
            isGathering = true
            gatheringSince = now
        }
        return now.since(gatheringSince).count >= gather.count
    }

    private func mayTry(at now: Instant) -> Bool {
        switch state {
        case .running: true
        case .waiting: !(now < retryAt)
        case .failed: false
        }
    }

    private func syncIsDue(at now: Instant) -> Bool {
        guard unsynced else { return false }
        switch durability {
        case .none: return false
        case .interval(let span): return now.since(unsyncedSince).count >= span.count
        case .everyBatch: return true
        }
    }

    /// An end of file without a byte of its own needs no write.
    private mutating func releaseEmpty() {
        while staged.sealedCount > 0, ending < 0, staged[0].count == 0 { finishBlock() }
    }

    /// Collects the sealed blocks of one file, oldest first.
    private mutating func collect() -> FileStep {
        let head = staged[0]
        lastWritten = head.descriptor
        var count = 0
        while count < staged.sealedCount, staged[count].descriptor == head.descriptor {
            let rest = unsafe staged.rest(of: count)
            unsafe vectors[count] = unsafe iovec(iov_base: rest.baseAddress, iov_len: rest.count)
            count += 1
        }
        return .write(
            descriptor: head.descriptor, count: count, offset: head.offset + UInt64(head.written))
    }

    /// Takes the kernel's answer to the step under way: a count, or an error number below 0.
    @_noLocks mutating func finish(with answer: Int, at now: Instant) {
        let step = underWay
        underWay = .nothing
        switch step {
        case .nothing: preconditionFailure("an answer follows a step")
        case .write: answer < 0 ? refused(Int32(-answer), at: now) : wrote(answer, at: now)
        case .sync: answer < 0 ? unsyncable(Int32(-answer)) : synced()
        case .close: ending = -1
        }
    }

    private mutating func wrote(_ count: Int, at now: Instant) {
        guard count > 0 else {
            refused(EIO, at: now)
            return
        }
        state = .running
        writtenBytes += UInt64(count)
        if !unsynced {
            unsynced = true
            unsyncedSince = now
        }
        var left = count
        while left > 0 {
            let block = staged[0]
            let taken = min(left, block.count - block.written)
            staged.take(taken)
            left -= taken
            guard taken == block.count - block.written else {
                repeats += 1
                return
            }
            finishBlock()
        }
    }

    private mutating func finishBlock() {
        let block = staged[0]
        if block.mark != 0 { writtenMark = block.mark }
        if block.closes { ending = block.descriptor }
        staged.release()
    }

    /// ECANCELED: the thread that asked has ended, as when a journal is finished by another one.
    /// Doing a write again is always safe: it names its place.
    private mutating func refused(_ code: Int32, at now: Instant) {
        switch code {
        case EINTR, EAGAIN, ECANCELED:
            repeats += 1
        case ENOSPC, EDQUOT:
            state = .waiting(.noSpace)
            retryAt = now + WriteSequence.retryPause
        default:
            fail(code)
        }
    }

    private mutating func fail(_ code: Int32) {
        state = .failed(FileError(code: code))
        hasFailed = true
    }

    private mutating func synced() {
        unsynced = false
        durableMark = writtenMark
    }

    /// A failed sync is final: the kernel may have dropped the pages, and asking again would say
    /// that all is well.
    private mutating func unsyncable(_ code: Int32) {
        if code == EINTR || code == EAGAIN || code == ECANCELED {
            repeats += 1
        } else {
            fail(code)
        }
    }
}
