/// Why a swap cannot happen. The raw values are the error codes of the Raydium CLMM program as it
/// was deployed in May 2026, and of the framework it is built with (below 6,000); other builds
/// number the same names differently.
@frozen public enum CLMMError: UInt16, Error, Sendable, CaseIterable {
    /// The program stopped without a code of its own: a total beyond 64 bits, a fee growth beyond
    /// 128, a current tick beyond the pool's own bitmap without the extension, or more steps than a
    /// transaction has compute units for.
    case aborted = 0
    /// The whole amount could not be traded, and no limit was given.
    case requireEqViolated = 2501
    /// The pool opens later.
    case requireGtViolated = 2505
    /// A step would have passed its aim.
    case requireGteViolated = 2506
    case notApproved = 6001
    case invalidTickArray = 6011
    case sqrtPriceLimitOverflow = 6013
    case liquiditySubtraction = 6015
    case liquidityAddition = 6016
    /// No initialised tick is left in the direction.
    case liquidityInsufficient = 6019
    case zeroAmountSpecified = 6024
    case tooSmallInputOrOutputAmount = 6026
    /// The amount reaches beyond the last known tick array.
    case notEnoughTickArrayAccount = 6027
    /// The first tick array of the direction isn't known.
    case invalidFirstTickArrayAccount = 6028
    case missingTickArrayBitmapExtensionAccount = 6040
    /// No tick array with an initialised tick begins the direction.
    case insufficientLiquidityForDirection = 6041
    case maxTokenOverflow = 6042
    case calculateOverflow = 6043

    /// The program's number for it; 0 where it aborts.
    @inlinable public var code: UInt16 { rawValue }
}

extension CLMMError {
    /// The program's name for it.
    public var name: StaticString { @_noLocks get { refusal.name } }

    /// The program's number and name.
    public var refusal: PoolRefusal {
        @_noLocks get {
            switch self {
            case .aborted: PoolRefusal(code: 0, name: "panic")
            case .requireEqViolated: PoolRefusal(code: 2501, name: "RequireEqViolated")
            case .requireGtViolated: PoolRefusal(code: 2505, name: "RequireGtViolated")
            case .requireGteViolated: PoolRefusal(code: 2506, name: "RequireGteViolated")
            case .notApproved: PoolRefusal(code: 6001, name: "NotApproved")
            case .invalidTickArray: PoolRefusal(code: 6011, name: "InvalidTickArray")
            case .sqrtPriceLimitOverflow: PoolRefusal(code: 6013, name: "SqrtPriceLimitOverflow")
            case .liquiditySubtraction: PoolRefusal(code: 6015, name: "LiquiditySubValueErr")
            case .liquidityAddition: PoolRefusal(code: 6016, name: "LiquidityAddValueErr")
            case .liquidityInsufficient: PoolRefusal(code: 6019, name: "LiquidityInsufficient")
            case .zeroAmountSpecified: PoolRefusal(code: 6024, name: "ZeroAmountSpecified")
            case .tooSmallInputOrOutputAmount:
                PoolRefusal(code: 6026, name: "TooSmallInputOrOutputAmount")
            case .notEnoughTickArrayAccount:
                PoolRefusal(code: 6027, name: "NotEnoughTickArrayAccount")
            case .invalidFirstTickArrayAccount:
                PoolRefusal(code: 6028, name: "InvalidFirstTickArrayAccount")
            case .missingTickArrayBitmapExtensionAccount:
                PoolRefusal(code: 6040, name: "MissingTickArrayBitmapExtensionAccount")
            case .insufficientLiquidityForDirection:
                PoolRefusal(code: 6041, name: "InsufficientLiquidityForDirection")
            case .maxTokenOverflow: PoolRefusal(code: 6042, name: "MaxTokenOverflow")
            case .calculateOverflow: PoolRefusal(code: 6043, name: "CalculateOverflow")
            }
        }
    }
}

extension CLMMError: CustomStringConvertible {
    /// The program's number and name, as explorers show them.
    public var description: String { "\(code) \(name)" }
}
