import Numbers

/// Rows of Raydium CPMM's swap. Those of engine `svm` ran on a binary from before creator fees,
/// which aborts where the newer program says that a vault is insufficient; where it rounded
/// otherwise, the row says so apart and expects the newer answer.
struct CPMMVectors: VectorRunner {
    private static let integers: Set<String> = [
        "vault_0", "vault_1", "protocol_fees_token_0", "protocol_fees_token_1",
        "fund_fees_token_0", "fund_fees_token_1", "creator_fees_token_0", "creator_fees_token_1",
        "trade_fee_rate", "protocol_fee_rate", "fund_fee_rate", "creator_fee_rate",
        "creator_fee_on", "amount", "amount_in", "amount_out", "trade_fee", "protocol_fee",
        "fund_fee", "creator_fee",
    ]

    func mismatch(_ row: UnsafeRawBufferPointer) throws(VectorFault) -> ColumnMismatch? {
        let row = try unsafe FlatRow(
            row, integers: CPMMVectors.integers,
            flags: ["enable_creator_fee", "zero_for_one", "base_in", "ok"],
            texts: ["engine", "name"])
        let isExpected = try row.flag("ok")
        let state = try CPMMVectors.state(row)
        let direction: SwapDirection = try row.flag("zero_for_one") ? .aToB : .bToA
        let order = try row.order()
        let found = Result { () throws(CPMMError) in
            try state.quote(direction, order, unixTime: 0)
        }
        switch found {
        case .success(let result):
            guard isExpected else {
                return ColumnMismatch("ok", expected: try row.text("name"), found: "succeeds")
            }
            return try CPMMVectors.mismatch(result, row)
        case .failure(let error):
            if isExpected {
                return ColumnMismatch("ok", expected: "succeeds", found: "\(error)")
            }
            var columns = ColumnComparison()
            columns.compare("name", try row.text("name"), try CPMMVectors.name(of: error, row))
            return columns.first
        }
    }

    /// What the row's binary calls an error.
    private static func name(
        of error: CPMMError, _ row: FlatRow
    ) throws(VectorFault) -> String {
        if case .insufficientVault = error, try row.text("engine") == "svm" {
            return "\(CPMMError.aborted.name)"
        }
        return "\(error.name)"
    }

    private static func state(_ row: FlatRow) throws(VectorFault) -> CPMMState {
        guard let side = CPMMCreatorSide(number: try row.integer("creator_fee_on")) else {
            throw .unsupported("the creator's side is none")
        }
        let isCreatorPaid = try row.flag("enable_creator_fee")
        let owed0 = [
            try row.integer("protocol_fees_token_0"), try row.integer("fund_fees_token_0"),
            try row.integer("creator_fees_token_0"),
        ]
        let owed1 = [
            try row.integer("protocol_fees_token_1"), try row.integer("fund_fees_token_1"),
            try row.integer("creator_fees_token_1"),
        ]
        return CPMMState(
            vault0: try row.integer("vault_0"), vault1: try row.integer("vault_1"),
            owed0: try sum(owed0), owed1: try sum(owed1),
            fees: CPMMFees(
                trade: try rate(try row.integer("trade_fee_rate")),
                protocolShare: try rate(try row.integer("protocol_fee_rate")),
                fundShare: try rate(try row.integer("fund_fee_rate")),
                creator: try rate(isCreatorPaid ? try row.integer("creator_fee_rate") : 0),
                creatorSide: side))
    }

    private static func rate(_ number: UInt64) throws(VectorFault) -> HundredthsOfBasisPoint {
        guard let rate = UInt32(exactly: number) else { throw .notANumber }
        return HundredthsOfBasisPoint(rate)
    }

    private static func sum(_ parts: [UInt64]) throws(VectorFault) -> UInt64 {
        var sum: UInt64 = 0
        for part in parts {
            let (next, overflow) = sum.addingReportingOverflow(part)
            if overflow { throw .unsupported("the fees owed exceed 64 bits") }
            sum = next
        }
        return sum
    }

    private static func mismatch(
        _ result: CPMMResult, _ row: FlatRow
    ) throws(VectorFault) -> ColumnMismatch? {
        var columns = ColumnComparison()
        columns.compare("amount_in", try row.integer("amount_in"), result.amountIn.count)
        columns.compare("amount_out", try row.integer("amount_out"), result.amountOut.count)
        columns.compare("trade_fee", try row.integer("trade_fee"), result.tradeFee.count)
        columns.compare("protocol_fee", try row.integer("protocol_fee"), result.protocolFee.count)
        columns.compare("fund_fee", try row.integer("fund_fee"), result.fundFee.count)
        let creator = result.creatorFeeIn.count &+ result.creatorFeeOut.count
        columns.compare("creator_fee", try row.integer("creator_fee"), creator)
        return columns.first
    }
}
