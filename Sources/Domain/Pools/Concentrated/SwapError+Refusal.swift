extension SwapError: CustomStringConvertible {
    /// As the program refuses.
    public var refusal: PoolRefusal {
        @_noLocks get {
            switch self {
            case .aborted: PoolRefusal(code: 0, name: "panic")
            case .divideByZero: PoolRefusal(code: 6006, name: "DivideByZero")
            case .numberCast: PoolRefusal(code: 6007, name: "NumberCastError")
            case .numberDownCast: PoolRefusal(code: 6008, name: "NumberDownCastError")
            case .sqrtPriceOutOfBounds: PoolRefusal(code: 6011, name: "SqrtPriceOutOfBounds")
            case .liquidityOverflow: PoolRefusal(code: 6014, name: "LiquidityOverflow")
            case .liquidityUnderflow: PoolRefusal(code: 6015, name: "LiquidityUnderflow")
            case .tokenMaxExceeded: PoolRefusal(code: 6017, name: "TokenMaxExceeded")
            case .tokenMinSubceeded: PoolRefusal(code: 6018, name: "TokenMinSubceeded")
            case .invalidTimestamp: PoolRefusal(code: 6022, name: "InvalidTimestamp")
            case .invalidTickArraySequence:
                PoolRefusal(code: 6023, name: "InvalidTickArraySequence")
            case .multiplicationShiftRightOverflow:
                PoolRefusal(code: 6030, name: "MultiplicationShiftRightOverflow")
            case .multiplicationOverflow: PoolRefusal(code: 6033, name: "MultiplicationOverflow")
            case .invalidSqrtPriceLimitDirection:
                PoolRefusal(code: 6034, name: "InvalidSqrtPriceLimitDirection")
            case .zeroTradableAmount: PoolRefusal(code: 6035, name: "ZeroTradableAmount")
            case .tickArraySequenceInvalidIndex:
                PoolRefusal(code: 6038, name: "TickArraySequenceInvalidIndex")
            case .amountCalcOverflow: PoolRefusal(code: 6039, name: "AmountCalcOverflow")
            case .amountRemainingOverflow: PoolRefusal(code: 6040, name: "AmountRemainingOverflow")
            case .intermediateTokenAmountMismatch:
                PoolRefusal(code: 6051, name: "IntermediateTokenAmountMismatch")
            case .transferFeeCalculation:
                PoolRefusal(code: 6052, name: "TransferFeeCalculationError")
            case .tooManySupplementalTickArrays:
                PoolRefusal(code: 6055, name: "TooManySupplementalTickArrays")
            case .partialFill: PoolRefusal(code: 6057, name: "PartialFillError")
            case .tradeIsNotEnabled: PoolRefusal(code: 6064, name: "TradeIsNotEnabled")
            }
        }
    }

    /// The program's number for it; 0 where it aborts.
    public var code: UInt16 { @_noLocks get { refusal.code } }

    /// The program's name for it.
    public var name: StaticString { @_noLocks get { refusal.name } }

    /// The program's number and name, as explorers show them.
    public var description: String { "\(code) \(name)" }
}
