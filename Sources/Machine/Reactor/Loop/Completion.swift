/// What an entry in the ring does. It travels in the low 8 bits of the entry's tag.
enum Operation: UInt8 {
    case accept = 1
    case connect = 2
    case connectTimeout = 3
    case receive = 4
    case send = 5
    case shutdown = 6
    case cancel = 7
    case timer = 8
    /// Ends a wait of the loop itself; it belongs to no slot.
    case wake = 9
    /// Answered only when the kernel refuses; the slot does not count it.
    case acknowledge = 10
}

/// The kernel's answer to one entry.
struct Completion: BitwiseCopyable {
    let tag: UInt64
    let result: Int32
    /// The entry goes on and will answer again.
    let goesOn: Bool
    /// The provided buffer that was used, or -1.
    let buffer: Int32

    @_noLocks init(tag: UInt64, result: Int32, goesOn: Bool, buffer: Int32) {
        self.tag = tag
        self.result = result
        self.goesOn = goesOn
        self.buffer = buffer
    }

    /// The tag of a cancel that belongs to no slot; it carries no operation.
    static let cancelsEverything: UInt64 = 0

    /// 8 bits of operation, then 24 of slot, then 32 spare.
    @_noLocks static func tag(_ operation: Operation, slot: Int) -> UInt64 {
        UInt64(operation.rawValue) | UInt64(truncatingIfNeeded: slot) << 8
    }
    @_noLocks static func isAcknowledgement(_ tag: UInt64) -> Bool {
        UInt8(truncatingIfNeeded: tag) == Operation.acknowledge.rawValue
    }
    var operation: Operation? {
        @_noLocks get { Operation(rawValue: UInt8(truncatingIfNeeded: tag)) }
    }
    var slot: Int { @_noLocks get { Int(truncatingIfNeeded: tag >> 8 & 0xFF_FFFF) } }
}
