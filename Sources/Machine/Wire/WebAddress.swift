/// Why a text is not an address we can connect to.
public enum WebAddressError: Error, Equatable, Sendable {
    case noScheme
    /// Neither ws, wss, http nor https.
    case unknownScheme
    /// A user or password: credentials do not belong in addresses.
    case userInfo
    /// No host, or one that is neither a name nor an IP literal.
    case badHost
    /// Not 1…65535.
    case badPort
    /// A `#`: it is never sent, and illegal in WebSocket addresses (RFC 6455 §3).
    case fragment
    /// A control byte in the path or query.
    case badTarget
    /// More than 4096 bytes.
    case tooLong
}

extension WebAddressError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noScheme: "it does not begin with ws://, wss://, http:// or https://"
        case .unknownScheme: "its scheme is not ws, wss, http or https"
        case .userInfo: "it holds a user or password"
        case .badHost: "its host is neither a name nor an IP address"
        case .badPort: "its port is not 1 to 65535"
        case .fragment: "it has a fragment (#)"
        case .badTarget: "its path or query has a control character"
        case .tooLong: "it is longer than 4096 bytes"
        }
    }
}

/// Where to connect and what to ask for there: `wss://host:port/path?query`.
public struct WebAddress: Equatable, Sendable {
    public enum Scheme: String, Sendable {
        case ws, wss, http, https
    }

    /// What the host is.
    public enum HostKind: Sendable {
        case name, ipv4, ipv6
    }

    public let scheme: Scheme
    /// In lower case; an IPv6 literal stands without its brackets.
    public let host: String
    public let hostKind: HostKind
    public let port: UInt16
    /// Path and query as they go into a request line: `/` at least, percent-encoded.
    public let target: String

    public var isSecure: Bool { scheme == .wss || scheme == .https }
    public var isWebSocket: Bool { scheme == .ws || scheme == .wss }

    /// For the Host field: with brackets where needed, with the port where it is not the usual one.
    public var hostField: String {
        let name = hostKind == .ipv6 ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// - Throws: `WebAddressError`.
    public init(_ text: String) throws(WebAddressError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 4_096 else { throw .tooLong }
        guard let colon = bytes.firstIndex(of: 0x3a), bytes[colon...].starts(with: "://".utf8)
        else { throw .noScheme }
        let schemeText = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard let scheme = Scheme(rawValue: schemeText) else { throw .unknownScheme }
        let rest = bytes[(colon + 3)...]
        guard !rest.contains(0x23) else { throw .fragment }
        let end = rest.firstIndex { $0 == 0x2f || $0 == 0x3f } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains(0x40) else { throw .userInfo }
        let (hostBytes, portBytes, isBracketed) = try Self.divided(authority)
        let host = String(decoding: hostBytes, as: UTF8.self).lowercased()
        guard let kind = hostKindOf(host, isBracketed: isBracketed) else { throw .badHost }
        self.scheme = scheme
        self.host = host
        hostKind = kind
        port = try Self.port(portBytes) ?? (scheme == .wss || scheme == .https ? 443 : 80)
        target = try Self.target(rest[end...])
    }

    private static func divided(
        _ authority: ArraySlice<UInt8>
    ) throws(WebAddressError) -> (ArraySlice<UInt8>, ArraySlice<UInt8>?, Bool) {
        let isBracketed = authority.first == 0x5b
        var host = authority
        var after = authority[authority.endIndex...]
        if isBracketed {
            guard let close = authority.firstIndex(of: 0x5d) else { throw .badHost }
            host = authority[(authority.startIndex + 1)..<close]
            after = authority[(close + 1)...]
            guard after.isEmpty || after.first == 0x3a else { throw .badHost }
        } else if let colon = authority.firstIndex(of: 0x3a) {
            host = authority[..<colon]
            after = authority[colon...]
        }
        return (host, after.isEmpty ? nil : after.dropFirst(), isBracketed)
    }

    private static func port(_ digits: ArraySlice<UInt8>?) throws(WebAddressError) -> UInt16? {
        guard let digits else { return nil }
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0
        else { throw .badPort }
        return port
    }

    /// Percent-encodes what may not stand in a request line (RFC 3986 §2).
    private static func target(_ bytes: ArraySlice<UInt8>) throws(WebAddressError) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = bytes.first == 0x2f ? [] : [0x2f]
        for byte in bytes {
            guard byte >= 0x20, byte != 0x7f else { throw .badTarget }
            switch byte {
            case 0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x80...:
                out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// What a host's text is; nil when it is nothing that can be connected to.
private func hostKindOf(_ host: String, isBracketed: Bool) -> WebAddress.HostKind? {
    if isBracketed { return isIPv6(host) ? .ipv6 : nil }
    let labels = host.utf8.split(separator: 0x2e, omittingEmptySubsequences: false)
    guard host.utf8.count <= 253, let last = labels.last else { return nil }
    if last.allSatisfy({ (0x30...0x39).contains($0) }) { return isIPv4(host) ? .ipv4 : nil }
    for label in labels {
        guard (1...63).contains(label.count), label.first != 0x2d, label.last != 0x2d,
            label.allSatisfy({
                (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d || $0 == 0x5f
            })
        else { return nil }
    }
    return .name
}

/// Four numbers of 0…255 without leading zeros.
private func isIPv4(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: 0x2e, omittingEmptySubsequences: false)
    return parts.count == 4
        && parts.allSatisfy { part in
            (1...3).contains(part.count) && part.allSatisfy { (0x30...0x39).contains($0) }
                && (part.count == 1 || part.first != 0x30)
                && UInt8(String(decoding: part, as: UTF8.self)) != nil
        }
}

/// RFC 4291 §2.2: eight groups, fewer around one `::`, the last two perhaps as IPv4.
private func isIPv6(_ text: String) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return false }
    var groups = 0
    for (index, half) in halves.enumerated() where !half.isEmpty {
        let parts = half.split(separator: ":", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            let isLast = index == halves.count - 1 && place == parts.count - 1
            if isLast, part.contains(".") {
                guard isIPv4(String(part)) else { return false }
                groups += 2
                continue
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                part.utf8.count == part.count
            else { return false }
            groups += 1
        }
    }
    return halves.count == 2 ? groups <= 7 : groups == 8
}
