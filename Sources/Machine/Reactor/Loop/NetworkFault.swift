import CUring

/// Why the network refused, by meaning.
public enum NetworkFault: Error, Equatable, Sendable, BitwiseCopyable {
    /// Nobody listens there.
    case refused
    /// The peer broke the connection off.
    case reset
    /// No answer in time.
    case timedOut
    case unreachable
    case addressUnavailable
    case addressInUse
    case notPermitted
    case descriptorsExhausted
    case memoryExhausted
    case familyUnsupported
    /// Ours: every slot of the loop is taken.
    case loopFull
    /// Ours: more waits to be sent than the limit allows.
    case peerTooSlow
}

/// What to do about a negative answer of the kernel. Each value that an operation of ours can get
/// is decided here, once; a value nobody decided is a bug of ours and traps with its number.
enum Errno {
    /// Ask again: nothing happened.
    case retry
    /// We cancelled it.
    case cancelled
    /// A timeout came: for a timer this is its purpose.
    case elapsed
    /// A receive found no buffer.
    case starved
    /// Nothing to cancel.
    case absent
    /// The other end is gone: the answer for a socket that is no longer connected.
    case fault(NetworkFault)

    /// - Parameter answer: what a completion carries, below 0.
    @_noLocks init(_ answer: Int32) {
        switch -answer {
        case EINTR, EAGAIN: self = .retry
        case ECANCELED: self = .cancelled
        case ETIME: self = .elapsed
        case ENOBUFS: self = .starved
        case ENOENT, EALREADY: self = .absent
        case ECONNREFUSED: self = .fault(.refused)
        case ECONNRESET, EPIPE, ENOTCONN, ECONNABORTED, ESHUTDOWN: self = .fault(.reset)
        case ETIMEDOUT: self = .fault(.timedOut)
        // What an ICMP message on the way can turn into, among others.
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, ENONET, ENOPROTOOPT, EMSGSIZE:
            self = .fault(.unreachable)
        case EADDRNOTAVAIL: self = .fault(.addressUnavailable)
        case EADDRINUSE: self = .fault(.addressInUse)
        case EACCES, EPERM: self = .fault(.notPermitted)
        case EMFILE, ENFILE: self = .fault(.descriptorsExhausted)
        case ENOMEM: self = .fault(.memoryExhausted)
        case EAFNOSUPPORT, EPROTONOSUPPORT, EPROTO, EOPNOTSUPP, EINVAL:
            self = .fault(.familyUnsupported)
        default: preconditionFailure("the kernel's answer is decided: \(answer)")
        }
    }

    /// The fault, where any other verdict is impossible.
    var fault: NetworkFault {
        @_noLocks get {
            switch self {
            case .fault(let fault): fault
            case .starved: .memoryExhausted
            case .elapsed: .timedOut
            case .retry, .cancelled, .absent: .reset
            }
        }
    }
}

/// Why there is no loop.
public enum LoopFault: Error, Equatable, Sendable {
    /// io_uring is switched off for this process (`kernel.io_uring_disabled`, seccomp).
    case notPermitted
    /// The kernel is too old for rings with provided buffers and multishot receive (6.0).
    case notSupported
    /// Memory or locked memory (RLIMIT_MEMLOCK) ran out.
    case memoryExhausted
    case descriptorsExhausted
    /// Any other answer: an errno.
    case refused(Int32)

    init(ringAnswer: Int32) {
        switch -ringAnswer {
        case EPERM, EACCES: self = .notPermitted
        case ENOSYS, EINVAL: self = .notSupported
        case ENOMEM: self = .memoryExhausted
        case EMFILE, ENFILE: self = .descriptorsExhausted
        default: self = .refused(-ringAnswer)
        }
    }
}
