import Numbers

/// Rows of Raydium AMM v4's swap without an order book.
struct AMMv4Vectors: VectorRunner {
    private static let integers: Set<String> = [
        "coin_vault", "pc_vault", "need_take_pnl_coin", "need_take_pnl_pc", "swap_fee_numerator",
        "swap_fee_denominator", "status", "amount", "amount_in", "amount_out", "fee", "code",
    ]

    func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch? {
        let row = try unsafe FlatRow(
            row, integers: AMMv4Vectors.integers, flags: ["coin_to_pc", "base_in", "ok"],
            texts: ["name"])
        let isExpected = try row.flag("ok")
        let state = try AMMv4Vectors.state(row)
        let direction: SwapDirection = try row.flag("coin_to_pc") ? .aToB : .bToA
        let order = try row.order()
        let found = Result { () throws(AMMv4Error) in
            try state.quote(direction, order, unixTime: 0)
        }
        switch found {
        case .success(let result):
            guard isExpected else {
                return ColumnMismatch("ok", expected: try row.text("name"), found: "succeeds")
            }
            return try AMMv4Vectors.mismatch(result, row)
        case .failure(let error):
            if isExpected {
                return ColumnMismatch("ok", expected: "succeeds", found: "\(error)")
            }
            var columns = ColumnComparison()
            columns.compare("name", try row.text("name"), "\(error.name)")
            columns.compare("code", row.optionalInteger("code"), error.code.map(UInt64.init))
            return columns.first
        }
    }

    private static func state(_ row: FlatRow) throws(VectorFault) -> AMMv4State {
        guard let status = AMMv4Status(number: try row.integer("status")) else {
            throw .unsupported("the status is none")
        }
        return AMMv4State(
            coinVault: try row.integer("coin_vault"), pcVault: try row.integer("pc_vault"),
            owedCoin: try row.integer("need_take_pnl_coin"),
            owedPC: try row.integer("need_take_pnl_pc"),
            feeNumerator: try row.integer("swap_fee_numerator"),
            feeDenominator: try row.integer("swap_fee_denominator"), status: status)
    }

    private static func mismatch(
        _ result: AMMv4Result, _ row: FlatRow
    ) throws(VectorFault) -> ColumnMismatch? {
        var columns = ColumnComparison()
        columns.compare("amount_in", try row.integer("amount_in"), result.amountIn.count)
        columns.compare("amount_out", try row.integer("amount_out"), result.amountOut.count)
        columns.compare("fee", try row.integer("fee"), result.fee.count)
        return columns.first
    }
}
