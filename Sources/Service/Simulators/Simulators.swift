// Simulators: a venue and a chain that answer like the real ones.
//
// A *scenario* says which market is served: generated from a seed, recorded by somebody else, or a
// real day played again. A `MarketProcess` is that market as time passes: a book, a pool, and the
// swaps of others. Two protocol cores speak for it, `CoinbaseSimulator` and `SolanaSimulator`:
// requests and time in, the bytes that the real endpoint would send out. `FaultInjector` breaks
// what they say, on request. `VenueServer` gives them sockets.
//
// Everything but the server is a pure function of scenario, seed, requests and elapsed time, so a
// test can ask for the bytes without a socket. Prices are integers and swaps are the program's own
// arithmetic (`Pools`). Nothing here is for a turn of the pipeline: it allocates.
//
// Nothing of the pipeline is imported: what it believes of a market never comes from here but
// through a socket.

/// Which market is served.
public enum MarketScenario: Sendable, Equatable {
    /// A price process, a book around it and a pool that lags behind, all from a seed.
    case generated(GeneratedMarket)
    /// A real connection's frames, beside real accounts of a pool.
    case recordedCoinbase(RecordedMarket)
    /// A real day's swaps on the real pool, beside a book around the real hourly candles.
    case day(RecordedDay)
}

/// What is served, where, and what goes wrong.
public struct VenueScenario: Sendable, Equatable {
    public var market: MarketScenario
    /// How much faster than life time passes in the market; 1 or more.
    public var speed: UInt64 = 1
    /// Ports on the loopback interface; 0 takes any that is free.
    public var coinbasePort: UInt16 = 0
    /// Solana's WebSocket and its JSON-RPC over HTTP, both at one port as providers do it.
    public var solanaPort: UInt16 = 0
    public var isEncrypted = true
    /// Where the authority that signed our certificate is written, PEM; empty: nowhere.
    public var authorityFile = ""
    /// Where the ground truth goes, JSON lines; empty: nowhere.
    public var truthFile = ""
    /// Bytes that may wait for one client before it counts as too slow and is disconnected.
    public var queueBytesMax = 96 << 20
    public var faults: [VenueFault] = []

    public init(market: MarketScenario) { self.market = market }
}
