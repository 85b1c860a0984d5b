/// What a market lets people do. The raw values are the account's.
@frozen public enum PhoenixStatus: UInt64, Sendable, CaseIterable {
    case uninitialised = 0
    /// The only status in which a swap succeeds.
    case active = 1
    case postOnly = 2
    case paused = 3
    case closed = 4
    case tombstoned = 5

    /// Nil for a number that is no status.
    @_noLocks init?(number: UInt64) {
        switch number {
        case 0: self = .uninitialised
        case 1: self = .active
        case 2: self = .postOnly
        case 3: self = .paused
        case 4: self = .closed
        case 5: self = .tombstoned
        default: return nil
        }
    }

    /// The account's number for it; `rawValue` would look up metadata in a debug build.
    var number: UInt64 {
        @_noLocks get {
            switch self {
            case .uninitialised: 0
            case .active: 1
            case .postOnly: 2
            case .paused: 3
            case .closed: 4
            case .tombstoned: 5
            }
        }
    }

    /// Whether a swap may happen.
    var isActive: Bool {
        @_noLocks @inline(__always) get {
            switch self {
            case .active: true
            case .uninitialised, .postOnly, .paused, .closed, .tombstoned: false
            }
        }
    }
}
