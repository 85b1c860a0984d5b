/// One place in the loop's table: a connection, a listener or a timer, from the moment it is asked
/// for until the kernel has answered every entry made for it.
@safe struct Slot {
    enum Role: UInt8 {
        case free, connection, listener, timer
        @_noLocks static func == (a: Role, b: Role) -> Bool { a.rawValue == b.rawValue }
        @_noLocks static func != (a: Role, b: Role) -> Bool { a.rawValue != b.rawValue }
    }
    enum Phase: UInt8 {
        case opening, open, closing
        @_noLocks static func == (a: Phase, b: Phase) -> Bool { a.rawValue == b.rawValue }
        @_noLocks static func != (a: Phase, b: Phase) -> Bool { a.rawValue != b.rawValue }
    }
    enum Receiving: UInt8 {
        case off, armed, cancelling
        @_noLocks static func == (a: Receiving, b: Receiving) -> Bool { a.rawValue == b.rawValue }
        @_noLocks static func != (a: Receiving, b: Receiving) -> Bool { a.rawValue != b.rawValue }
    }

    var role = Role.free
    var phase = Phase.opening
    var receiving = Receiving.off
    /// The owner wants bytes (or accepts, or ticks).
    var wantsReceiving = false
    var stamped = false
    var defersAcks = false
    /// Bytes were received that we did not acknowledge.
    var owesAck = false
    /// An entry with our bytes is with the kernel.
    var sending = false
    /// Asked to end our side once everything is sent; done when `finished`.
    var finishing = false
    var finished = false
    var peerEnded = false
    var closesWhenSent = false
    /// A cancel of everything was asked for.
    var cancelled = false
    /// It stands in the list of slots with something to ask of the kernel.
    var listed = false
    var repeats = false
    /// Raised when the slot is freed, so that an old identifier is known as old.
    var generation: UInt32 = 1
    var descriptor: Int32 = -1
    /// Entries the kernel has not answered for good.
    var inFlight: Int32 = 0
    /// The next slot of the list this one stands in, or -1.
    var next: Int32 = -1
    var fault: NetworkFault?
    var receiveBytes: Int32 = 0
    var outgoing = OutgoingQueue()

    @_noLocks init() {}
}
