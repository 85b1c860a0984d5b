import Numbers

/// The `expected` columns of a swap: what the program did, or the error it failed with.
struct ExpectedSwap {
    var ok = false
    var amountIn: UInt64 = 0
    var amountOut: UInt64 = 0
    var fee: UInt64 = 0
    var lpFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var price: UInt128 = 0
    var tick: Int32 = 0
    var liquidity: UInt128 = 0
    var feeGrowth: UInt128 = 0
    var crossed: [Int32] = []
    /// Of rows with transfer fees: what leaves and reaches the trader, and the vaults.
    var userPaid: UInt64 = 0
    var userReceived: UInt64 = 0
    var vaultPaid: UInt64 = 0
    var vaultReceived: UInt64 = 0
    /// Of rows with an adaptive fee: the oracle's variables after the swap.
    var variables: WhirlpoolFeeVariables?
    /// Nil when the program aborted without a code of its own.
    var code: UInt16?
    var name = ""
    /// The columns that were there.
    private var taken: Set<String> = []

    init() {}

    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.object { (key, scanner) throws(VectorFault) in
            taken.insert(key)
            try take(key, from: &scanner)
        }
    }

    /// Whether all columns of a kind of row were there.
    func isComplete(for kind: SwapVector.Kind) -> Bool {
        guard taken.contains("ok") else { return false }
        guard ok else { return taken.isSuperset(of: ["code", "name"]) }
        return taken.isSuperset(of: ["lp_fee", "protocol_fee", "sqrt_price", "tick_current"])
            && taken.isSuperset(of: kind.columns)
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "ok": ok = try scanner.bool()
        case "amount_in": amountIn = try scanner.integer()
        case "amount_out": amountOut = try scanner.integer()
        case "fee": fee = try scanner.integer()
        case "lp_fee": lpFee = try scanner.integer()
        case "protocol_fee": protocolFee = try scanner.integer()
        case "sqrt_price": price = try scanner.integer()
        case "tick_current": tick = try scanner.integer()
        case "liquidity": liquidity = try scanner.integer()
        case "fee_growth_global_in": feeGrowth = try scanner.integer()
        case "user_paid": userPaid = try scanner.integer()
        case "user_received": userReceived = try scanner.integer()
        case "vault_paid": vaultPaid = try scanner.integer()
        case "vault_received": vaultReceived = try scanner.integer()
        case "variables": variables = try WhirlpoolFeeVariables(&scanner)
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
    func mismatch(
        _ result: SwapResult, _ record: SwapRecord, _ found: WhirlpoolFeeVariables
    ) -> ColumnMismatch? {
        guard ok else {
            return ColumnMismatch("ok", expected: "\(code ?? 0) \(name)", found: "succeeds")
        }
        var columns = ColumnComparison()
        columns.compare("amount_in", amountIn, result.amountIn.count)
        columns.compare("amount_out", amountOut, result.amountOut.count)
        columns.compare("fee", fee, result.fee.count)
        columns.compare("lp_fee", lpFee, result.lpFee.count)
        columns.compare("protocol_fee", protocolFee, result.protocolFee.count)
        columns.compare("sqrt_price", price, result.sqrtPrice.bits)
        columns.compare("tick_current", tick, result.tick.count)
        columns.compare("liquidity", liquidity, result.liquidity)
        columns.compare("fee_growth_global_in", feeGrowth, record.feeGrowth)
        columns.compare("crossed", crossed, record.crossed)
        columns.compare("crossed", crossed.count, Int(result.crossed))
        guard let variables else { return columns.first }
        columns.compare(
            "last_reference_update_timestamp", variables.lastReferenceUpdate,
            found.lastReferenceUpdate)
        columns.compare(
            "last_major_swap_timestamp", variables.lastMajorSwap, found.lastMajorSwap)
        columns.compare(
            "volatility_reference", variables.volatilityReference, found.volatilityReference)
        columns.compare(
            "tick_group_index_reference", variables.groupReference, found.groupReference)
        columns.compare("volatility_accumulator", variables.volatility, found.volatility)
        return columns.first
    }

    /// The first column in which a success with transfer fees differs.
    func mismatch(_ exchange: WhirlpoolExchange) -> ColumnMismatch? {
        guard ok else {
            return ColumnMismatch("ok", expected: "\(code ?? 0) \(name)", found: "succeeds")
        }
        let result = exchange.swap
        var columns = ColumnComparison()
        columns.compare("user_paid", userPaid, exchange.paid)
        columns.compare("vault_received", vaultReceived, result.amountIn.count)
        columns.compare("vault_paid", vaultPaid, result.amountOut.count)
        columns.compare("user_received", userReceived, exchange.received)
        columns.compare("lp_fee", lpFee, result.lpFee.count)
        columns.compare("protocol_fee", protocolFee, result.protocolFee.count)
        columns.compare("sqrt_price", price, result.sqrtPrice.bits)
        columns.compare("tick_current", tick, result.tick.count)
        columns.compare("liquidity", liquidity, result.liquidity)
        return columns.first
    }

    /// The first column in which a failure differs.
    func mismatch(_ error: SwapError) -> ColumnMismatch? {
        if ok {
            return ColumnMismatch(
                "ok", expected: "succeeds", found: "\(error.code) \(error.name)")
        }
        var columns = ColumnComparison()
        columns.compare("code", code ?? 0, error.code)
        columns.compare("name", name, "\(error.name)")
        return columns.first
    }
}
