/// Why a swap in a DAMM v2 pool cannot happen.
@frozen public enum DAMMError: Error, Sendable, CaseIterable {
    /// A number that leaves its width, a division by 0, or a difference below 0.
    case mathOverflow
    /// The pool's status forbids swaps, or its activation is still to come.
    case poolDisabled
    /// Nothing goes in, or nothing is asked for.
    case amountIsZero
    /// A result that does not fit the type it is kept in.
    case typeCastFailed
    /// The amount would move the price out of the pool's range.
    case priceRangeViolation
    /// A rate limiter's fee for an exact output that came out below its first fee.
    case undetermined
    /// The program stops without a code of its own: no liquidity, or a price of 0.
    case aborted
    /// Not the program's: the pool is not known here.
    case poolUnknown

    /// The program's number for it; nil when it stops without one.
    public var code: UInt16? {
        @_noLocks get {
            switch self {
            case .mathOverflow: 6000
            case .poolDisabled: 6003
            case .amountIsZero: 6006
            case .typeCastFailed: 6007
            case .priceRangeViolation: 6015
            case .undetermined: 6051
            case .aborted, .poolUnknown: nil
            }
        }
    }

    /// The program's name for it; `panic` when it stops without one.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .mathOverflow: "MathOverflow"
            case .poolDisabled: "PoolDisabled"
            case .amountIsZero: "AmountIsZero"
            case .typeCastFailed: "TypeCastFailed"
            case .priceRangeViolation: "PriceRangeViolation"
            case .undetermined: "UndeterminedError"
            case .aborted: "panic"
            case .poolUnknown: "PoolUnknown"
            }
        }
    }

    /// The same, of whichever kind the pool is.
    public var refusal: PoolRefusal {
        @_noLocks get { PoolRefusal(code: code ?? 0, name: name) }
    }
}

extension DAMMError: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
