// Files: append-only writing that a turn never waits for.
//
// Bytes are staged in fixed blocks, in a turn and without a system call. `turn(at:)` hands what is
// staged to the kernel through an io_uring of its own and takes the answers; what needs a call that
// may wait, it leaves for `tend(at:)`. A *mark* is a number
// the owner gives to what it stages; the last mark the kernel has, and the last the device has, are
// therefore exact. A full disk is waited out with everything kept; any other refusal ends the
// writing clearly. The bytes mean nothing here.

import Glibc
public import Numbers

/// An append-only writer over one file after another. It belongs to one thread at a time.
///
/// What a turn asks of it has `mutating` getters, as they get it in place: a large value that is
/// only read is handed over as a copy.
@safe public struct FileWriter: ~Copyable {
    /// Before the sequence, because it ends first: it waits until the kernel no longer reads the
    /// blocks, and then their memory may go.
    private var ring: WriteRing?
    private let hasRing: Bool
    private var sequence: WriteSequence
    private var answerIsDue = false
    /// A step that only a call can do.
    private var call = FileStep.nothing

    /// Writes into `file` from its start, with `blockCount` blocks of `blockBytes` bytes (a
    /// multiple of 8, 512 or more) between the turn and the kernel. Staged bytes wait up to
    /// `gather` for more to go with them, or until a block is full: fewer, larger writes.
    ///
    /// - Throws: `.noMemory`.
    public init(
        into file: consuming NewFile, blockBytes: Int, blockCount: Int,
        durability: Durability, method: WriteMethod, gather: Nanoseconds = Nanoseconds(0)
    ) throws(FileError) {
        sequence = try WriteSequence(
            into: file.takeDescriptor(), blockBytes: blockBytes, blockCount: blockCount,
            durability: durability, gather: gather)
        ring = method == .ring ? WriteRing() : nil
        hasRing = ring != nil
    }

    /// How bytes really reach the kernel: `.calls` where io_uring was asked for and is forbidden.
    public var method: WriteMethod { hasRing ? .ring : .calls }
    public var state: WriteState { sequence.state }
    /// Whether the file system refused for good.
    public var hasFailed: Bool { @_noLocks mutating get { sequence.hasFailed } }
    /// The size of one block in bytes.
    public var blockBytes: Int { @_noLocks mutating get { sequence.staged.blockBytes } }
    /// The last mark whose bytes, and all before them, the kernel has: a kill can't take them.
    public var writtenMark: UInt64 { @_noLocks mutating get { sequence.writtenMark } }
    /// The last mark whose bytes, and all before them, are on the device.
    public var durableMark: UInt64 { @_noLocks mutating get { sequence.durableMark } }
    /// The last mark that counts as kept under the durability that was chosen.
    public var acknowledgedMark: UInt64 {
        @_noLocks mutating get {
            sequence.durability.acknowledgesSynced ? sequence.durableMark : sequence.writtenMark
        }
    }
    /// Bytes the kernel has taken, over all files.
    public var writtenBytes: UInt64 { @_noLocks mutating get { sequence.writtenBytes } }
    /// Steps the kernel took in part or not at all, and that were done again.
    public var repeats: UInt64 { sequence.repeats }
    /// The current file's size once all that is staged is written.
    public var fileBytes: UInt64 { @_noLocks mutating get { sequence.fileBytes } }

    /// Whether `count` bytes can be staged now.
    @_noLocks public mutating func fits(_ count: Int) -> Bool { sequence.staged.fits(count) }

    /// `count` bytes to write into, in one piece, or nil if they don't fit one block.
    @_noLocks public mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer? {
        unsafe sequence.reserve(count)
    }

    /// Stages the first `count` bytes reserved. `mark`, if not 0, names what ends with them.
    @_noLocks public mutating func commit(_ count: Int, mark: UInt64) {
        sequence.commit(count, mark: mark)
    }

