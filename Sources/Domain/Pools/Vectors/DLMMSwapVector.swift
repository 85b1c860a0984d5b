import Numbers

/// A row of a DLMM swap: the pair before it, the arrays passed, the order, and what the program
/// did.
struct DLMMSwapVector {
    struct Array {
        var index: Int32 = 0
        var bins: [(id: Int32, bin: DLMMBin)] = []
    }

    var pair = DLMMPair()
    var bitmap: [Int32] = []
    var hasExtension = false
    var arrays: [Array] = []
    var isDown = false
    var isExactIn = false
    var amount: UInt64 = 0
    var timestamp: Int64 = 0
    var expected = ExpectedDLMMSwap()

    private static let columns = [
        "pair", "bitmap_arrays", "extension", "bin_arrays", "swap_for_y", "exact_in", "amount",
        "timestamp", "expected",
    ]

    init(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        let found = try scanner.keys { (key, scanner) throws(VectorFault) in
            try take(key, from: &scanner)
        }
        try scanner.finish()
        guard found.isSuperset(of: DLMMSwapVector.columns) && expected.isComplete else {
            throw .unsupported("not a DLMM swap: a column of one is missing")
        }
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "pair": pair = try DLMMPair(&scanner)
        case "bitmap_arrays":
            try scanner.array { (scanner) throws(VectorFault) in
                bitmap.append(try scanner.integer())
            }
        case "extension": hasExtension = try scanner.bool()
        case "bin_arrays": try takeArrays(from: &scanner)
        case "swap_for_y": isDown = try scanner.bool()
        case "exact_in": isExactIn = try scanner.bool()
        case "amount": amount = try scanner.integer()
        case "timestamp": timestamp = try scanner.integer()
        case "expected": expected = try ExpectedDLMMSwap(&scanner)
        default: try scanner.skip()
        }
    }

    private mutating func takeArrays(from scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.array { (scanner) throws(VectorFault) in
            var array = Array()
            try scanner.object { (key, scanner) throws(VectorFault) in
                switch key {
                case "index": array.index = try scanner.integer()
                case "bins":
                    try scanner.array { (scanner) throws(VectorFault) in
                        array.bins.append(try DLMMSwapVector.bin(&scanner))
                    }
                default: try scanner.skip()
                }
            }
            arrays.append(array)
        }
    }

    /// A bin, as yet without its price.
    private static func bin(
        _ scanner: inout VectorScanner
    ) throws(VectorFault) -> (id: Int32, bin: DLMMBin) {
        var id: Int32 = 0
        var bin = DLMMBin()
        var column = 0
        try scanner.array { (scanner) throws(VectorFault) in
            switch column {
            case 0: id = try scanner.integer()
            case 1: bin.amountX = try scanner.integer()
            case 2: bin.amountY = try scanner.integer()
            case 3: bin.openOrders = try scanner.integer()
            case 4: bin.processedOrders = try scanner.integer()
            case 6: bin.ordersAreAsks = try scanner.integer() as UInt8 != 0
            default: try scanner.skip()
            }
            column += 1
        }
        guard column >= 3 else { throw .missing("amount_y") }
        return (id, bin)
    }
}

extension DLMMPair {
    /// The `pair` column.
    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        self.init()
        lowestBin = DLMMState.lowestArray * 70
        highestBin = DLMMState.highestArray * 70 + 69
        var function: UInt8 = 0
        var hasReward = false
        try scanner.object { (key, scanner) throws(VectorFault) in
            switch key {
            case "function_type": function = try scanner.integer()
            case "has_reward":
                try scanner.array { (scanner) throws(VectorFault) in
                    if try scanner.bool() { hasReward = true }
                }
            default: try take(key, from: &scanner)
            }
        }
        supportsOrders = DLMMPair.supportsOrders(function: function, hasReward: hasReward)
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "base_factor": baseFactor = try scanner.integer()
        case "filter_period": filterPeriod = try scanner.integer()
        case "decay_period": decayPeriod = try scanner.integer()
        case "reduction_factor": reductionFactor = try scanner.integer()
        case "variable_fee_control": variableFeeControl = try scanner.integer()
        case "max_volatility_accumulator": accumulatorMax = try scanner.integer()
        case "protocol_share": protocolShare = try scanner.integer()
        case "base_fee_power_factor": baseFeePower = try scanner.integer()
        case "collect_fee_mode": takesFeeInY = try scanner.integer() as UInt8 == 1
        case "volatility_accumulator": volatility.accumulator = try scanner.integer()
        case "volatility_reference": volatility.reference = try scanner.integer()
        case "index_reference": volatility.indexReference = try scanner.integer()
        case "last_update_timestamp": volatility.lastUpdate = try scanner.integer()
        case "active_id": activeBin = try scanner.integer()
        case "bin_step": binStep = try scanner.integer()
        default: try scanner.skip()
        }
    }
}
