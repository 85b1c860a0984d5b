public import Numbers

/// When written bytes are forced onto the device. It decides what a power cut may take; a killed
/// process loses nothing that was acknowledged, under any of them.
public enum Durability: Equatable, Sendable {
    /// Never forced. Acknowledged means: the kernel has it. A power cut may take what the kernel
    /// had not yet written back, by default up to some 30 seconds.
    case none
    /// Forced once the oldest unforced byte is this old. Acknowledged means: the kernel has it.
    /// A power cut may take this span, plus the time of one sync.
    case interval(Nanoseconds)
    /// Forced after every write. Acknowledged means: the device has it.
    case everyBatch

    /// Whether anything is ever forced.
    var syncs: Bool {
        @_noLocks get {
            switch self {
            case .none: false
            case .interval, .everyBatch: true
            }
        }
    }

    /// Whether acknowledged means: on the device.
    var acknowledgesSynced: Bool {
        @_noLocks get {
            switch self {
            case .none, .interval: false
            case .everyBatch: true
            }
        }
    }
}

/// How bytes reach the kernel.
public enum WriteMethod: Equatable, Sendable {
    /// io_uring: a turn never waits for the disk.
    case ring
    /// pwritev and fdatasync: a turn waits as long as they take. For hosts that forbid io_uring.
    case calls
}
