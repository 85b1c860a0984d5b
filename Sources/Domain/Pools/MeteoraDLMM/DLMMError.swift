/// Why a swap in a DLMM pair cannot happen. The raw values are the program's own error codes.
@frozen public enum DLMMError: UInt16, Error, Sendable, CaseIterable {
    /// The pair, or a bin array that the swap enters, isn't known.
    case accountNotEnoughKeys = 3005
    /// An input of 0.
    case invalidInput = 6002
    case mathOverflow = 6018
    /// An amount beyond 64 bits.
    case typeCastFailed = 6019
    /// The next array with liquidity may lie where only the bitmap extension tells.
    case bitmapExtensionAccountIsNotProvided = 6036
    /// No liquidity is left in this direction.
    case cannotFindNonZeroLiquidityBinArrayID = 6037
    case binIDOutOfBound = 6038
    /// The output would be 0.
    case insufficientOutAmount = 6039
    /// The pair's status forbids swaps, or they have not begun yet. That the program uses the same
    /// code before they begin is an assumption: no such swap was executed.
    case poolDisabled = 6042
    /// An exact output whose input is used up before.
    case notExactAmountOut = 6057
    /// An exact output for which the computed input does not suffice.
    case undeterminedError = 6085
    /// An exact output that costs more than 64 bits hold.
    case insufficientInAmount = 6104

    /// The program's number for it.
    @inlinable public var code: UInt16 { rawValue }

    /// The error as pools of all kinds tell it.
    public var refusal: PoolRefusal {
        @_noLocks get { PoolRefusal(code: code, name: name) }
    }
}

extension DLMMError: CustomStringConvertible {
    /// The program's name for it.
    public var name: StaticString {
        @_noLocks get {
            switch self {
            case .accountNotEnoughKeys: "AccountNotEnoughKeys"
            case .invalidInput: "InvalidInput"
            case .mathOverflow: "MathOverflow"
            case .typeCastFailed: "TypeCastFailed"
            case .bitmapExtensionAccountIsNotProvided: "BitmapExtensionAccountIsNotProvided"
            case .cannotFindNonZeroLiquidityBinArrayID: "CannotFindNonZeroLiquidityBinArrayId"
            case .binIDOutOfBound: "BinIdOutOfBound"
            case .insufficientOutAmount: "InsufficientOutAmount"
            case .poolDisabled: "PoolDisabled"
            case .notExactAmountOut: "NotExactAmountOut"
            case .undeterminedError: "UndeterminedError"
            case .insufficientInAmount: "InsufficientInAmount"
            }
        }
    }

    /// The program's number and name, as explorers show them.
    public var description: String { "\(code) \(name)" }
}
