import CUring
import Numbers
import Synchronization

/// How the kernel runs our completions, best first.
public enum RingMode: Sendable, CaseIterable {
    /// One submitting thread; completions are finished when that thread asks (kernel 6.1).
    case deferred
    /// Completions interrupt nobody but wait for the next system call (kernel 5.19).
    case cooperative
    /// Whatever the kernel does by default.
    case plain

    var flags: UInt32 {
        switch self {
        case .deferred:
            IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG
        case .cooperative: IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG
        case .plain: 0
        }
    }

    /// Whether it says in shared memory that it wants to be entered.
    var raisesFlag: Bool {
        @_noLocks get {
            switch self {
            case .deferred, .cooperative: true
            case .plain: false
            }
        }
    }
}

/// The pair of rings shared with the kernel, and how each entry is filled in. This file is the only
/// one that writes entries.
@safe struct SubmissionRing: ~Copyable {
    let ring: UnsafeMutablePointer<io_uring>
    /// What a stamped receive asks for: no name, room for one control message.
    let header: UnsafeMutablePointer<msghdr>
    let mode: RingMode
    private(set) var isBound = false

    /// Opens the best ring the kernel offers. Nothing runs before `bind()`.
    init(entries: Int, completions: Int, modes: [RingMode]) throws(LoopFault) {
        unsafe ring = .allocate(capacity: 1)
        unsafe header = .allocate(capacity: 1)
        unsafe ring.initialize(to: io_uring())
        unsafe header.initialize(to: msghdr())
        unsafe header.pointee.msg_controllen = Int(SOCKET_CONTROL_BYTES)
        var answer = -EINVAL
        for mode in modes {
            var parameters = io_uring_params()
            parameters.flags =
                mode.flags | IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE
                | IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL
            parameters.cq_entries = UInt32(completions)
            answer = unsafe io_uring_queue_init_params(UInt32(entries), ring, &parameters)
            guard answer != 0 else {
                self.mode = mode
                return
            }
            guard answer == -EINVAL else { break }
        }
        unsafe ring.deallocate()
        unsafe header.deallocate()
        throw LoopFault(ringAnswer: answer)
    }

    deinit {
        unsafe io_uring_queue_exit(ring)
        unsafe ring.deallocate()
        unsafe header.deallocate()
    }

    /// Gives the ring to the calling thread, which alone may use it from here on.
    @_noLocks mutating func bind() {
        // io_uring_enable_rings stands in the header of liburing 2.3 but not in the library.
        let enabled = unsafe io_uring_register(
            UInt32(bitPattern: ring.pointee.ring_fd),
            UInt32(truncatingIfNeeded: IORING_REGISTER_ENABLE_RINGS), nil, 0)
        precondition(enabled == 0, "the ring starts")
        // A refusal costs some nanoseconds a call and nothing else.
        _ = unsafe io_uring_register_ring_fd(ring)
        isBound = true
    }

    // MARK: Asking

    /// Tells the kernel of new entries and takes what is ready, without waiting. Asks nobody when
    /// there is neither, unless `anyway`: the kernel raises a flag in shared memory when it has
    /// something.
    @_noLocks func submit(anyway: Bool) {
        guard anyway || hasUrgentEntries || isFlagged else { return }
        let answer = unsafe io_uring_submit_and_get_events(ring)
        check(answer)
    }

    /// Entries wait to be submitted that are no acknowledgements: those go with whatever goes next.
    private var hasUrgentEntries: Bool {
        @_noLocks get {
            var place = unsafe ring.pointee.sq.sqe_tail &- io_uring_sq_ready(ring)
            while unsafe place != ring.pointee.sq.sqe_tail {
                let tag = unsafe ring.pointee.sq.sqes[
                    Int(place & ring.pointee.sq.ring_mask)
                ].user_data
                if !Completion.isAcknowledgement(tag) { return true }
                place &+= 1
            }
            return false
        }
    }

