import Numbers
public import Solana

extension CLMMLayout {
    /// Any of the four kinds of account in words.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        guard owner == program else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        let mark = data.load(UInt64.self, at: 0)
        if mark == pool.mark { return try CLMMAccount(data, owner: owner).inspection }
        if mark == config.mark { return try CLMMConfig(data, owner: owner).inspection }
        if mark == tickArray.mark { return try CLMMTickArray(data, owner: owner).inspection }
        if mark == bitmap.mark { return try CLMMExtension(data, owner: owner).inspection }
        throw .wrongDiscriminator
    }

    /// The set bits of words, as the array starts that they stand for in units of an array.
    fileprivate static func arrays(_ words: [UInt64], from first: Int) -> String {
        let set = words.enumerated().flatMap { index, word in
            (0..<64).filter { word >> UInt64($0) & 1 == 1 }.map { first + index * 64 + $0 }
        }
        return set.isEmpty ? "none" : set.map(String.init).joined(separator: " ")
    }
}

extension CLMMAccount {
    fileprivate var inspection: Inspection {
        var fields: [Inspection.Field] = [
            .init("program", "\(CLMMLayout.program)"),
            .init("configuration", "\(config)"),
            .init("mint 0", "\(mint0)"),
            .init("mint 1", "\(mint1)"),
            .init("vault 0", "\(vault0)"),
            .init("vault 1", "\(vault1)"),
            .init("observation", "\(observation)"),
            .init("tick spacing (ticks)", "\(tickSpacing)"),
            .init("liquidity", "\(liquidity)"),
            .init("√price (Q64.64)", "\(sqrtPrice.bits)"),
            .init("tick", "\(tick.count)"),
            .init("fee growth 0 (Q64.64)", "\(feeGrowth0)"),
            .init("fee growth 1 (Q64.64)", "\(feeGrowth1)"),
            .init("swaps", isSwapEnabled ? "enabled" : "disabled"),
            .init("opens (seconds since 1970)", "\(openTime)"),
            .init("fee taken from", ["the input", "token 0", "token 1"][Int(feeSide)]),
            .init("dynamic fee", feeRule.isOn ? "on" : "off"),
        ]
        if feeRule.isOn { fields += feeFields }
        let words = (0..<16).map(bitmapWord)
        fields.append(
            .init("bitmap (arrays of 60 spacings)", CLMMLayout.arrays(words, from: -512)))
        return Inspection(kind: "PoolState", fields: fields)
    }

    private var feeFields: [Inspection.Field] {
        [
            .init("filter period (seconds)", "\(feeRule.filterPeriod)"),
            .init("decay period (seconds)", "\(feeRule.decayPeriod)"),
            .init("reduction (1e-4)", "\(feeRule.reduction)"),
            .init("control (1e-5)", "\(feeRule.control)"),
            .init("accumulator limit (1e-4 spacings)", "\(feeRule.accumulatorMax)"),
            .init("last reference (seconds since 1970)", "\(feeMemory.updated)"),
            .init("reference index (spacings)", "\(feeMemory.index)"),
            .init("reference volatility (1e-4 spacings)", "\(feeMemory.reference)"),
            .init("accumulator (1e-4 spacings)", "\(feeMemory.accumulator)"),
        ]
    }
}

extension CLMMConfig {
    fileprivate var inspection: Inspection {
        Inspection(
            kind: "AmmConfig",
            fields: [
                .init("program", "\(CLMMLayout.program)"),
                .init("index", "\(index)"),
                .init("tick spacing (ticks)", "\(tickSpacing)"),
                .init("fee rate (1e-6)", "\(feeRate.count)"),
                .init("protocol share of the fee (1e-6)", "\(protocolShare.count)"),
                .init("fund share of the fee (1e-6)", "\(fundShare.count)"),
            ])
    }
}

extension CLMMTickArray {
    fileprivate var inspection: Inspection {
        var fields: [Inspection.Field] = [
            .init("program", "\(CLMMLayout.program)"),
            .init("pool", "\(pool)"),
            .init("start tick", "\(start.count)"),
        ]
        for slot in 0..<CLMMState.slotsPerArray {
            let orders = orders(slot: slot)
            guard gross(slot: slot) != 0 || orders.whole != 0 || orders.partial != 0 else {
                continue
            }
            var text = "net \(net(slot: slot)), gross \(gross(slot: slot))"
            if orders.whole != 0 || orders.partial != 0 {
                text += ", orders \(orders.whole), partly filled \(orders.partial)"
            }
            fields.append(.init("tick \(tick(slot: slot).count)", text))
        }
        return Inspection(kind: "TickArrayState", fields: fields)
    }
}

extension CLMMExtension {
    fileprivate var inspection: Inspection {
        let above = (0..<112).map(wordAbove)
        let below = (0..<112).map(wordBelow)
        return Inspection(
            kind: "TickArrayBitmapExtension",
            fields: [
                .init("program", "\(CLMMLayout.program)"),
                .init("pool", "\(pool)"),
                .init("bitmap below (arrays)", CLMMLayout.arrays(below, from: -7_680)),
                .init("bitmap above (arrays)", CLMMLayout.arrays(above, from: 512)),
            ])
    }
}
