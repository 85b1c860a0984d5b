import Numbers

/// The `expected` columns of a Raydium CLMM swap: what the program did, or why it failed.
struct ExpectedCLMM {
    var ok = false
    var amountIn: UInt64 = 0
    var amountOut: UInt64 = 0
    var lpFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var fundFee: UInt64 = 0
    var price: UInt128 = 0
    var tick: Int32 = 0
    var liquidity: UInt128 = 0
    var feeGrowth: UInt128 = 0
    var crossed: [Int32] = []
    /// 0 and empty when the program aborted without a code of its own.
    var code: UInt16 = 0
    var name = ""
    /// Whether all columns of its kind were there.
    var isComplete = false

    init() {}

    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        var taken: Set<String> = []
        try scanner.object { (key, scanner) throws(VectorFault) in
            taken.insert(key)
            try take(key, from: &scanner)
        }
        let columns =
            ok
            ? [
                "amount_in", "amount_out", "lp_fee", "protocol_fee", "fund_fee", "sqrt_price",
                "tick_current", "liquidity", "fee_growth_global_in", "crossed",
            ] : ["code", "name"]
        isComplete = taken.contains("ok") && taken.isSuperset(of: columns)
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "ok": ok = try scanner.bool()
        case "amount_in": amountIn = try scanner.integer()
        case "amount_out": amountOut = try scanner.integer()
        case "lp_fee": lpFee = try scanner.integer()
        case "protocol_fee": protocolFee = try scanner.integer()
        case "fund_fee": fundFee = try scanner.integer()
        case "sqrt_price": price = try scanner.integer()
        case "tick_current": tick = try scanner.integer()
        case "liquidity": liquidity = try scanner.integer()
        case "fee_growth_global_in": feeGrowth = try scanner.integer()
        case "crossed":
            try scanner.array { (scanner) throws(VectorFault) in
                crossed.append(try scanner.integer())
            }
        case "code": if try !scanner.takeNull() { code = try scanner.integer() }
        case "name": if try !scanner.takeNull() { name = try scanner.text() }
        default: try scanner.skip()
        }
    }

    /// The first column in which a success differs.
    func mismatch(_ result: CLMMResult, _ record: CLMMRecord) -> ColumnMismatch? {
        guard ok else {
            return ColumnMismatch("ok", expected: "\(code) \(name)", found: "succeeds")
        }
        var columns = ColumnComparison()
        columns.compare("amount_in", amountIn, result.amountIn.count)
        columns.compare("amount_out", amountOut, result.amountOut.count)
        columns.compare("lp_fee", lpFee, result.lpFee)
        columns.compare("protocol_fee", protocolFee, result.protocolFee)
        columns.compare("fund_fee", fundFee, result.fundFee)
        columns.compare("sqrt_price", price, result.sqrtPrice.bits)
        columns.compare("tick_current", tick, result.tick.count)
        columns.compare("liquidity", liquidity, result.liquidity)
        columns.compare("fee_growth_global_in", feeGrowth, record.growth.growth)
        columns.compare("crossed", crossed, record.crossed)
        columns.compare("crossed", crossed.count, Int(result.crossed))
        return columns.first
    }

    /// The first column in which a failure differs; an abort has neither code nor name.
    func mismatch(_ error: CLMMError) -> ColumnMismatch? {
        if ok {
            return ColumnMismatch("ok", expected: "succeeds", found: "\(error)")
        }
        var columns = ColumnComparison()
        columns.compare("code", code, error.code)
        if code != 0 { columns.compare("name", name, "\(error.name)") }
        return columns.first
    }
}
