extension SwapError: CustomStringConvertible {
    /// The program's name for it.
    public var name: StaticString {
        switch self {
        case .divideByZero: "DivideByZero"
        case .numberCast: "NumberCastError"
        case .numberDownCast: "NumberDownCastError"
        case .sqrtPriceOutOfBounds: "SqrtPriceOutOfBounds"
        case .liquidityOverflow: "LiquidityOverflow"
        case .liquidityUnderflow: "LiquidityUnderflow"
        case .tokenMaxExceeded: "TokenMaxExceeded"
        case .tokenMinSubceeded: "TokenMinSubceeded"
        case .invalidTimestamp: "InvalidTimestamp"
        case .invalidTickArraySequence: "InvalidTickArraySequence"
        case .multiplicationShiftRightOverflow: "MultiplicationShiftRightOverflow"
        case .multiplicationOverflow: "MultiplicationOverflow"
        case .invalidSqrtPriceLimitDirection: "InvalidSqrtPriceLimitDirection"
        case .zeroTradableAmount: "ZeroTradableAmount"
        case .tickArraySequenceInvalidIndex: "TickArraySequenceInvalidIndex"
        case .amountCalcOverflow: "AmountCalcOverflow"
        case .amountRemainingOverflow: "AmountRemainingOverflow"
        case .tooManySupplementalTickArrays: "TooManySupplementalTickArrays"
        case .partialFill: "PartialFillError"
        }
    }

    /// The program's number and name, as explorers show them.
    public var description: String { "\(code) \(name)" }
}
