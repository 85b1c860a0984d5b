/// A row of a Raydium CLMM swap: the pool before it, the arrays passed, the order, and what the
/// program did.
struct CLMMVector {
    struct Array {
        var start: Int32 = 0
        var ticks: [(index: Int32, net: Int128)] = []
    }

    var price: UInt128 = 0
    var liquidity: UInt128 = 0
    var tick: Int32 = 0
    var spacing: UInt16 = 0
    var rate: UInt32 = 0
    var protocolShare: UInt32 = 0
    var fundShare: UInt32 = 0
    var growth0: UInt128 = 0
    var growth1: UInt128 = 0
    var starts: [Int32] = []
    var hasExtension = false
    var arrays: [Array] = []
    var amount: UInt64 = 0
    var limit: UInt128 = 0
    var isExactIn = false
    var isDown = false
    var expected = ExpectedCLMM()

    private static let columns = [
        "sqrt_price", "liquidity", "tick_current", "tick_spacing", "trade_fee_rate",
        "protocol_fee_rate", "fund_fee_rate", "fee_growth_global_0", "fee_growth_global_1",
        "bitmap_starts", "extension", "tick_arrays", "amount", "sqrt_price_limit",
        "is_base_input", "zero_for_one", "expected",
    ]

    init(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        var missing = Set(CLMMVector.columns)
        try scanner.object { (key, scanner) throws(VectorFault) in
            missing.remove(key)
            try take(key, from: &scanner)
        }
        try scanner.finish()
        guard missing.isEmpty && expected.isComplete else {
            throw .unsupported("not a Raydium CLMM swap: a column of one is missing")
        }
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "sqrt_price": price = try scanner.integer()
        case "liquidity": liquidity = try scanner.integer()
        case "tick_current": tick = try scanner.integer()
        case "tick_spacing": spacing = try scanner.integer()
        case "trade_fee_rate": rate = try scanner.integer()
        case "protocol_fee_rate": protocolShare = try scanner.integer()
        case "fund_fee_rate": fundShare = try scanner.integer()
        case "fee_growth_global_0": growth0 = try scanner.integer()
        case "fee_growth_global_1": growth1 = try scanner.integer()
        case "bitmap_starts":
            try scanner.array { (scanner) throws(VectorFault) in
                starts.append(try scanner.integer())
            }
        case "extension": hasExtension = try scanner.bool()
        case "tick_arrays": try takeArrays(from: &scanner)
        case "amount": amount = try scanner.integer()
        case "sqrt_price_limit": limit = try scanner.integer()
        case "is_base_input": isExactIn = try scanner.bool()
        case "zero_for_one": isDown = try scanner.bool()
        case "expected": expected = try ExpectedCLMM(&scanner)
        default: try scanner.skip()
        }
    }

    private mutating func takeArrays(from scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.array { (scanner) throws(VectorFault) in
            var array = Array()
            try scanner.object { (key, scanner) throws(VectorFault) in
                switch key {
                case "start": array.start = try scanner.integer()
                case "ticks": array.ticks = try vectorTicks(&scanner)
                default: try scanner.skip()
                }
            }
            arrays.append(array)
        }
    }
}