    /// The kernel wants to be entered: completions wait to be finished, or had no room.
    private var isFlagged: Bool {
        @_noLocks get {
            guard mode.raisesFlag,
                let place = unsafe UnsafeMutableRawPointer(ring.pointee.sq.kflags)
            else { return true }
            let word = unsafe place.assumingMemoryBound(to: Atomic<UInt32>.self)
            let flags = unsafe word.pointee.load(ordering: .relaxed)
            return flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW) != 0
        }
    }

    /// As `submit`, but waits for one completion.
    @_noLocks func submitAndWait() {
        let answer = unsafe io_uring_submit_and_wait(ring, 1)
        check(answer)
    }

    /// As `submitAndWait`, at most for `span`.
    @_noLocks func submitAndWait(for span: Nanoseconds) {
        var time = __kernel_timespec(span)
        var first: UnsafeMutablePointer<io_uring_cqe>?
        let answer = unsafe io_uring_submit_and_wait_timeout(ring, &first, 1, &time, nil)
        check(answer)
    }

    /// Completions that wait to be taken.
    var ready: Int { @_noLocks get { Int(truncatingIfNeeded: unsafe io_uring_cq_ready(ring)) } }

    /// Takes one completion; nil when there is none.
    @_noLocks func next() -> Completion? {
        var entry: UnsafeMutablePointer<io_uring_cqe>?
        guard unsafe io_uring_peek_cqe(ring, &entry) == 0, let entry = unsafe entry else {
            return nil
        }
        let flags = unsafe entry.pointee.flags
        let used = flags & IORING_CQE_F_BUFFER != 0
        let completion = unsafe Completion(
            tag: entry.pointee.user_data, result: entry.pointee.res,
            goesOn: flags & IORING_CQE_F_MORE != 0,
            buffer: used ? Int32(bitPattern: flags >> 16) : -1)
        unsafe io_uring_cqe_seen(ring, entry)
        return completion
    }

    /// Takes the next completion if it carries `tag`.
    @_noLocks func takes(_ tag: UInt64) -> Bool {
        var entry: UnsafeMutablePointer<io_uring_cqe>?
        guard unsafe io_uring_peek_cqe(ring, &entry) == 0, let entry = unsafe entry,
            unsafe entry.pointee.user_data == tag
        else { return false }
        unsafe io_uring_cqe_seen(ring, entry)
        return true
    }

    /// EINTR, EAGAIN and EBUSY leave the entries in place for the next call; ETIME is a wait that
    /// ended. Nothing else can happen to a ring in order.
    @_noLocks private func check(_ answer: Int32) {
        precondition(
            answer >= 0 || answer == -EINTR || answer == -ETIME || answer == -EAGAIN
                || answer == -EBUSY,
            "the ring belongs to this thread and is in order: \(answer)")
    }

    // MARK: Entries. Each takes one place and is false when there is none.

    @_noLocks private func entry() -> UnsafeMutablePointer<io_uring_sqe>? {
        if let free = unsafe io_uring_get_sqe(ring) { return unsafe free }
        check(unsafe io_uring_submit(ring))
        return unsafe io_uring_get_sqe(ring)
    }

    /// Makes room for `count` entries that must travel together.
    @_noLocks private func hasRoom(for count: UInt32) -> Bool {
        if unsafe io_uring_sq_space_left(ring) >= count { return true }
        check(unsafe io_uring_submit(ring))
        return unsafe io_uring_sq_space_left(ring) >= count
    }

    @_noLocks func accept(on descriptor: Int32, tag: UInt64) -> Bool {
        guard let entry = unsafe entry() else { return false }
        unsafe io_uring_prep_multishot_accept(
            entry, descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// `address` and `timeout` must stay in place until the kernel has the entries.
    @_noLocks func connect(
        _ descriptor: Int32, to address: UnsafePointer<socket_address>,
        within timeout: UnsafeMutablePointer<__kernel_timespec>, tag: UInt64, timeoutTag: UInt64
    ) -> Bool {
        guard hasRoom(for: 2), let first = unsafe entry(), let second = unsafe entry() else {
            return false
        }
        let name = unsafe UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr.self)
        unsafe io_uring_prep_connect(first, descriptor, name, address.pointee.length)
        unsafe first.pointee.flags |= UInt8(1 << IOSQE_IO_LINK_BIT)
        unsafe first.pointee.user_data = tag
        unsafe io_uring_prep_link_timeout(second, timeout, 0)
        unsafe second.pointee.user_data = timeoutTag
        return true
    }

    /// Receives again and again into provided buffers; `stamped` asks for the kernel's stamp.
    @_noLocks func receive(on descriptor: Int32, stamped: Bool, group: UInt16, tag: UInt64) -> Bool
    {
        guard let entry = unsafe entry() else { return false }
        if stamped {
            unsafe io_uring_prep_recvmsg_multishot(entry, descriptor, header, 0)
        } else {
            unsafe io_uring_prep_recv_multishot(entry, descriptor, nil, 0, 0)
        }
        unsafe entry.pointee.flags |= UInt8(1 << IOSQE_BUFFER_SELECT_BIT)
        unsafe entry.pointee.buf_group = group
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// `bytes` must stay in place until the answer.
    @_noLocks func send(_ bytes: UnsafeRawBufferPointer, on descriptor: Int32, tag: UInt64) -> Bool
    {
        guard let entry = unsafe entry() else { return false }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_WAITALL)
        unsafe io_uring_prep_send(entry, descriptor, bytes.baseAddress, bytes.count, flags)
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// Acknowledges what a socket has received, when something else is submitted or waited for.
    /// Only a refusal is answered.
    @_noLocks func acknowledge(on descriptor: Int32, tag: UInt64) -> Bool {
        guard hasRoom(for: 2), let first = unsafe entry(), let second = unsafe entry() else {
            return false
        }
        unsafe socket_prepare_acknowledgement(first, second, descriptor)
        unsafe first.pointee.user_data = tag
        unsafe second.pointee.user_data = tag
        return true
    }

    @_noLocks func shutdown(_ descriptor: Int32, tag: UInt64) -> Bool {
        guard let entry = unsafe entry() else { return false }
        unsafe io_uring_prep_shutdown(entry, descriptor, Int32(SHUT_WR))
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// Cancels the one entry that carries `target`.
    @_noLocks func cancel(_ target: UInt64, tag: UInt64) -> Bool {
        guard let entry = unsafe entry() else { return false }
        unsafe io_uring_prep_cancel64(entry, target, 0)
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// Cancels every entry that uses a descriptor.
    @_noLocks func cancelAll(on descriptor: Int32, tag: UInt64) -> Bool {
        guard let entry = unsafe entry() else { return false }
        unsafe io_uring_prep_cancel_fd(entry, descriptor, IORING_ASYNC_CANCEL_ALL)
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// Cancels every entry there is.
    func cancelEverything(tag: UInt64) -> Bool {
        guard let entry = unsafe entry() else { return false }
        let flags = IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY
        unsafe io_uring_prep_cancel64(entry, 0, Int32(bitPattern: flags))
        unsafe entry.pointee.user_data = tag
        return true
    }

    /// Ticks once: a timeout that repeats in the kernel can outrun every attempt to cancel it.
    /// `span` must stay in place until the kernel has the entry.
    @_noLocks func timer(
        _ span: UnsafeMutablePointer<__kernel_timespec>, tag: UInt64
    ) -> Bool {
        guard let entry = unsafe entry() else { return false }
        unsafe io_uring_prep_timeout(entry, span, 0, 0)
        unsafe entry.pointee.user_data = tag
        return true
    }
}

extension __kernel_timespec {
    @_noLocks init(_ span: Nanoseconds) {
        self.init(
            tv_sec: Int64(truncatingIfNeeded: span.count / 1_000_000_000),
            tv_nsec: Int64(truncatingIfNeeded: span.count % 1_000_000_000))
    }
}
