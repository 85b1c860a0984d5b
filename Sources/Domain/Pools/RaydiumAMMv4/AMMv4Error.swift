/// Why a swap in a Raydium AMM v4 pool cannot happen.
@frozen public enum AMMv4Error: Error, Sendable, CaseIterable {
    /// The pool's status lets nobody swap, or the pool is not open yet.
    case invalidStatus
    /// Nothing goes in, nothing would come out, or an output costs nothing.
    case invalidInput
    /// A vault holds less than the profit that it owes.
    case checkedSubOverflow
    /// The output would empty the pool.
    case insufficientFunds
    /// The program stops without a code of its own: an exact output that the reserve does not
    /// exceed, a division by zero, or an amount beyond 64 bits.
    case aborted
    /// A vault is frozen: the token program's error, once a transfer is tried.
    case accountFrozen
    /// Ours: the pool, a vault, or what it has on an order book is not known.
    case poolUnknown
    /// Ours: part of the pool lies on an order book. Releases of the program disagree whether that
    /// part trades, and fills that the book still has to settle are not followed.
    case fundsOnOrderBook

    /// The program's number for it; nil when it stops without one, or when it is we who refuse.
    public var code: UInt16? {
        @_noLocks get {
            switch self {
            case .invalidStatus: 22
            case .invalidInput: 29
            case .checkedSubOverflow: 32
            case .insufficientFunds: 40
            case .accountFrozen: 17
            case .aborted, .poolUnknown, .fundsOnOrderBook: nil
            }
        }
    }

    /// The program's name for it, or ours; `panic` when it stops without one.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .invalidStatus: "InvalidStatus"
            case .invalidInput: "InvalidInput"
            case .checkedSubOverflow: "CheckedSubOverflow"
            case .insufficientFunds: "InsufficientFunds"
            case .aborted: "panic"
            case .accountFrozen: "AccountFrozen"
            case .poolUnknown: "PoolUnknown"
            case .fundsOnOrderBook: "FundsOnOrderBook"
            }
        }
    }

    /// As pools of all kinds refuse.
    public var refusal: PoolRefusal {
        @_noLocks get { PoolRefusal(code: code ?? 0, name: name) }
    }
}

extension AMMv4Error: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
