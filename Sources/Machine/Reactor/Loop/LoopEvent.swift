public import Numbers

/// A TCP connection of one loop. Spent once `closed` or `failed` was seen; an identifier that is
/// spent is refused, never mistaken for its successor.
@frozen public struct ConnectionID: BitwiseCopyable, Hashable, Sendable {
    let slot: Int32
    let generation: UInt32

    @_noLocks init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    @_noLocks public static func == (a: ConnectionID, b: ConnectionID) -> Bool {
        a.slot == b.slot && a.generation == b.generation
    }
}

/// A listening socket of one loop.
@frozen public struct ListenerID: BitwiseCopyable, Hashable, Sendable {
    let slot: Int32
    let generation: UInt32

    @_noLocks init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
}

/// A timer of one loop.
@frozen public struct TimerID: BitwiseCopyable, Hashable, Sendable {
    let slot: Int32
    let generation: UInt32

    @_noLocks init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
}

/// Bytes as they arrived, in the kernel's buffer. They stay until the loop is asked for the next
/// event, or, when held, until they are released.
@safe @frozen public struct Received: BitwiseCopyable {
    public let bytes: UnsafeRawBufferPointer
    /// When the kernel received the last of them (CLOCK_REALTIME), if stamps were asked for and
    /// the kernel gave one; otherwise 0.
    public let stamp: WallTime

    @_noLocks init(bytes: UnsafeRawBufferPointer, stamp: WallTime) {
        unsafe self.bytes = bytes
        self.stamp = stamp
    }
}

/// A receive buffer that the owner keeps for a while. Must be released to its loop, once.
@frozen public struct HeldBuffer: BitwiseCopyable, Sendable {
    let index: Int32

    @_noLocks init(index: Int32) { self.index = index }
}

/// What happened. A connection's events come in the order of its bytes, and exactly one of `closed`
/// and `failed` comes last.
public enum LoopEvent: BitwiseCopyable {
    /// A peer connected to a listener.
    case accepted(ConnectionID, by: ListenerID)
    /// A connection that was asked for stands.
    case connected(ConnectionID)
    case received(ConnectionID, Received)
    /// The peer will send no more.
    case ended(ConnectionID)
    /// The connection is over because it was asked to be, or because both sides ended.
    case closed(ConnectionID)
    /// The connection is over because of a fault.
    case failed(ConnectionID, NetworkFault)
    case ticked(TimerID)
}

/// What became of bytes that were to be sent.
@frozen public enum SendAnswer: Sendable {
    /// They will be sent, in order, by the next `poll` or `wait`.
    case queued
    /// More would wait than `LoopLimits.outgoingBytesMax`; the peer reads too slowly. Nothing was
    /// taken, and the connection fails with `.peerTooSlow`.
    case full
    /// The connection is over, or its sending side is.
    case gone
}
