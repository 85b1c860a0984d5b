import Numbers

/// The `expected` columns that swaps of every kind with ticks have: what the program did, or the
/// error it failed with.
struct SwapColumns {
    var ok = false
    var amountIn: UInt64 = 0
    var amountOut: UInt64 = 0
    var lpFee: UInt64 = 0
    var protocolFee: UInt64 = 0
    var price: UInt128 = 0
    var tick: Int32 = 0
    var liquidity: UInt128 = 0
    var feeGrowth: UInt128 = 0
    var crossed: [Int32] = []
    /// 0 and empty when the program aborted without a code of its own.
    var code: UInt16 = 0
    var name = ""

    static let ofSuccess = [
        "amount_in", "amount_out", "lp_fee", "protocol_fee", "sqrt_price", "tick_current",
        "liquidity", "fee_growth_global_in", "crossed",
    ]
    static let ofFailure = ["code", "name"]

    /// Takes the value of one of them; false, and nothing is read, for another column.
    mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) -> Bool {
        switch key {
        case "ok": ok = try scanner.bool()
        case "amount_in": amountIn = try scanner.integer()
        case "amount_out": amountOut = try scanner.integer()
        case "lp_fee": lpFee = try scanner.integer()
        case "protocol_fee": protocolFee = try scanner.integer()
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
        default: return false
        }
        return true
    }

    /// That a swap succeeded where it should not have.
    var unexpectedSuccess: ColumnMismatch? {
        ok ? nil : ColumnMismatch("ok", expected: "\(code) \(name)", found: "succeeds")
    }

    /// The first column in which a failure differs; an abort has neither code nor name.
    func mismatch(_ refusal: PoolRefusal) -> ColumnMismatch? {
        if ok { return ColumnMismatch("ok", expected: "succeeds", found: "\(refusal)") }
        var columns = ColumnComparison()
        columns.compare("code", code, refusal.code)
        if code != 0 { columns.compare("name", name, "\(refusal.name)") }
        return columns.first
    }
}

/// Reads a column of ticks: [[index, net, …], …].
func vectorTicks(
    _ scanner: inout VectorScanner
) throws(VectorFault) -> [(index: Int32, net: Int128)] {
    var ticks: [(index: Int32, net: Int128)] = []
    try scanner.array { (scanner) throws(VectorFault) in
        var tick: (index: Int32, net: Int128) = (0, 0)
        var place = 0
        try scanner.array { (scanner) throws(VectorFault) in
            switch place {
            case 0: tick.index = try scanner.integer()
            case 1: tick.net = try scanner.integer()
            default: try scanner.skip()
            }
            place += 1
        }
        guard place >= 2 else { throw .missing("liquidity_net") }
        ticks.append(tick)
    }
    return ticks
}
