/// Why a swap cannot happen. Three programs take part: the pool's, the vaults' and the Token
/// program; a transaction fails with the number of the one that refuses. Executed, except where a
/// case says otherwise.
@frozen public enum DynamicAMMError: Error, Sendable, CaseIterable {
    /// The pool is disabled, or swaps have not begun.
    case poolDisabled
    /// The pool program's arithmetic fails before any curve: a vault's report lies in the future,
    /// it locks more profit than it holds, nobody has a share of it, or a number exceeds 64 bits.
    case mathOverflow
    /// What the deposit is worth in shares does not cover the fee.
    case inputTooSmall
    /// The fees' fractions are none, or a fee exceeds the amount that it is taken of.
    case feeCalculation
    /// The curve gives nothing.
    case nothingBought
    /// The curve's arithmetic fails: amounts that it is not made for.
    case curveExhausted
    /// Newton's steps on the stable curve come to no rest: the transaction runs out of compute
    /// units, which has no number.
    case outOfCompute
    /// The protocol's fee leaves nothing to deposit.
    case nothingDeposited
    /// The vault of the input takes no deposits.
    case vaultDisabled
    /// The vault of the input would hold more than 64 bits count.
    case vaultOverflow
    /// More shares of a vault than 64 bits count.
    case supplyOverflow
    /// The vault of the output has lent out too much to pay.
    case insufficientFunds
    /// We do not know all accounts of the pool.
    case unknown
    /// No input buys the output that is wanted; ours, since the program has no exact outputs.
    case outputOutOfReach

    /// The number that a transaction fails with; nil where it has none, or it is ours to refuse.
    public var code: UInt16? {
        @_noLocks get {
            switch self {
            case .poolDisabled: 6015
            case .mathOverflow, .inputTooSmall, .vaultDisabled: 6000
            case .feeCalculation: 6003
            case .nothingBought, .curveExhausted: 6006
            case .nothingDeposited: 6013
            case .vaultOverflow: 6004
            case .supplyOverflow: 14
            case .insufficientFunds: 1
            case .outOfCompute, .unknown, .outputOutOfReach: nil
            }
        }
    }

    /// The name that the refusing program gives it, or ours.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .poolDisabled: "PoolDisabled"
            case .mathOverflow, .inputTooSmall, .vaultOverflow: "MathOverflow"
            case .feeCalculation: "FeeCalculationFailure"
            case .nothingBought, .curveExhausted: "ZeroTradingTokens"
            case .outOfCompute: "ProgramFailedToComplete"
            case .nothingDeposited: "AmountMustGreaterThanZero"
            case .vaultDisabled: "VaultIsDisabled"
            case .supplyOverflow: "Overflow"
            case .insufficientFunds: "InsufficientFunds"
            case .unknown: "PoolNotKnown"
            case .outputOutOfReach: "OutputOutOfReach"
            }
        }
    }

    public var refusal: PoolRefusal {
        @_noLocks get { PoolRefusal(code: code ?? 0, name: name) }
    }

    /// Whether a smaller input might do where this one fails.
    var isTooMuch: Bool {
        @_noLocks get {
            switch self {
            case .mathOverflow, .curveExhausted, .outOfCompute, .vaultOverflow, .supplyOverflow,
                .insufficientFunds:
                true
            case .poolDisabled, .inputTooSmall, .feeCalculation, .nothingBought,
                .nothingDeposited, .vaultDisabled, .unknown, .outputOutOfReach:
                false
            }
        }
    }
}

extension DynamicAMMError: CustomStringConvertible {
    /// The number and name, as explorers show them.
    public var description: String {
        if let code { "\(code) \(name)" } else { "\(name)" }
    }
}
