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

    /// The program's number for it; nil when it stops without one.
    public var code: UInt16? {
        switch self {
        case .invalidStatus: 22
        case .invalidInput: 29
        case .checkedSubOverflow: 32
        case .insufficientFunds: 40
        case .aborted: nil
        }
    }

    /// The program's name for it; `panic` when it stops without one.
    public var name: StaticString {
        switch self {
        case .invalidStatus: "InvalidStatus"
        case .invalidInput: "InvalidInput"
        case .checkedSubOverflow: "CheckedSubOverflow"
        case .insufficientFunds: "InsufficientFunds"
        case .aborted: "panic"
        }
    }
}

extension AMMv4Error: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
