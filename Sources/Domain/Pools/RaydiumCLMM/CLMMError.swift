/// Why a swap cannot happen. The raw values are the error codes of the Raydium CLMM program as it
/// was deployed in May 2026; other builds number the same names differently.
@frozen public enum CLMMError: UInt16, Error, Sendable, CaseIterable {
    /// The program stopped without a code of its own: a total beyond 64 bits, a fee growth beyond
    /// 128, or a current tick beyond the pool's own bitmap without the extension.
    case aborted = 0
    /// The whole amount could not be traded, and no limit was given.
    case requireEqViolated = 2501
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

extension CLMMError: CustomStringConvertible {
    /// The program's name for it.
    public var name: StaticString {
        switch self {
        case .aborted: "panic"
        case .requireEqViolated: "RequireEqViolated"
        case .notApproved: "NotApproved"
        case .invalidTickArray: "InvalidTickArray"
        case .sqrtPriceLimitOverflow: "SqrtPriceLimitOverflow"
        case .liquiditySubtraction: "LiquiditySubValueErr"
        case .liquidityAddition: "LiquidityAddValueErr"
        case .liquidityInsufficient: "LiquidityInsufficient"
        case .zeroAmountSpecified: "ZeroAmountSpecified"
        case .tooSmallInputOrOutputAmount: "TooSmallInputOrOutputAmount"
        case .notEnoughTickArrayAccount: "NotEnoughTickArrayAccount"
        case .invalidFirstTickArrayAccount: "InvalidFirstTickArrayAccount"
        case .missingTickArrayBitmapExtensionAccount: "MissingTickArrayBitmapExtensionAccount"
        case .insufficientLiquidityForDirection: "InsufficientLiquidityForDirection"
        case .maxTokenOverflow: "MaxTokenOverflow"
        case .calculateOverflow: "CalculateOverflow"
        }
    }

    /// The program's number and name, as explorers show them.
    public var description: String { "\(code) \(name)" }
}
