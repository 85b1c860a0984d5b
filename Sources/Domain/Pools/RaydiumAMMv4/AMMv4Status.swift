/// What an AMM v4 pool lets people do. The raw values are the account's.
@frozen public enum AMMv4Status: UInt64, Sendable, CaseIterable {
    case uninitialised = 0
    /// Trades on an order book besides. The instructions that name no order book refuse it.
    case initialised = 1
    case disabled = 2
    case withdrawOnly = 3
    case liquidityOnly = 4
    case orderBookOnly = 5
    case swapOnly = 6
    /// Swaps once its opening time has come.
    case waitingTrade = 7

    /// Nil for a number that is no status.
    @_noLocks init?(number: UInt64) {
        switch number {
        case 0: self = .uninitialised
        case 1: self = .initialised
        case 2: self = .disabled
        case 3: self = .withdrawOnly
        case 4: self = .liquidityOnly
        case 5: self = .orderBookOnly
        case 6: self = .swapOnly
        case 7: self = .waitingTrade
        default: return nil
        }
    }
    /// As the account has it; `rawValue` would look up metadata in a debug build.
    var number: UInt64 {
        @_noLocks get {
            switch self {
            case .uninitialised: 0
            case .initialised: 1
            case .disabled: 2
            case .withdrawOnly: 3
            case .liquidityOnly: 4
            case .orderBookOnly: 5
            case .swapOnly: 6
            case .waitingTrade: 7
            }
        }
    }

    /// Whether swaps count what the pool has on an order book.
    var isOnOrderBook: Bool {
        @_noLocks get {
            switch self {
            case .initialised: true
            default: false
            }
        }
    }
}
