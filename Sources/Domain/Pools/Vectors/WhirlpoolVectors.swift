import Numbers

/// Rows of the Whirlpool program: one with `tick` first asks for the √price of a tick, one with
/// `sqrt_price` and `tick` alone for the tick of a √price, one with `decoded` for what an account
/// says, any other for a swap.
final class WhirlpoolVectors: VectorRunner {
    private var state = WhirlpoolState()

    func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch? {
        if let pair = try unsafe TickVector(row) { return pair.mismatch() }
        if let account = try unsafe WhirlpoolAccountVector(row) { return try account.mismatch() }
        return try unsafe SwapVector(row).mismatch(with: &state)
    }
}

/// A row of a tick and a √price, in the order of question and answer.
struct TickVector {
    var tick: Int32 = 0
    var price: UInt128 = 0
    var asksForPrice = false

    /// Nil when the row has other columns.
    init?(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        var columns: [String] = []
        var tick: Int32?
        var price: UInt128?
        try scanner.object { (key, scanner) throws(VectorFault) in
            columns.append(key)
            switch key {
            case "tick": tick = try scanner.integer()
            case "sqrt_price": price = try scanner.integer()
            default: try scanner.skip()
            }
        }
        try scanner.finish()
        guard let tick, let price, columns.count == 2 else { return nil }
        self.tick = tick
        self.price = price
        asksForPrice = columns.first == "tick"
    }

    func mismatch() -> ColumnMismatch? {
        var columns = ColumnComparison()
        if asksForPrice {
            guard abs(Int64(tick)) <= Int64(TickMath.tickMax.count) else {
                return ColumnMismatch("tick", expected: "\(tick)", found: "out of range")
            }
            columns.compare("sqrt_price", price, TickMath.sqrtPrice(at: TickIndex(tick)).bits)
            return columns.first
        }
        let asked = SqrtPrice(bits: price)
        guard asked >= TickMath.sqrtPriceMin, asked <= TickMath.sqrtPriceMax else {
            return ColumnMismatch("sqrt_price", expected: "\(price)", found: "out of range")
        }
        columns.compare("tick", tick, TickMath.tick(at: asked).count)
        return columns.first
    }
}
