public import Compression

/// Why a scenario cannot be served.
public enum ScenarioError: Error, Hashable, Sendable {
    /// A file of the recorded data cannot be read.
    case dataUnreadable(file: String, CompressionError)
    /// A line of it (from 1) is not what it should be.
    case dataMalformed(file: String, line: Int)
    /// The accounts hold no such pool, or it is none whose fee is static.
    case poolMissing(address: String, file: String)
    /// The frames hold no snapshot of the product, the table no swap of the pool, or no candle of
    /// the day.
    case nothingRecorded(String, file: String)
    /// The pool's liquidity ends before the market's price.
    case poolUnreachable(address: String)
    /// A product, a pool address or a number that makes no sense.
    case invalid(String)
}

extension ScenarioError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .dataUnreadable(let file, let reason):
            """
            cannot read \(file): \(reason). This scenario plays recorded data, which is not part \
            of the repository; put it at the place that `data_directory` under [venues] names
            """
        case .dataMalformed(let file, let line):
            "line \(line) of \(file) is not what was expected; is it the right file, and whole?"
        case .poolMissing(let address, let file):
            "\(file) holds no pool \(address) with a static fee"
        case .nothingRecorded(let what, let file):
            "\(file) holds nothing of \(what)"
        case .poolUnreachable(let address):
            "the pool \(address) has no liquidity on the way to the market's price"
        case .invalid(let what):
            "\(what) makes no scenario"
        }
    }
}
