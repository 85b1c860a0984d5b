// Pipeline: the tiles and the topology, assembled. The only module in which Machine and Domain
// meet. A file of settings becomes typed values here once; from then on code sees only those.

public import Markets
public import Numbers

/// Everything an operator can set, with units in the types.
public struct Settings: Sendable, Equatable {
    public var machine = MachineSettings()
    public var journal = JournalSettings()
    public var status = StatusSettings()
    public var assets: [AssetSettings] = []
    public var sources: [SourceSettings] = []
    public var books: [BookSettings] = []
    public var pools: [PoolSettings] = []
    public var markets: [MarketSettings] = []
    public var balances: [BalanceSettings] = []
    public var costs = CostSettings()
    public var risk = RiskSettings()
    public var paper = PaperSettings()
    public var crossCheck = CrossCheckSettings()
    public var venues: VenueSettings?

    public init() {}
}

/// How the tiles lie on this machine.
public struct MachineSettings: Sendable, Equatable {
    public enum Runners: String, CaseIterable, Sendable { case auto, fused, split }
    public enum Idle: String, CaseIterable, Sendable { case auto, spin, yield, park }

    public var runners = Runners.auto
    public var idle = Idle.auto
    /// The cores of the runners, in order; empty: they float.
    public var cores: [Int] = []
    public var locksMemory = true
    public var usesHugePages = false
    public var isRealtime = false
    public var takesKernelStamps = true
    public var defersAcks = true
    /// Places of each event ring; a power of two.
    public var ringDepth = 65_536
}

/// What is remembered, and how safely.
public struct JournalSettings: Sendable, Equatable {
    public enum Durability: String, CaseIterable, Sendable { case none, interval, batch }

    /// Empty: nothing is recorded.
    public var directory = ""
    public var durability = Durability.interval
    public var interval = Nanoseconds.milliseconds(50)
    public var segmentMebibytes = 256
    public var ringMebibytes = 128
}

/// What the terminal and the log show.
public struct StatusSettings: Sendable, Equatable {
    public enum Severity: String, CaseIterable, Sendable { case debug, info, warning, error }

    public var interval = Nanoseconds.seconds(1)
    /// A file to append to; `-`: standard error; empty: nothing is logged.
    public var logFile = ""
    public var severity = Severity.info
}

/// A thing that can be owned.
public struct AssetSettings: Sendable, Equatable {
    public var name = ""
    /// Digits behind the point of its smallest unit.
    public var decimals = 0
}

/// A connection that brings market data.
public struct SourceSettings: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable { case coinbase, solana }
    public enum SequenceScope: String, CaseIterable, Sendable { case connection, channel, off }
    public enum Commitment: String, CaseIterable, Sendable { case processed, confirmed, finalized }

    public var name = ""
    public var kind = Kind.coinbase
    public var url = ""
    /// Solana's JSON-RPC over HTTP.
    public var httpURL = ""
    /// A PEM file of the authorities to trust; empty: the system's.
    public var authorityFile = ""
    /// Older than this and nothing of the source may trade.
    public var staleAfter = Nanoseconds.milliseconds(3_000)
    /// Silent for this long and the connection is made anew.
    public var silentAfter = Nanoseconds.milliseconds(10_000)
    public var sequenceScope = SequenceScope.connection
    public var commitment = Commitment.processed
    public var messageMebibytes = 32
    public var backoffLeast = Nanoseconds.milliseconds(250)
    public var backoffMost = Nanoseconds.milliseconds(30_000)
}

/// An order book.
public struct BookSettings: Sendable, Equatable {
    public var name = ""
    public var source = ""
    public var product = ""
    public var base = ""
    public var quote = ""
    public var priceIncrement = "0.01"
    public var sizeIncrement = "0.00000001"
    public var takerFee = HundredthsOfBasisPoint(6_000)
}

/// A pool on the chain.
public struct PoolSettings: Sendable, Equatable {
    public var name = ""
    public var source = ""
    public var kind = PoolKind.whirlpool
    public var address = ""
    public var tokenA = ""
    public var tokenB = ""
}

/// A book and a pool of the same thing: one CEX–DEX cycle, both directions.
public struct MarketSettings: Sendable, Equatable {
    public var book = ""
    public var pool = ""
    /// What one atom of the pool's quote token is worth in the book's quote asset, in millionths.
    public var quoteRateMillionths = 1_000_000
}

/// What stands in the paper accounts at the start.
public struct BalanceSettings: Sendable, Equatable {
    public var source = ""
    public var asset = ""
    /// A decimal number of whole units.
    public var amount = "0"
}

/// What a trade costs beside the venues' own fees.
public struct CostSettings: Sendable, Equatable {
    public var baseFee = Lamports(5_000)
    public var priorityFee = Lamports(20_000)
    /// The asset that pays the chain's fees.
    public var feeAsset = "SOL"
    /// What one transaction costs in atoms of the books' quote asset, where no book trades the fee
    /// asset; nil: a book must.
    public var feeCashAtoms: Int64?
}

/// The gates a chance must pass.
public struct RiskSettings: Sendable, Equatable {
    public var isPaused = false
    /// Once this file is seen nothing more is accepted; empty: no such switch.
    public var killFile = ""
    /// Net profit, at least; atoms of the book's quote asset.
    public var profitLeastAtoms = 10_000
    /// The most one order may move at the exchange; atoms of the book's quote asset.
    public var notionalMostAtoms = 1_000_000_000_000
    /// The largest trade that is looked for, in whole base units.
    public var sizeMost = "100"
    /// The smallest trade, in whole base units.
    public var sizeLeast = "0.01"
}

/// How a paper trade meets the market.
public struct PaperSettings: Sendable, Equatable {
    public var venueLatency = Nanoseconds.milliseconds(5)
    public var chainLatency = Nanoseconds.milliseconds(400)
    /// How far a leg may slip before it is refused by the venue; millionths.
    public var slippageMillionths = 1_000
}
