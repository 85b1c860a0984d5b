/// The bounds of one loop, fixed when it is made.
public struct LoopLimits: Sendable {
    /// Connections, listeners and timers together, 1...65,536.
    public var slotsMax = 1024
    /// Entries that may wait to be submitted, a power of two.
    public var submissionsMax = 256
    /// Completions the kernel may leave before it has to keep them itself, a power of two.
    public var completionsMax = 4096
    /// Receive buffers, a power of two in 1...32,768.
    public var buffersMax = 256
    /// Bytes of one receive buffer, 256 or more.
    public var bufferBytes = 16_384
    /// Bytes that may wait to be sent on one connection.
    public var outgoingBytesMax = 1 << 20
    /// The modes to try, in order; the first that the kernel offers is taken.
    public var modes = RingMode.allCases

    public init() {}
}

/// What one loop has done; only grows.
public struct LoopCounters: Sendable, Equatable {
    public var turns: UInt64 = 0
    public var completions: UInt64 = 0
    public var bytesReceived: UInt64 = 0
    public var bytesSent: UInt64 = 0
    public var accepted: UInt64 = 0
    /// Peers turned away because every slot was taken.
    public var turnedAway: UInt64 = 0
    /// Accepts that the kernel refused for want of descriptors or memory.
    public var acceptsRefused: UInt64 = 0
    /// Receives that found no free buffer and were armed again; no byte is lost.
    public var starved: UInt64 = 0
    /// Refusals of a kernel that cannot defer acknowledgements (before Linux 6.7).
    public var deferralsRefused: UInt64 = 0

    public init() {}
}

/// Options of a socket. Nagle's delay is always off.
public struct SocketOptions: Sendable {
    /// The kernel's receive buffer (SO_RCVBUF) in bytes; 0 leaves its automatic size.
    public var receiveBytes: Int32 = 0
    /// Whether each `Received` carries the kernel's receive stamp. It costs some 100 ns a receive.
    public var receiveStamps = ReceiveStamps.off
    /// Whether a loop that only polls has the kernel acknowledge received bytes (TCP) some polls
    /// later, after the turn that worked on them, instead of before they are handed over. A loop
    /// that waits, and a kernel that cannot (before Linux 6.7), go on as ever.
    public var defersAcks = false

    public init(
        receiveBytes: Int32 = 0, receiveStamps: ReceiveStamps = .off, defersAcks: Bool = false
    ) {
        self.receiveBytes = receiveBytes
        self.receiveStamps = receiveStamps
        self.defersAcks = defersAcks
    }
}

public enum ReceiveStamps: Sendable {
    case off
    case kernel
}
