public import Solana

// Accounts of both programs in words.

extension DynamicAMMLayout {
    /// A pool's account, or that of a vault which holds its tokens.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        guard owner == vaultProgram else {
            return inspection(try DynamicAMMPool(data, owner: owner))
        }
        return inspection(try DynamicAMMVault(data, owner: owner))
    }

    private static func inspection(_ pool: DynamicAMMPool) -> Inspection {
        let terms = pool.terms
        let fields = [
            Inspection.Field("program", "\(program)"),
            Inspection.Field("mint A", "\(pool.mintA)"),
            Inspection.Field("mint B", "\(pool.mintB)"),
            Inspection.Field("vault A", "\(pool.vaultA)"),
            Inspection.Field("vault B", "\(pool.vaultB)"),
            Inspection.Field("shares in vault A", "\(pool.sharesA)"),
            Inspection.Field("shares in vault B", "\(pool.sharesB)"),
            Inspection.Field("protocol's token A", "\(pool.protocolFeeA)"),
            Inspection.Field("protocol's token B", "\(pool.protocolFeeB)"),
            Inspection.Field("swaps", terms.isEnabled ? "enabled" : "disabled"),
            Inspection.Field(
                terms.activatesAtTime ? "activation (seconds since 1970)" : "activation (slot)",
                "\(terms.activationPoint)"),
            Inspection.Field("trade fee, numerator", "\(terms.tradeNumerator)"),
            Inspection.Field("trade fee, denominator", "\(terms.tradeDenominator)"),
            Inspection.Field("protocol share of the fee, numerator", "\(terms.protocolNumerator)"),
            Inspection.Field(
                "protocol share of the fee, denominator", "\(terms.protocolDenominator)"),
            Inspection.Field("curve", terms.curve.isStable ? "stable" : "constant product"),
        ]
        return Inspection(
            kind: "Pool",
            fields: terms.curve.isStable ? fields + stable(terms.curve, pool.stake) : fields)
    }

    private static func stable(
        _ curve: DynamicAMMCurve, _ stake: PublicKey?
    ) -> [Inspection.Field] {
        let depeg =
            switch curve.depeg {
            case .none: "nobody"
            case .marinade: "Marinade"
            case .lido: "Lido"
            case .splStake: "an SPL stake pool"
            }
        return [
            Inspection.Field("amplification", "\(curve.amplification)"),
            Inspection.Field("multiplier A", "\(curve.multiplierA)"),
            Inspection.Field("multiplier B", "\(curve.multiplierB)"),
            Inspection.Field("token B is priced by", depeg),
            Inspection.Field("stake account", stake.map { "\($0)" } ?? "none"),
            Inspection.Field("price of token B, kept (1e-6)", "\(curve.virtualPrice)"),
            Inspection.Field("price kept at (seconds since 1970)", "\(curve.priceUpdated)"),
        ]
    }

    private static func inspection(_ vault: DynamicAMMVault) -> Inspection {
        Inspection(
            kind: "Vault",
            fields: [
                Inspection.Field("program", "\(vaultProgram)"),
                Inspection.Field("deposits", vault.takesDeposits ? "enabled" : "disabled"),
                Inspection.Field("mint", "\(vault.mint)"),
                Inspection.Field("token vault", "\(vault.tokenVault)"),
                Inspection.Field("mint of shares", "\(vault.shareMint)"),
                Inspection.Field("in all (atoms)", "\(vault.total)"),
                Inspection.Field("locked profit (atoms)", "\(vault.lockedProfit)"),
                Inspection.Field("last report (seconds since 1970)", "\(vault.lastReport)"),
                Inspection.Field("released a second (1e-12)", "\(vault.degradation)"),
            ])
    }
}
