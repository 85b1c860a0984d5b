import Codecs
import Numbers
import Solana

/// A row of one account of the Whirlpool program: its bytes, and what they say.
struct WhirlpoolAccountVector {
    private var kind = ""
    private var data: [UInt8] = []
    /// The columns of `decoded`, as text.
    private var columns: [String: String] = [:]
    /// Slot, net, gross and both fee growths of each initialised tick.
    private var ticks: [[String]] = []

    /// Nil when the row has no `data` and `decoded`.
    init?(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        var found: Set<String> = []
        try scanner.object { (key, scanner) throws(VectorFault) in
            found.insert(key)
            switch key {
            case "kind": kind = try scanner.text()
            case "data": data = try WhirlpoolAccountVector.base64(try scanner.text())
            case "decoded": try takeDecoded(from: &scanner)
            default: try scanner.skip()
            }
        }
        try scanner.finish()
        guard found.isSuperset(of: ["kind", "data", "decoded"]) else { return nil }
    }

    private mutating func takeDecoded(from scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.object { (key, scanner) throws(VectorFault) in
            guard key == "ticks" else {
                columns[key] = try scanner.plain()
                return
            }
            try scanner.array { (scanner) throws(VectorFault) in
                var tick: [String] = []
                try scanner.array { (scanner) throws(VectorFault) in
                    tick.append(try scanner.plain())
                }
                ticks.append(tick)
            }
        }
    }

    private static func base64(_ text: String) throws(VectorFault) -> [UInt8] {
        let source = Array(text.utf8)
        var room = [UInt8](repeating: 0, count: source.count)
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe source.withUnsafeBytes { source in
                unsafe try? Base64.decode(source, into: room)
            }
        }
        guard let count else { throw .missing("data") }
        return Array(room.prefix(count))
    }

    /// The first column that differs.
    func mismatch() throws(VectorFault) -> ColumnMismatch? {
        let decoded = unsafe data.withUnsafeBytes { bytes in
            Result { () throws(AccountError) in
                unsafe try facts(of: AccountBytes(bytes))
            }
        }
        switch decoded {
        case .success(let facts): return compare(facts)
        case .failure(let error):
            return ColumnMismatch("data", expected: kind, found: "refused: \(error)")
        }
    }

    private func compare(_ facts: Facts) -> ColumnMismatch? {
        var comparison = ColumnComparison()
        for (name, value) in facts.columns {
            comparison.compare(name, columns[name] ?? "absent", value)
        }
        comparison.compare("ticks", ticks, facts.ticks)
        comparison.compare("decoded", Set(columns.keys), Set(facts.columns.keys))
        return comparison.first
    }

    /// What our own decoding says, in the columns of a row.
    private struct Facts {
        var columns: [String: String]
        var ticks: [[String]] = []
    }

    private func facts(of bytes: AccountBytes) throws(AccountError) -> Facts {
        let owner = WhirlpoolLayout.program
        switch kind {
        case "whirlpool": return Self.facts(try WhirlpoolAccount(bytes, owner: owner))
        case "oracle": return Self.facts(try WhirlpoolOracle(bytes, owner: owner))
        case "fixed_tick_array", "dynamic_tick_array":
            let array = try WhirlpoolTickArray(bytes, owner: owner)
            guard array.isDynamic == (kind == "dynamic_tick_array") else {
                throw .wrongDiscriminator
            }
            return Self.facts(array)
        default: throw .wrongDiscriminator
        }
    }

    private static func facts(_ pool: WhirlpoolAccount) -> Facts {
        Facts(columns: [
            "whirlpools_config": "\(pool.config)", "bump": "\(pool.bump)",
            "tick_spacing": "\(pool.tickSpacing)", "fee_tier_index": "\(pool.feeTierIndex)",
            "fee_rate": "\(pool.feeRate.count)",
            "protocol_fee_rate": "\(pool.protocolShare.count)", "liquidity": "\(pool.liquidity)",
            "sqrt_price": "\(pool.sqrtPrice.bits)", "tick_current": "\(pool.tick.count)",
            "protocol_fee_owed_a": "\(pool.protocolOwedA)",
            "protocol_fee_owed_b": "\(pool.protocolOwedB)",
            "fee_growth_global_a": "\(pool.feeGrowthA)",
            "fee_growth_global_b": "\(pool.feeGrowthB)",
            "reward_last_updated": "\(pool.rewardLastUpdated)", "token_mint_a": "\(pool.mintA)",
            "token_vault_a": "\(pool.vaultA)", "token_mint_b": "\(pool.mintB)",
            "token_vault_b": "\(pool.vaultB)",
        ])
    }

    private static func facts(_ oracle: WhirlpoolOracle) -> Facts {
        let constants = oracle.constants
        let variables = oracle.variables
        return Facts(columns: [
            "whirlpool": "\(oracle.whirlpool)",
            "trade_enable_timestamp": "\(oracle.tradeEnabled)",
            "filter_period": "\(constants.filterPeriod)",
            "decay_period": "\(constants.decayPeriod)",
            "reduction_factor": "\(constants.reductionFactor)",
            "adaptive_fee_control_factor": "\(constants.controlFactor)",
            "max_volatility_accumulator": "\(constants.volatilityMax)",
            "tick_group_size": "\(constants.groupSize)",
            "major_swap_threshold_ticks": "\(constants.majorSwapTicks)",
            "last_reference_update_timestamp": "\(variables.lastReferenceUpdate)",
            "last_major_swap_timestamp": "\(variables.lastMajorSwap)",
            "volatility_reference": "\(variables.volatilityReference)",
            "tick_group_index_reference": "\(variables.groupReference)",
            "volatility_accumulator": "\(variables.volatility)",
        ])
    }

    private static func facts(_ array: WhirlpoolTickArray) -> Facts {
        let slots = (0..<WhirlpoolState.slotsPerArray).filter { array.isInitialised(slot: $0) }
        return Facts(
            columns: [
                "start_tick_index": "\(array.start.count)", "whirlpool": "\(array.whirlpool)",
            ],
            ticks: slots.map { slot in
                [
                    "\(slot)", "\(array.net(slot: slot))", "\(array.gross(slot: slot))",
                    "\(array.feeGrowthA(slot: slot))", "\(array.feeGrowthB(slot: slot))",
                ]
            })
    }
}
