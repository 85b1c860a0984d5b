public import Compression

/// Why a capture cannot be used.
public enum CaptureError: Error, Hashable, Sendable {
    /// A file cannot be read.
    case unreadable(file: String, CompressionError)
    /// A line of it (from 1) is not what it should be.
    case malformed(file: String, line: Int)
    /// The folder holds none of the captures that are known here.
    case nothing(folder: String)
}

extension CaptureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .malformed(let file, let line):
            "\(file): line \(line) is not what was expected; is it the right file, and whole?"
        case .nothing(let folder):
            "\(folder): holds none of the captures that are known here"
        }
    }
}
