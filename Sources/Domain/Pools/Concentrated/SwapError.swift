/// Why a Whirlpool swap cannot happen. `refusal` has the program's own numbers and names.
@frozen public enum SwapError: Error, Sendable, CaseIterable {
    /// The program would stop without a code of its own, on an oracle that it never writes.
    case aborted
    case divideByZero
    case numberCast
    case numberDownCast
    case sqrtPriceOutOfBounds
    case liquidityOverflow
    case liquidityUnderflow
    case tokenMaxExceeded
    case tokenMinSubceeded
    case invalidTimestamp
    /// The first tick array of the direction isn't known.
    case invalidTickArraySequence
    case multiplicationShiftRightOverflow
    case multiplicationOverflow
    case invalidSqrtPriceLimitDirection
    case zeroTradableAmount
    /// The amount reaches beyond the last known tick array, or beyond the third.
    case tickArraySequenceInvalidIndex
    case amountCalcOverflow
    case amountRemainingOverflow
    /// The second of two pools does not take exactly what the first one gives.
    case intermediateTokenAmountMismatch
    /// No amount of 64 bits leaves enough after a token's transfer fee.
    case transferFeeCalculation
    case tooManySupplementalTickArrays
    /// An exact output that the pool can't deliver.
    case partialFill
    /// The pool's owner has set a later time for its first trade.
    case tradeIsNotEnabled
}
