/// Why a swap cannot happen. The raw values are the Whirlpool program's own error codes.
@frozen public enum SwapError: UInt16, Error, Sendable, CaseIterable {
    case divideByZero = 6006
    case numberCast = 6007
    case numberDownCast = 6008
    case sqrtPriceOutOfBounds = 6011
    case liquidityOverflow = 6014
    case liquidityUnderflow = 6015
    case tokenMaxExceeded = 6017
    case tokenMinSubceeded = 6018
    case invalidTimestamp = 6022
    /// The first tick array of the direction isn't known.
    case invalidTickArraySequence = 6023
    case multiplicationShiftRightOverflow = 6030
    case multiplicationOverflow = 6033
    case invalidSqrtPriceLimitDirection = 6034
    case zeroTradableAmount = 6035
    /// The amount reaches beyond the last known tick array, or beyond the third.
    case tickArraySequenceInvalidIndex = 6038
    case amountCalcOverflow = 6039
    case amountRemainingOverflow = 6040
    case tooManySupplementalTickArrays = 6055
    /// An exact output that the pool can't deliver.
    case partialFill = 6057

    /// The program's number for it.
    @inlinable public var code: UInt16 { rawValue }
}
