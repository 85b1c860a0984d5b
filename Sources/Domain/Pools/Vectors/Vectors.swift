import Numbers

/// Runs files of pricing vectors, one JSON object a line, through the pools. The columns are those
/// of `vectors/INDEX.md`; each expected column is compared.
public enum Vectors {
    /// Runs all rows of a file.
    ///
    /// A row with `tick` first asks for the √price of a tick, a row with `sqrt_price` and `tick`
    /// alone for the tick of a √price, any other row for a Whirlpool swap.
    public static func run(_ file: UnsafeRawBufferPointer) -> VectorReport {
        var report = VectorReport()
        var state = WhirlpoolState()
        var line = 0
        var start = 0
        while start < file.count {
            var end = start
            while end < file.count, unsafe file[end] != 0x0A { end += 1 }
            line += 1
            let row = unsafe UnsafeRawBufferPointer(rebasing: file[start..<end])
            if unsafe !isBlank(row) { unsafe report.add(check(row, line: line, with: &state)) }
            start = end + 1
        }
        return report
    }

    private static func isBlank(_ row: UnsafeRawBufferPointer) -> Bool {
        unsafe row.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
    }

    private static func check(
        _ row: UnsafeRawBufferPointer, line: Int, with state: inout WhirlpoolState
    ) -> VectorMismatch? {
        let found: ColumnMismatch?
        do throws(VectorFault) {
            found = try unsafe differing(row, with: &state)
        } catch {
            found = ColumnMismatch("row", expected: "one that can be run", found: error.reason)
        }
        return found.map {
            VectorMismatch(
                line: line, column: $0.column, expected: $0.expected, found: $0.found)
        }
    }

    /// The first column of a row that differs.
    private static func differing(
        _ row: UnsafeRawBufferPointer, with state: inout WhirlpoolState
    ) throws(VectorFault) -> ColumnMismatch? {
        if let pair = try unsafe TickVector(row) { return pair.mismatch() }
        return try unsafe SwapVector(row).mismatch(with: &state)
    }
}

/// One column that isn't as expected.
struct ColumnMismatch {
    var column: String
    var expected: String
    var found: String

    init(_ column: String, expected: String, found: String) {
        self.column = column
        self.expected = expected
        self.found = found
    }
}

/// Compares column after column and keeps the first that differs.
struct ColumnComparison {
    var first: ColumnMismatch?

    mutating func compare<Value: Equatable>(_ column: String, _ expected: Value, _ found: Value) {
        guard first == nil, expected != found else { return }
        first = ColumnMismatch(column, expected: "\(expected)", found: "\(found)")
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
