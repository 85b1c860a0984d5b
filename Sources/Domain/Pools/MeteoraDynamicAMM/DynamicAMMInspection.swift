public import Solana

extension DynamicAMMLayout {
    /// A pool's or a vault's account in words.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        if owner == vaultProgram {
            return inspection(try DynamicAMMVault(data, owner: owner))
        }
        let pool = try DynamicAMMPool(data, owner: owner)
        return Inspection(
            kind: "Pool",
            fields: keys(pool) + terms(pool.terms) + curve(pool.terms.curve))
    }

    private static func keys(_ pool: DynamicAMMPool) -> [Inspection.Field] {
        var fields = [
            Inspection.Field("program", "\(program)"),
            Inspection.Field("mint A", "\(pool.mintA)"),
            Inspection.Field("mint B", "\(pool.mintB)"),
            Inspection.Field("vault A", "\(pool.vaultA)"),
            Inspection.Field("vault B", "\(pool.vaultB)"),
            Inspection.Field("shares of vault A", "\(pool.sharesA)"),
            Inspection.Field("shares of vault B", "\(pool.sharesB)"),
            Inspection.Field("protocol fee account A", "\(pool.protocolFeeA)"),
            Inspection.Field("protocol fee account B", "\(pool.protocolFeeB)"),
        ]
        if let stake = pool.stake { fields.append(Inspection.Field("stake pool", "\(stake)")) }
        return fields
    }

    private static func terms(_ terms: DynamicAMMTerms) -> [Inspection.Field] {
        [
            Inspection.Field("enabled", terms.isEnabled ? "yes" : "no"),
            Inspection.Field(
                terms.activatesAtTime
                    ? "activation (seconds since 1970)" : "activation (slot)",
                "\(terms.activationPoint)"),
            Inspection.Field(
                "trade fee (of the input)",
                "\(terms.tradeNumerator) / \(terms.tradeDenominator)"),
            Inspection.Field(
                "protocol share (of the fee)",
                "\(terms.protocolNumerator) / \(terms.protocolDenominator)"),
        ]
    }

    private static func curve(_ curve: DynamicAMMCurve) -> [Inspection.Field] {
        guard curve.isStable else { return [Inspection.Field("curve", "constant product")] }
        var fields = [
            Inspection.Field("curve", "stable"),
            Inspection.Field("amplification", "\(curve.amplification)"),
            Inspection.Field("multiplier A", "\(curve.multiplierA)"),
            Inspection.Field("multiplier B", "\(curve.multiplierB)"),
        ]
        let name: String
        switch curve.depeg {
        case .none: return fields
        case .marinade: name = "Marinade"
        case .lido: name = "Lido"
        case .splStake: name = "SPL stake pool"
        }
        fields += [
            Inspection.Field("staked with", name),
            Inspection.Field("virtual price of B (1e-6 A)", "\(curve.virtualPrice)"),
            Inspection.Field("virtual price read (seconds since 1970)", "\(curve.priceUpdated)"),
        ]
        return fields
    }

    private static func inspection(_ vault: DynamicAMMVault) -> Inspection {
        Inspection(
            kind: "Vault",
            fields: [
                Inspection.Field("program", "\(vaultProgram)"),
                Inspection.Field("takes deposits", vault.takesDeposits ? "yes" : "no"),
                Inspection.Field("mint", "\(vault.mint)"),
                Inspection.Field("token vault", "\(vault.tokenVault)"),
                Inspection.Field("share mint", "\(vault.shareMint)"),
                Inspection.Field("total (atoms)", "\(vault.total)"),
                Inspection.Field("locked profit (atoms)", "\(vault.lockedProfit)"),
                Inspection.Field("last report (seconds since 1970)", "\(vault.lastReport)"),
                Inspection.Field("degradation (1e-12 a second)", "\(vault.degradation)"),
            ])
    }
}
