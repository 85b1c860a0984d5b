import CUring
import Glibc

/// A small io_uring of its own for one file step at a time. It is not bound to the thread that
/// made it, because a journal is opened before its tile gets a thread.
@safe struct WriteRing: ~Copyable {
    private let ring: UnsafeMutablePointer<io_uring>
    private var unsubmitted = false
    private var isUnderWay = false

    /// Nil where the kernel forbids io_uring or has no memory for it.
    init?() {
        unsafe ring = .allocate(capacity: 1)
        unsafe ring.initialize(to: io_uring())
        let flags = UInt32(IORING_SETUP_COOP_TASKRUN) | UInt32(IORING_SETUP_TASKRUN_FLAG)
        if unsafe io_uring_queue_init(4, ring, flags) == 0 { return }
        if unsafe io_uring_queue_init(4, ring, 0) == 0 { return }
        unsafe ring.deallocate()
        return nil
    }

    /// A step under way is waited for: the kernel may still be reading what it names.
    deinit {
        if isUnderWay { waitOut() }
        unsafe io_uring_queue_exit(ring)
        unsafe ring.deallocate()
    }

    /// Hands a step to the kernel; `vectors` and what they name stay untouched until its answer.
    @_noLocks mutating func submit(_ step: FileStep, vectors: UnsafeMutablePointer<iovec>) {
        guard let entry = unsafe io_uring_get_sqe(ring) else {
            preconditionFailure("one step is under way at a time")
        }
        switch step {
        case .write(let descriptor, let count, let offset):
            unsafe io_uring_prep_writev(entry, descriptor, vectors, UInt32(count), offset)
        case .sync(let descriptor):
            unsafe io_uring_prep_fsync(entry, descriptor, UInt32(IORING_FSYNC_DATASYNC))
        case .close, .nothing:
            preconditionFailure("only writes and syncs go through the ring")
        }
        unsubmitted = true
        isUnderWay = true
        push()
    }

    /// A kernel short of memory may refuse the submission itself; the entry then waits here.
    @_noLocks private mutating func push() {
        if unsafe io_uring_submit(ring) > 0 { unsubmitted = false }
    }

    /// The answer to the step, or nil while the kernel is at it.
    @_noLocks mutating func poll() -> Int? {
        if unsubmitted { push() }
        var completion: UnsafeMutablePointer<io_uring_cqe>?
        guard unsafe io_uring_peek_cqe(ring, &completion) == 0, let found = unsafe completion
        else { return nil }
        let answer = Int(unsafe found.pointee.res)
        unsafe io_uring_cqe_seen(ring, found)
        isUnderWay = false
        return answer
    }

    /// Sleeps until the kernel is done with the one step under way, and forgets its answer.
    private func waitOut() {
        var completion: UnsafeMutablePointer<io_uring_cqe>?
        var left = 1
        while left > 0 {
            _ = unsafe io_uring_submit(ring)
            if unsafe io_uring_wait_cqe(ring, &completion) == 0 {
                unsafe io_uring_cqe_seen(ring, completion)
                left = 0
            }
        }
    }

    /// Sleeps until the answer is there or `milliseconds` have passed.
    mutating func wait(milliseconds: Int64) {
        if unsubmitted { push() }
        var completion: UnsafeMutablePointer<io_uring_cqe>?
        var span = __kernel_timespec(
            tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        _ = unsafe io_uring_wait_cqe_timeout(ring, &completion, &span)
    }
}
