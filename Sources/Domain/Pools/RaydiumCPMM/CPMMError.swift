/// Why a swap in a Raydium CPMM pool cannot happen.
@frozen public enum CPMMError: Error, Sendable, CaseIterable {
    /// Swaps are disabled, or the pool is not open yet.
    case notApproved
    /// A vault holds less than the fees that it owes.
    case insufficientVault
    /// Nothing goes in, or nothing would come out: a check of the framework, not of the program.
    case requireGtViolated
    /// The program stops without a code of its own: an empty reserve, an output that the reserve
    /// does not exceed, or an amount beyond 64 bits.
    case aborted
    /// A vault is frozen: the token program's error, once a transfer is tried.
    case accountFrozen
    /// Ours: the pool, its config or a vault is not known.
    case poolUnknown

    /// The program's number for it; nil when it stops without one, or when it is we who refuse.
    public var code: UInt16? {
        @_noLocks get {
            switch self {
            case .notApproved: 6000
            case .insufficientVault: 6012
            case .requireGtViolated: 2505
            case .accountFrozen: 17
            case .aborted, .poolUnknown: nil
            }
        }
    }

    /// The program's name for it, or ours; `panic` when it stops without one.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .notApproved: "NotApproved"
            case .insufficientVault: "InsufficientVault"
            case .requireGtViolated: "RequireGtViolated"
            case .aborted: "panic"
            case .accountFrozen: "AccountFrozen"
            case .poolUnknown: "PoolUnknown"
            }
        }
    }

    /// As pools of all kinds refuse.
    public var refusal: PoolRefusal {
        @_noLocks get { PoolRefusal(code: code ?? 0, name: name) }
    }
}

extension CPMMError: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
