public import Codecs
public import Compression
public import Reactor
public import Solana

/// Why accounts cannot be read from files.
public enum AccountFileError: Error, Sendable {
    /// There is nothing at a path, or a folder cannot be looked into.
    case closed(path: String, FileError)
    /// A file cannot be read.
    case unreadable(file: String, CompressionError)
    /// A file is no JSON, from this byte on.
    case notJSON(file: String, JSONError)
    /// A line of a table (from 1) is no address and data in base64.
    case badLine(file: String, line: Int)
    /// An account's data is spelled in a way that is not read here.
    case undecodable(origin: String)
    /// Two files of one path say different things of one account.
    case contradictory(PublicKey, String, String)
    /// There is no account in it.
    case nothing(path: String)
}

extension AccountFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .closed(let path, let error): "\(path): \(error)"
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .notJSON(let file, let error): "\(file): at byte \(error.offset), \(error.fault)"
        case .badLine(let file, let line):
            "\(file): line \(line) is no address and data in base64 with a comma between"
        case .undecodable(let origin): "\(origin): the data is neither base64 nor a list of bytes"
        case .contradictory(let key, let first, let second):
            "\(key): \(first) and \(second) differ; name the one that counts"
        case .nothing(let path): "\(path): holds no account"
        }
    }
}
