import Numbers
public import Solana

extension WhirlpoolLayout {
    /// An account of the program in words: a pool, a tick array of either form, or an oracle.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        guard isProgram(owner) else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        switch data.load(UInt64.self, at: 0) {
        case pool.mark: return inspection(try WhirlpoolAccount(data, owner: owner), owner)
        case tickArray.mark, dynamicArrayMark:
            return inspection(try WhirlpoolTickArray(data, owner: owner), owner)
        case oracle.mark: return inspection(try WhirlpoolOracle(data, owner: owner), owner)
        default: throw .wrongDiscriminator
        }
    }

    private static func inspection(
        _ pool: WhirlpoolAccount, _ owner: PublicKey
    ) -> Inspection {
        Inspection(
            kind: "Whirlpool",
            fields: [
                Inspection.Field("program", "\(owner)"),
                Inspection.Field("config", "\(pool.config)"),
                Inspection.Field("tick spacing (ticks)", "\(pool.tickSpacing)"),
                Inspection.Field("fee tier index", "\(pool.feeTierIndex)"),
                Inspection.Field("fee", pool.isAdaptive ? "adaptive" : "static"),
                Inspection.Field("fee rate (1e-6)", "\(pool.feeRate.count)"),
                Inspection.Field("protocol share (1e-4 of the fee)", "\(pool.protocolShare.count)"),
                Inspection.Field("liquidity", "\(pool.liquidity)"),
                Inspection.Field("sqrt price (Q64.64)", "\(pool.sqrtPrice.bits)"),
                Inspection.Field(
                    "sqrt price (B atoms per A atom)", "\(pool.sqrtPrice.value.approximation)"),
                Inspection.Field("tick", "\(pool.tick.count)"),
                Inspection.Field("mint A", "\(pool.mintA)"),
                Inspection.Field("vault A", "\(pool.vaultA)"),
                Inspection.Field("mint B", "\(pool.mintB)"),
                Inspection.Field("vault B", "\(pool.vaultB)"),
                Inspection.Field("fee growth A (Q64.64)", "\(pool.feeGrowthA)"),
                Inspection.Field("fee growth B (Q64.64)", "\(pool.feeGrowthB)"),
                Inspection.Field(
                    "rewards last updated (seconds since 1970)", "\(pool.rewardLastUpdated)"),
            ])
    }

    private static func inspection(
        _ array: WhirlpoolTickArray, _ owner: PublicKey
    ) -> Inspection {
        var fields = [
            Inspection.Field("program", "\(owner)"),
            Inspection.Field("whirlpool", "\(array.whirlpool)"),
            Inspection.Field("start (tick)", "\(array.start.count)"),
        ]
        for slot in 0..<WhirlpoolState.slotsPerArray where array.isInitialised(slot: slot) {
            fields.append(Inspection.Field("slot \(slot) net liquidity", "\(array.net(slot: slot))"))
            fields.append(
                Inspection.Field("slot \(slot) gross liquidity", "\(array.gross(slot: slot))"))
        }
        return Inspection(
            kind: array.isDynamic ? "DynamicTickArray" : "TickArray", fields: fields)
    }

    private static func inspection(
        _ oracle: WhirlpoolOracle, _ owner: PublicKey
    ) -> Inspection {
        let constants = oracle.constants
        let variables = oracle.variables
        return Inspection(
            kind: "Oracle",
            fields: [
                Inspection.Field("program", "\(owner)"),
                Inspection.Field("whirlpool", "\(oracle.whirlpool)"),
                Inspection.Field(
                    "trade enabled (seconds since 1970)", "\(oracle.tradeEnabled)"),
                Inspection.Field("filter period (seconds)", "\(constants.filterPeriod)"),
                Inspection.Field("decay period (seconds)", "\(constants.decayPeriod)"),
                Inspection.Field("reduction factor (1e-4)", "\(constants.reductionFactor)"),
                Inspection.Field("control factor (1e-5)", "\(constants.controlFactor)"),
                Inspection.Field(
                    "volatility, most (1e-4 of a group)", "\(constants.volatilityMax)"),
                Inspection.Field("group size (ticks)", "\(constants.groupSize)"),
                Inspection.Field("major swap (ticks)", "\(constants.majorSwapTicks)"),
                Inspection.Field(
                    "last reference update (seconds since 1970)",
                    "\(variables.lastReferenceUpdate)"),
                Inspection.Field(
                    "last major swap (seconds since 1970)", "\(variables.lastMajorSwap)"),
                Inspection.Field(
                    "volatility reference (1e-4 of a group)", "\(variables.volatilityReference)"),
                Inspection.Field("group reference", "\(variables.groupReference)"),
                Inspection.Field("volatility (1e-4 of a group)", "\(variables.volatility)"),
            ])
    }
}
