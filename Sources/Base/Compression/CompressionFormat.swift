// Compression: bytes that were packed, and packing them. Recordings and snapshots come as gzip or
// zstd and are far larger than memory should be, so everything here streams: an `Inflater` turns
// packed bytes into plain ones a piece at a time, `CompressedFile` feeds it from a file, and
// `LineReader` cuts what comes out into lines. What a format may ask of our memory is limited by
// the caller. Nothing here is for a turn: it allocates and it reads files. It knows neither what
// the bytes mean nor where they should go.

/// How bytes are packed.
public enum CompressionFormat: Hashable, Sendable {
    /// Not at all.
    case plain
    /// A zlib stream (RFC 1950) or a gzip file (RFC 1952), several in a row included.
    case deflate
    /// Zstandard frames (RFC 8878), several in a row included.
    case zstd

    /// Fewest first bytes that `init(of:)` wants to see.
    public static let magicLength = 4

    /// What the first bytes say. A bare zlib stream has no sure sign and counts as plain.
    public init(of first: UnsafeRawBufferPointer) {
        if unsafe first.starts(with: [0x1F, 0x8B]) {
            self = .deflate
        } else if unsafe first.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .plain
        }
    }
}

/// Why packed bytes could not be read.
public enum CompressionError: Error, Hashable, Sendable {
    /// The bytes break the format's rules, or a checksum is wrong.
    case corrupt
    /// They end in the middle.
    case truncated
    /// They ask for more memory, or give a longer answer or line, than the caller allows.
    case overLimit
    /// The system gave no memory.
    case memoryRefused
    /// The file could not be opened or read; the kernel's error number.
    case unreadable(Int32)
}

extension CompressionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .corrupt: "the compressed data is damaged"
        case .truncated: "the compressed data ends in the middle"
        case .overLimit: "the data is larger than its limit"
        case .memoryRefused: "no memory to decompress with"
        case .unreadable(2): "no such file"
        case .unreadable(13): "no permission to read the file"
        case .unreadable(21): "it is a folder, not a file"
        case .unreadable(let code): "the file cannot be read (error \(code))"
        }
    }
}
