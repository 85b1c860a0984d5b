extension NetworkFault: CustomStringConvertible {
    /// A sentence for a person, with what to do where something can be done.
    public var description: String {
        switch self {
        case .refused: "connection refused: nothing listens there"
        case .reset: "the peer broke the connection off"
        case .timedOut: "no answer in time"
        case .unreachable: "the host or its network cannot be reached"
        case .addressUnavailable: "the address does not belong to this host"
        case .addressInUse: "the address is in use"
        case .notPermitted: "not permitted (a port below 1024, or a firewall)"
        case .descriptorsExhausted: "no file descriptors left: raise the limit (ulimit -n)"
        case .memoryExhausted: "the kernel has no memory left for sockets"
        case .familyUnsupported: "this kind of address is not supported here"
        case .loopFull: "every connection slot of the loop is taken"
        case .peerTooSlow: "the peer reads too slowly: its send queue is full"
        }
    }
}

extension LoopFault: CustomStringConvertible {
    /// A sentence for a person, with what to do.
    public var description: String {
        switch self {
        case .notPermitted:
            "io_uring is not permitted: set sysctl kernel.io_uring_disabled=0, or allow it in the "
                + "container's seccomp profile"
        case .notSupported:
            "io_uring is missing, hidden by a container's seccomp profile, or too old: Linux 6.0 or "
                + "later is needed"
        case .memoryExhausted:
            "no memory for an io_uring: raise the locked-memory limit, which all programs of a user "
                + "share, to 1 MiB or more (ulimit -l 1024)"
        case .descriptorsExhausted:
            "no file descriptors left for an io_uring: raise the limit (ulimit -n)"
        case .refused(let code): "the kernel refused an io_uring: errno \(code)"
        }
    }
}
