/// A request without its body.
public struct RequestHead: Equatable, Sendable {
    public let method: String
    /// As it stands in the request line: path and query.
    public let target: String
    public let fields: HTTPFields
    /// Whether the connection goes on after the answer.
    public let keepsAlive: Bool
    let framing: BodyFraming
}

/// A response without its body.
public struct ResponseHead: Equatable, Sendable {
    /// 101…599.
    public let status: Int
    public let reason: String
    public let fields: HTTPFields
    /// Whether the connection goes on after the body.
    public let keepsAlive: Bool
    let framing: BodyFraming

    /// How long the server asks us to wait, where it says so in seconds (RFC 9110 §10.2.3).
    public var retryAfterSeconds: Int? {
        guard let text = fields.first("retry-after"), text.utf8.count <= 9,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }
}

/// How a message's body ends (RFC 9112 §6.3).
enum BodyFraming: Equatable, Sendable {
    case none
    case fixed(Int)
    case chunked
    /// Where the stream ends: responses only.
    case untilEnd
}

/// A header, cut into lines and read.
struct HeadLines {
    let start: [UInt8]
    let fields: HTTPFields

    /// - Parameter head: from the first line to the empty one, all ended by CR LF.
    /// - Parameter hasStart: false for trailers.
    init(_ head: [UInt8], hasStart: Bool, fieldsMax: Int) throws(HTTPFault) {
        var start: [UInt8] = []
        var fields = HTTPFields()
        var lineStart = 0
        var isFirst = hasStart
        for index in head.indices where head[index] == 0x0a {
            let line = head[lineStart..<index - 1]
            lineStart = index + 1
            if isFirst {
                start = Array(line)
                isFirst = false
            } else if !line.isEmpty {
                guard fields.lines.count < fieldsMax else { throw .tooManyFields }
                try fields.add(line)
            }
        }
        self.start = start
        self.fields = fields
    }

    /// What the fields alone say of the body.
    func framing(isOldVersion: Bool, bodyMax: Int) throws(HTTPFault) -> BodyFraming? {
        let lengths = fields.all("content-length")
        let codings = fields.all("transfer-encoding")
        if !codings.isEmpty {
            guard lengths.isEmpty, !isOldVersion else { throw .ambiguousLength }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .unknownCoding
            }
            return .chunked
        }
        guard let text = lengths.first else { return nil }
        guard lengths.count == 1, !text.utf8.contains(0x2c) else { throw .ambiguousLength }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .badLength
        }
        guard let count = Int(text), count <= bodyMax else { throw .bodyTooLong }
        return .fixed(count)
    }

    func keepsAlive(isOldVersion: Bool) -> Bool {
        let tokens = fields.tokens("connection")
        if tokens.contains("close") { return false }
        return isOldVersion ? tokens.contains("keep-alive") : true
    }
}

extension RequestHead {
    init(_ head: HeadLines, bodyMax: Int) throws(HTTPFault) {
        let parts = head.start.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(isTokenByte),
            !parts[1].isEmpty, parts[1].allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw .badStartLine }
        let isOld = try isOldVersion(parts[2])
        method = String(decoding: parts[0], as: UTF8.self)
        target = String(decoding: parts[1], as: UTF8.self)
        fields = head.fields
        keepsAlive = head.keepsAlive(isOldVersion: isOld)
        let hosts = fields.all("host").count
        guard hosts == 1 || isOld && hosts == 0 else { throw .badHost }
        framing = try head.framing(isOldVersion: isOld, bodyMax: bodyMax) ?? .none
    }
}

extension ResponseHead {
    init(_ head: HeadLines, isAnswerToHead: Bool, bodyMax: Int) throws(HTTPFault) {
        let parts = head.start.split(
            separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2 else { throw .badStartLine }
        let isOld = try isOldVersion(parts[0])
        guard parts[1].count == 3, parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
            let status = Int(String(decoding: parts[1], as: UTF8.self)),
            (100...599).contains(status)
        else { throw .badStartLine }
        let reason = parts.count == 3 ? parts[2] : []
        guard reason.allSatisfy(isValueByte) else { throw .badStartLine }
        self.status = status
        self.reason = String(decoding: reason, as: UTF8.self)
        fields = head.fields
        // What these carry is no body whatever the fields say (RFC 9112 §6.3, rules 1 and 2).
        if isAnswerToHead || status < 200 || status == 204 || status == 304 {
            framing = .none
        } else {
            framing = try head.framing(isOldVersion: isOld, bodyMax: bodyMax) ?? .untilEnd
        }
        keepsAlive = head.keepsAlive(isOldVersion: isOld) && framing != .untilEnd
    }
}

private func isOldVersion(_ text: ArraySlice<UInt8>) throws(HTTPFault) -> Bool {
    if text.elementsEqual("HTTP/1.1".utf8) { return false }
    if text.elementsEqual("HTTP/1.0".utf8) { return true }
    throw text.starts(with: "HTTP/".utf8) ? .badVersion : .badStartLine
}
