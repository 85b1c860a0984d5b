import Markets
import Numbers
public import Solana

// Accounts in words, for people.

extension DAMMLayout {
    /// A pool's or a config's account: every field that a swap depends on.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        guard owner == program else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        if data.load(UInt64.self, at: 0) == config.mark {
            return try inspectConfig(data, owner: owner)
        }
        let account = try DAMMAccount(data, owner: owner)
        var fields = [
            Inspection.Field("program", "\(program)"),
            Inspection.Field("mint_a", "\(account.mintA)"),
            Inspection.Field("mint_b", "\(account.mintB)"),
            Inspection.Field("vault_a", "\(account.vaultA)"),
            Inspection.Field("vault_b", "\(account.vaultB)"),
            Inspection.Field("token_program_a", tokenProgram(account.isToken2022A)),
            Inspection.Field("token_program_b", tokenProgram(account.isToken2022B)),
            Inspection.Field("whitelisted_vault", "\(data.key(at: 296))"),
            Inspection.Field("creator", "\(data.key(at: 648))"),
            Inspection.Field("sqrt_price_q64", "\(account.sqrtPrice.bits)"),
            Inspection.Field("sqrt_price_min_q64", "\(account.range.low128)"),
            Inspection.Field("sqrt_price_max_q64", "\(account.range.high128)"),
            Inspection.Field("sqrt_price_first_q64", "\(account.termsWords.low128)"),
            Inspection.Field("liquidity_q64", "\(account.liquidity)"),
            Inspection.Field("held_a_atoms", "\(account.reserves.w0)"),
            Inspection.Field("held_b_atoms", "\(account.reserves.w1)"),
            Inspection.Field("protocol_fee_a_atoms", "\(data.load(UInt64.self, at: 392))"),
            Inspection.Field("protocol_fee_b_atoms", "\(data.load(UInt64.self, at: 400))"),
        ]
        fields += describe(account.terms)
        fields.append(
            Inspection.Field("referrer_percent", "\(data.load(UInt8.self, at: 50))"))
        fields += describe(account.baseFee)
        var volatility = DAMMVolatility(parameters: account.dynamicFee)
        volatility.binStepShare = account.bins.low128
        volatility.priceReference = account.bins.high128
        volatility.accumulator = account.volatility.low128
        volatility.reference = account.volatility.high128
        fields += describe(volatility)
        return Inspection(kind: "Pool", fields: fields)
    }

    /// Configs only serve to make pools: a swap reads none.
    private static func inspectConfig(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        try config.check(data, isOwned: owner == program)
        let words = Event.Words(
            data.load(UInt64.self, at: 72), data.load(UInt64.self, at: 80),
            data.load(UInt64.self, at: 88), data.load(UInt64.self, at: 96))
        guard let fee = DAMMBaseFee(words) else { throw .valueOutOfRange }
        var fields = [
            Inspection.Field("program", "\(program)"),
            Inspection.Field("vault_config", "\(data.key(at: 8))"),
            Inspection.Field("pool_creator_authority", "\(data.key(at: 40))"),
        ]
        fields += describe(fee)
        fields += [
            Inspection.Field("dynamic_fee", data.load(UInt8.self, at: 104) == 0 ? "no" : "yes"),
            Inspection.Field("protocol_percent", "\(data.load(UInt8.self, at: 152))"),
            Inspection.Field("referrer_percent", "\(data.load(UInt8.self, at: 154))"),
            Inspection.Field("compounding_bps", "\(data.load(UInt16.self, at: 158))"),
            Inspection.Field(
                "activation_unit", data.load(UInt8.self, at: 200) == 0 ? "slot" : "second"),
            Inspection.Field("fee_mode_number", "\(data.load(UInt8.self, at: 201))"),
            Inspection.Field(
                "config_type", data.load(UInt8.self, at: 202) == 0 ? "static" : "dynamic"),
            Inspection.Field("index", "\(data.load(UInt64.self, at: 208))"),
            Inspection.Field("sqrt_price_min_q64", "\(data.load(UInt128.self, at: 216))"),
            Inspection.Field("sqrt_price_max_q64", "\(data.load(UInt128.self, at: 232))"),
        ]
        return Inspection(kind: "Config", fields: fields)
    }

    private static func tokenProgram(_ isToken2022: Bool) -> String {
        "\(isToken2022 ? TokenAccount.program2022 : TokenAccount.program)"
    }

    private static func describe(_ terms: DAMMTerms) -> [Inspection.Field] {
        let mode =
            switch terms.feeMode {
            case .output: "output token"
            case .tokenB: "token B"
            case .compounding: "token B, compounding"
            }
        return [
            Inspection.Field("swaps_enabled", terms.isEnabled ? "yes" : "no"),
            Inspection.Field("activation", "\(terms.activation)"),
            Inspection.Field("activation_unit", terms.activatesAtSlot ? "slot" : "second"),
            Inspection.Field("fee_taken_in", mode),
            Inspection.Field("fee_max_1e-9", "\(terms.feeMax)"),
            Inspection.Field("protocol_percent", "\(terms.protocolPercent)"),
            Inspection.Field("compounding_bps", "\(terms.compounding)"),
            Inspection.Field("layout_version", terms.keepsReserves ? "1" : "0"),
        ]
    }

    private static func describe(_ fee: DAMMBaseFee) -> [Inspection.Field] {
        switch fee {
        case .time(let schedule):
            return describe(schedule.decay, by: "time") + [
                Inspection.Field("base_fee_period_length", "\(schedule.frequency)")
            ]
        case .price(let schedule):
            return describe(schedule.decay, by: "price") + [
                Inspection.Field("base_fee_period_step_bps", "\(schedule.step)"),
                Inspection.Field("base_fee_duration", "\(schedule.duration)"),
            ]
        case .limiter(let limiter):
            return [
                Inspection.Field("base_fee", "rate limiter"),
                Inspection.Field("base_fee_cliff_1e-9", "\(limiter.cliff)"),
                Inspection.Field("base_fee_increment_bps", "\(limiter.increment.count)"),
                Inspection.Field("base_fee_highest_bps", "\(limiter.highest.count)"),
                Inspection.Field("base_fee_reference_b_atoms", "\(limiter.reference)"),
                Inspection.Field("base_fee_duration", "\(limiter.duration)"),
            ]
        }
    }

    private static func describe(_ decay: DAMMDecay, by cause: String) -> [Inspection.Field] {
        let unit = decay.isExponential ? "bps" : "1e-9"
        return [
            Inspection.Field(
                "base_fee", "\(decay.isExponential ? "exponential" : "linear") by \(cause)"),
            Inspection.Field("base_fee_cliff_1e-9", "\(decay.cliff)"),
            Inspection.Field("base_fee_periods", "\(decay.periods)"),
            Inspection.Field("base_fee_reduction_\(unit)", "\(decay.reduction)"),
        ]
    }

    private static func describe(_ volatility: DAMMVolatility) -> [Inspection.Field] {
        guard volatility.isEnabled else { return [Inspection.Field("dynamic_fee", "no")] }
        return [
            Inspection.Field("dynamic_fee", "yes"),
            Inspection.Field("volatility_max", "\(volatility.accumulatorMax)"),
            Inspection.Field("variable_fee_control", "\(volatility.control)"),
            Inspection.Field("bin_step_bps", "\(volatility.binStep)"),
            Inspection.Field("bin_step_q64", "\(volatility.binStepShare)"),
            Inspection.Field("filter_period_seconds", "\(volatility.filterPeriod)"),
            Inspection.Field("decay_period_seconds", "\(volatility.decayPeriod)"),
            Inspection.Field("reduction_bps", "\(volatility.reductionFactor)"),
            Inspection.Field("last_update_seconds", "\(volatility.lastUpdate)"),
            Inspection.Field("sqrt_price_reference_q64", "\(volatility.priceReference)"),
            Inspection.Field("volatility_accumulator", "\(volatility.accumulator)"),
            Inspection.Field("volatility_reference", "\(volatility.reference)"),
        ]
    }
}