    /// Stages bytes over as many blocks as they need; false, and nothing of use was staged, when
    /// the caller did not ask `fits` before.
    @_noLocks public mutating func append(_ bytes: UnsafeRawBufferPointer, mark: UInt64) -> Bool {
        var done = 0
        while done < bytes.count {
            let room = sequence.staged.blockBytes &- sequence.staged.fillingCount
            let count = min(bytes.count &- done, room == 0 ? sequence.staged.blockBytes : room)
            guard let place = unsafe sequence.reserve(count), let base = bytes.baseAddress else {
                return false
            }
            unsafe place.copyMemory(from: base + done, byteCount: count)
            done &+= count
            sequence.commit(count, mark: done == bytes.count ? mark : 0)
        }
        return true
    }

    /// Whether there are blocks for the end of this file and the start of the next. If not, take
    /// a turn.
    public var canChange: Bool {
        @_noLocks mutating get { sequence.staged.fits(2 &* sequence.staged.blockBytes) }
    }

    /// Ends the current file behind what is staged and goes on in `file`.
    public mutating func change(to file: consuming NewFile) {
        precondition(canChange, "a file ends where a block is free")
        sequence.change(to: file.takeDescriptor())
    }

    /// Takes the kernel's answer, if it is there, and hands it the next step. Never waits. Returns
    /// how much was done; 0 means nothing.
    @_noLocks public mutating func turn(at now: Instant) -> Int { turn(at: now, hurry: false) }

    @_noLocks private mutating func turn(at now: Instant, hurry: Bool) -> Int {
        guard !needsTending else { return 0 }
        let work = takeAnswer(at: now)
        guard !answerIsDue else { return work }
        let step = sequence.step(at: now, hurry: hurry)
        if case .nothing = step { return work }
        if goesThroughRing(step) {
            unsafe ring?.submit(step, vectors: sequence.vectors)
            answerIsDue = true
        } else {
            call = step
            needsTending = true
        }
        return work &+ 1
    }

    @_noLocks private mutating func takeAnswer(at now: Instant) -> Int {
        guard answerIsDue, let answer = ring?.poll() ?? nil else { return 0 }
        answerIsDue = false
        sequence.finish(with: answer, at: now)
        return 1
    }

    @_noLocks private func goesThroughRing(_ step: FileStep) -> Bool {
        switch step {
        case .write, .sync: hasRing
        case .close, .nothing: false
        }
    }

    /// A turn came to a step that is a call: a file's end, or any step without io_uring. Turns go
    /// on behind it.
    public private(set) var needsTending = false

    /// Makes that call, which may wait.
    public mutating func tend(at now: Instant) {
        var answer = 0
        switch call {
        case .nothing: return
        case .write(let descriptor, let count, let offset):
            answer = unsafe pwritev(descriptor, sequence.vectors, Int32(count), off_t(offset))
            if answer < 0 { answer = -Int(errno) }
        case .sync(let descriptor): if fdatasync(descriptor) < 0 { answer = -Int(errno) }
        case .close(let descriptor): _ = close(descriptor)
        }
        call = .nothing
        needsTending = false
        sequence.finish(with: answer, at: now)
    }

    /// A turn and what it left: for an owner without a hot path. Returns how much was done.
    public mutating func advance(at now: Instant) -> Int { advance(at: now, hurry: false) }

    private mutating func advance(at now: Instant, hurry: Bool) -> Int {
        var work = turn(at: now, hurry: hurry)
        while needsTending {
            let endsFile = if case .close = call { true } else { false }
            tend(at: now)
            if endsFile { work += turn(at: now, hurry: hurry) }
        }
        return work
    }

    /// Waits until everything staged is written, and synced unless the durability is `.none`, or
    /// until the file system refuses. Time stands still at `now` meanwhile.
    ///
    /// - Throws: what the file system said; staged bytes are kept and a later turn tries again.
    public mutating func drain(at now: Instant) throws(FileError) {
        while true {
            _ = advance(at: now, hurry: true)
            if answerIsDue {
                ring?.wait(milliseconds: 1000)
                continue
            }
            switch sequence.state {
            case .waiting(let error), .failed(let error): throw error
            case .running: if sequence.isDone { return }
            }
        }
    }
}
