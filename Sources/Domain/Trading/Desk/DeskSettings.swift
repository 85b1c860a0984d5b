public import Markets
public import Numbers

/// Everything the paper desk is told at start.
public struct DeskSettings: Sendable {
    public var instruments: [Instrument]
    public var assets: [Asset]
    /// Venues with the indices 0 ..< venues.
    public var venues: Int
    /// In the order that opportunities count them.
    public var cycles: [CEXDEXCycle]
    public var network: NetworkCosts
    public var limits: RiskLimits
    /// From the receipt of the completing input to the arrival of each leg.
    public var bookLatency: Nanoseconds
    public var poolLatency: Nanoseconds
    /// How much worse than the best size's worst level a book leg may trade.
    public var bookSlippage: HundredthsOfBasisPoint
    /// How much worse than quoted a pool leg may trade before it reverts.
    public var poolSlippage: HundredthsOfBasisPoint
    public var capacity: MarketCapacity
    /// Decisions between two calls of `removeDecisions`.
    public var decisionsMax: Int

    public init(
        instruments: [Instrument], assets: [Asset], venues: Int, cycles: [CEXDEXCycle],
        network: NetworkCosts, limits: RiskLimits, bookLatency: Nanoseconds,
        poolLatency: Nanoseconds,
        bookSlippage: HundredthsOfBasisPoint = HundredthsOfBasisPoint(0),
        poolSlippage: HundredthsOfBasisPoint = HundredthsOfBasisPoint(1_000),
        capacity: MarketCapacity = MarketCapacity(), decisionsMax: Int = 4_096
    ) {
        let whole = UInt32(HundredthsOfBasisPoint.whole)
        precondition(bookSlippage.count <= whole && poolSlippage.count <= whole, "a share")
        self.instruments = instruments
        self.assets = assets
        self.venues = venues
        self.cycles = cycles
        self.network = network
        self.limits = limits
        self.bookLatency = bookLatency
        self.poolLatency = poolLatency
        self.bookSlippage = bookSlippage
        self.poolSlippage = poolSlippage
        self.capacity = capacity
        self.decisionsMax = decisionsMax
    }
}
