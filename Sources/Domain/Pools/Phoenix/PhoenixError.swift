/// Why a swap on a Phoenix market cannot happen.
@frozen public enum PhoenixError: Error, Sendable, CaseIterable {
    /// The program refuses the order: none or both of its sizes are given, a purchase at price 0,
    /// or less can be filled than the order's minimum.
    case newOrder
    /// The market's status lets nobody trade. The program fails with a general error of the chain.
    case invalidAccountData
    /// The program stops without a code of its own: an amount beyond 64 bits, or a division by 0.
    case aborted
    /// The swap needs orders behind the deepest that are kept here. Ours, not the program's.
    case bookTooDeep
    /// The market's account is not known. Ours, not the program's.
    case marketUnknown

    /// The program's number for it; nil when it stops without one, or when the error is ours.
    public var code: UInt16? {
        switch self {
        case .newOrder: 15
        case .invalidAccountData, .aborted, .bookTooDeep, .marketUnknown: nil
        }
    }

    /// The program's name for it, or ours; `panic` when the program stops without one.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .newOrder: "NewOrderError"
            case .invalidAccountData: "InvalidAccountData"
            case .aborted: "panic"
            case .bookTooDeep: "BookTooDeep"
            case .marketUnknown: "MarketUnknown"
            }
        }
    }

    /// The same, as all kinds tell it.
    public var refusal: PoolRefusal {
        @_noLocks get {
            switch self {
            case .newOrder: PoolRefusal(code: 15, name: name)
            case .invalidAccountData, .aborted, .bookTooDeep, .marketUnknown:
                PoolRefusal(code: 0, name: name)
            }
        }
    }
}

extension PhoenixError: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
