public import Numbers

/// Frames that a real venue sent, beside accounts that a real chain held. The two may be years
/// apart, so the pool is first walked to the market's price with exact swaps.
public struct RecordedMarket: Sendable, Equatable {
    /// Where the recorded data lies: the folder that holds `cex` and `whirlpool`.
    public var dataDirectory: String
    public var framesFile = "cex/cryptofeed_v3/COINBASE.jsonl.zst"
    public var accountsFile = "whirlpool/replayer/whirlpool-snapshot-185759999.csv.gz"
    /// The book that the pool follows, and that pool. The one named here is the deepest pool of
    /// Wormhole's ETH and USDC in that snapshot whose fee is static.
    public var product = "ETH-USD"
    public var priceDecimals = 2
    public var sizeDecimals = 8
    public var pool = "AU971DrPyhhrpRnmEBp5pDTWL2ny7nofb5vYBjDJkR2E"
    public var decimalsA = 8
    public var decimalsB = 6
    /// Draws the swaps of others around the market's price.
    public var seed: UInt64 = 1
    public var arbitragePerMillion: UInt64 = 450_000
    public var noisePerMillion: UInt64 = 400_000
    public var noise = Atoms<QuoteToken>(1_000_000_000)
    public var slotInterval = Nanoseconds.milliseconds(400)
    public var firstSlot = Slot(185_760_000)

    public init(dataDirectory: String) { self.dataDirectory = dataDirectory }
}

/// 6 April 2022: the real swaps of one SOL/USDC pool in order, each in its own slot, beside a book
/// drawn around the real hourly candles.
///
/// The accounts that exist are those of the *end* of that day: which liquidity stood there before
/// cannot be had from the data (positions that were closed are gone). So the accounts are walked to
/// the price of the first swap, liquidity stays as it was in the end, and outputs differ a little
/// from those recorded; where they would differ by more than ten basis points the pool is first
/// walked to the real price. `SwapComparison` counts both.
public struct RecordedDay: Sendable, Equatable {
    public var dataDirectory: String
    public var swapsFile = "timeseries/whirlpool_20220406/sol_usdc_swaps.csv.gz"
    public var candlesFile = "timeseries/cex_hourly_2022/SOLUSD.csv"
    public var accountsFile = "whirlpool/replayer/whirlpool-state-20220406.noprogram.json.gz"
    public var pool = "65shmpuYmxx5p7ggNCZbyrGLCXVqbBR1ZD5aAocRBUNG"
    public var day = "2022-04-06"
    public var product = "SOL-USD"
    public var priceDecimals = 2
    public var sizeDecimals = 8
    public var decimalsA = 9
    public var decimalsB = 6
    public var seed: UInt64 = 1
    public var levels = 40
    /// Between two messages of the book, in real time whatever the speed.
    public var bookInterval = Nanoseconds.milliseconds(50)

    public init(dataDirectory: String) { self.dataDirectory = dataDirectory }
}
