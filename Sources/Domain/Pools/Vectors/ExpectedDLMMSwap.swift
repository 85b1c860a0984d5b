import Numbers

/// The `expected` columns of a DLMM swap: what the program did, or the error it failed with.
struct ExpectedDLMMSwap {
    private var ok = false
    private var numbers: [String: Int128] = [:]
    private var feeIsOnInput = false
    /// Bin id, then as many of its columns as the row has.
    private var bins: [(id: Int32, columns: [UInt64])] = []
    private var code: UInt16?
    private var name = ""
    /// Whether all columns of its kind were there.
    private(set) var isComplete = false

    private static let numberColumns: Set<String> = [
        "amount_in", "amount_out", "mm_fee", "protocol_fee", "limit_order_fee", "active_id",
        "volatility_accumulator", "volatility_reference", "index_reference",
        "last_update_timestamp", "fee_bps",
    ]

    init() {}

    init(_ scanner: inout VectorScanner) throws(VectorFault) {
        let taken = try scanner.keys { (key, scanner) throws(VectorFault) in
            try take(key, from: &scanner)
        }
        let columns =
            ok
            ? ExpectedDLMMSwap.numberColumns.union(["fees_on_input", "bins_after"])
            : ["code", "name"]
        isComplete = taken.contains("ok") && taken.isSuperset(of: columns)
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "ok": ok = try scanner.bool()
        case "fees_on_input": feeIsOnInput = try scanner.bool()
        case "code": if try !scanner.takeNull() { code = try scanner.integer() }
        case "name": if try !scanner.takeNull() { name = try scanner.text() }
        case "bins_after":
            try scanner.array { (scanner) throws(VectorFault) in
                bins.append(try ExpectedDLMMSwap.bin(&scanner))
            }
        case let column where ExpectedDLMMSwap.numberColumns.contains(column):
            numbers[column] = try scanner.integer()
        default: try scanner.skip()
        }
    }

    private static func bin(
        _ scanner: inout VectorScanner
    ) throws(VectorFault) -> (id: Int32, columns: [UInt64]) {
        var id: Int32?
        var columns: [UInt64] = []
        try scanner.array { (scanner) throws(VectorFault) in
            if id == nil {
                id = try scanner.integer()
            } else {
                columns.append(try scanner.integer())
            }
        }
        guard let id, columns.count == 2 || columns.count == 4 else {
            throw .missing("bins_after")
        }
        return (id, columns)
    }

    /// The first column in which a success differs.
    func mismatch(_ result: DLMMSwapResult, _ changed: [Int32: DLMMBin]) -> ColumnMismatch? {
        guard ok else {
            return ColumnMismatch("ok", expected: "\(code ?? 0) \(name)", found: "succeeds")
        }
        var columns = ColumnComparison()
        let found: [(String, Int128)] = [
            ("amount_in", Int128(result.amountIn.count)),
            ("amount_out", Int128(result.amountOut.count)),
            ("mm_fee", Int128(result.makingFee)),
            ("protocol_fee", Int128(result.protocolFee)),
            ("limit_order_fee", Int128(result.orderFee)),
            ("active_id", Int128(result.activeBin)),
            ("volatility_accumulator", Int128(result.volatility.accumulator)),
            ("volatility_reference", Int128(result.volatility.reference)),
            ("index_reference", Int128(result.volatility.indexReference)),
            ("last_update_timestamp", Int128(result.volatility.lastUpdate)),
            ("fee_bps", Int128(result.feeRate)),
        ]
        for (column, value) in found { columns.compare(column, numbers[column] ?? -1, value) }
        columns.compare("fees_on_input", feeIsOnInput, result.feeIsOnInput)
        columns.compare("bins_after", bins.map(\.id).sorted(), changed.keys.sorted())
        for (id, wanted) in bins {
            guard let bin = changed[id] else { continue }
            let all = [bin.amountX, bin.amountY, bin.openOrders, bin.processedOrders]
            columns.compare("bins_after", wanted, Array(all.prefix(wanted.count)))
        }
        return columns.first
    }

    /// The first column in which a failure differs.
    func mismatch(_ error: DLMMError) -> ColumnMismatch? {
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
