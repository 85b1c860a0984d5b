/// Why bytes are not an HTTP message that we take (RFC 9112).
public enum HTTPFault: Error, Equatable, BitwiseCopyable, Sendable {
    /// A line ends in something other than CR LF, or has one of the two inside (§2.2).
    case badLineEnd
    /// The request or status line is not one (§3, §4).
    case badStartLine
    /// Neither HTTP/1.1 nor HTTP/1.0.
    case badVersion
    /// A field line without a colon, with white space before it, or with a forbidden byte (§5.1).
    case badField
    /// A field value goes on in the next line (§5.2).
    case foldedField
    case lineTooLong
    case headTooLong
    case tooManyFields
    /// A 1.1 request without exactly one Host (§3.2).
    case badHost
    /// More than one length, or a length beside chunks: what smuggling is made of (§6.3).
    case ambiguousLength
    /// A length that is no number.
    case badLength
    /// A transfer coding other than `chunked` alone (§6.1).
    case unknownCoding
    /// A chunk's size or end is wrong (§7.1).
    case badChunk
    case bodyTooLong
    /// The stream ended inside a message (§8).
    case truncated
    /// A response that no request asked for.
    case unsolicited

    /// The status with which a server refuses such a request.
    public var status: Int {
        switch self {
        case .lineTooLong, .headTooLong, .tooManyFields: 431
        case .bodyTooLong: 413
        case .unknownCoding: 501
        case .badVersion: 505
        default: 400
        }
    }
}

extension HTTPFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badLineEnd: "a line does not end in CR LF"
        case .badStartLine: "the first line is not HTTP"
        case .badVersion: "the HTTP version is not 1.1 or 1.0"
        case .badField: "a header field is malformed"
        case .foldedField: "a header field is folded over two lines"
        case .lineTooLong: "a line is longer than the limit"
        case .headTooLong: "the header is longer than the limit"
        case .tooManyFields: "there are more header fields than the limit"
        case .badHost: "there is not exactly one Host field"
        case .ambiguousLength: "the length of the body is ambiguous"
        case .badLength: "the Content-Length is not a number"
        case .unknownCoding: "the transfer coding is not chunked"
        case .badChunk: "a chunk is malformed"
        case .bodyTooLong: "the body is longer than the limit"
        case .truncated: "the stream ended inside a message"
        case .unsolicited: "a response came that no request asked for"
        }
    }
}

/// How much of a message is taken before it is refused.
public struct HTTPLimits: Sendable {
    /// Bytes of one line of the header.
    public var lineMax = 8_192
    /// Bytes of the whole header, and of the trailers.
    public var headMax = 16_384
    public var fieldsMax = 100
    /// Bytes of the body, all chunks together.
    public var bodyMax = 64 << 20

    public init() {}
}
