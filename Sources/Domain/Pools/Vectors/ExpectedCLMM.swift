import Numbers

/// The `expected` columns of a Raydium CLMM swap: what the program did, or why it failed.
struct ExpectedCLMM {
    var columns = SwapColumns()
    var fundFee: UInt64 = 0
    /// Whether all columns of its kind were there.
    var isComplete = false

    init() {}

    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        var taken: Set<String> = []
        try scanner.object { (key, scanner) throws(VectorFault) in
            taken.insert(key)
            if key == "fund_fee" {
                fundFee = try scanner.integer()
            } else if try !columns.take(key, from: &scanner) {
                try scanner.skip()
            }
        }
        let wanted =
            columns.ok ? SwapColumns.ofSuccess + ["fund_fee"] : SwapColumns.ofFailure
        isComplete = taken.contains("ok") && taken.isSuperset(of: wanted)
    }

    /// The first column in which a success differs.
    func mismatch(_ result: CLMMResult, _ record: CLMMRecord) -> ColumnMismatch? {
        if let mismatch = columns.unexpectedSuccess { return mismatch }
        var found = ColumnComparison()
        found.compare("amount_in", columns.amountIn, result.amountIn.count)
        found.compare("amount_out", columns.amountOut, result.amountOut.count)
        found.compare("lp_fee", columns.lpFee, result.lpFee)
        found.compare("protocol_fee", columns.protocolFee, result.protocolFee)
        found.compare("fund_fee", fundFee, result.fundFee)
        found.compare("sqrt_price", columns.price, result.sqrtPrice.bits)
        found.compare("tick_current", columns.tick, result.tick.count)
        found.compare("liquidity", columns.liquidity, result.liquidity)
        found.compare("fee_growth_global_in", columns.feeGrowth, record.growth.growth)
        found.compare("crossed", columns.crossed, record.crossed)
        found.compare("crossed", columns.crossed.count, Int(result.crossed))
        return found.first
    }
}
