import Numbers

/// The `adaptive` columns of a swap: the oracle's account before it.
struct OracleColumns {
    var constants = WhirlpoolFeeConstants()
    var variables = WhirlpoolFeeVariables()
    /// Seconds since 1970.
    var tradeEnabled: UInt64 = 0

    init() {}

    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.object { (key, scanner) throws(VectorFault) in
            switch key {
            case "filter_period": constants.filterPeriod = try scanner.integer()
            case "decay_period": constants.decayPeriod = try scanner.integer()
            case "reduction_factor": constants.reductionFactor = try scanner.integer()
            case "adaptive_fee_control_factor": constants.controlFactor = try scanner.integer()
            case "max_volatility_accumulator": constants.volatilityMax = try scanner.integer()
            case "tick_group_size": constants.groupSize = try scanner.integer()
            case "major_swap_threshold_ticks": constants.majorSwapTicks = try scanner.integer()
            case "trade_enable_timestamp": tradeEnabled = try scanner.integer()
            default: try variables.take(key, from: &scanner)
            }
        }
    }
}

extension WhirlpoolFeeVariables {
    /// The `variables` columns: what a swap left in the oracle's account.
    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        self.init()
        try scanner.object { (key, scanner) throws(VectorFault) in
            try take(key, from: &scanner)
        }
    }

    fileprivate mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "last_reference_update_timestamp": lastReferenceUpdate = try scanner.integer()
        case "last_major_swap_timestamp": lastMajorSwap = try scanner.integer()
        case "volatility_reference": volatilityReference = try scanner.integer()
        case "tick_group_index_reference": groupReference = try scanner.integer()
        case "volatility_accumulator": volatility = try scanner.integer()
        default: try scanner.skip()
        }
    }
}

extension TransferFee {
    /// A `transfer_fee_…` column; null: the mint knows no such fee.
    static func column(_ scanner: inout VectorScanner) throws(VectorFault) -> TransferFee {
        if try scanner.takeNull() { return .none }
        var share: UInt16 = 0
        var most: UInt64 = 0
        try scanner.object { (key, scanner) throws(VectorFault) in
            switch key {
            case "bps": share = try scanner.integer()
            case "max_fee": most = try scanner.integer()
            default: try scanner.skip()
            }
        }
        guard let fee = TransferFee(share: share, most: most) else { throw .notANumber }
        return fee
    }

    /// As both schedules of a mint.
    var always: TransferFees { TransferFees(older: self, newer: self, newerEpoch: 0) }
}
