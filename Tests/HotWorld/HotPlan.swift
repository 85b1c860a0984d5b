import Markets
import Numbers
import Pipeline
import Trading

/// The settings of a flight: one book, one pool, and more money than a flight can lose.
public enum HotPlan {
    public static let text = """
        [assets.SOL]
        decimals = 9
        [assets.USD]
        decimals = 6
        [assets.USDC]
        decimals = 6
        [[sources]]
        name = "coinbase"
        kind = "coinbase"
        url = "ws://localhost:1/"
        [[sources]]
        name = "solana"
        kind = "solana"
        url = "ws://localhost:2/"
        http_url = "http://localhost:2/"
        [[books]]
        name = "SOL-USD"
        source = "coinbase"
        product = "SOL-USD"
        base = "SOL"
        quote = "USD"
        taker_fee_millionths = 500
        [[pools]]
        name = "SOL-USDC"
        source = "solana"
        address = "7qbRF6YsyGuLUVs6Y1q64bdVrfe4ZcUUz1JRdoVNUJnm"
        token_a = "SOL"
        token_b = "USDC"
        [[markets]]
        book = "SOL-USD"
        pool = "SOL-USDC"
        """

    public static func plan() throws -> Plan { try Plan(Settings(text: text, file: "hot.toml")) }

    /// The paper desk of that plan.
    static func desk(_ plan: Plan, _ cycles: [CEXDEXCycle]) -> PaperDesk {
        let settings = plan.settings
        var desk = PaperDesk(
            DeskSettings(
                instruments: plan.instruments, assets: plan.assets,
                venues: settings.sources.count, cycles: cycles,
                network: NetworkCosts(
                    baseFee: settings.costs.baseFee, priorityFee: settings.costs.priorityFee,
                    native: plan.feeAsset, fixedCash: 1_000),
                limits: RiskLimits(edgeMin: 1, notionalMax: .max),
                bookLatency: .milliseconds(5), poolLatency: .milliseconds(100),
                bookSlippage: HundredthsOfBasisPoint(2_000),
                poolSlippage: HundredthsOfBasisPoint(2_000)))
        for asset in plan.assets {
            for venue in 0..<settings.sources.count {
                desk.deposit(
                    1_000_000_000_000_000, of: asset.id, at: VenueID(UInt16(venue)),
                    moment: .never)
            }
        }
        desk.removeDecisions()
        return desk
    }
}
