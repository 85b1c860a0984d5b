internal import CTLS

/// The random part of an opening handshake (RFC 6455 §4.1): 16 bytes, fresh for each connection.
public struct HandshakeKey: Equatable, Sendable {
    private let low: UInt64
    private let high: UInt64

    /// From 16 bytes, as two words with the first byte lowest.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The next 16 bytes of a row of mask keys.
    public init(from keys: inout MaskKeys) {
        func word(_ keys: inout MaskKeys) -> UInt64 {
            UInt64(keys.next().bits) | UInt64(keys.next().bits) << 32
        }
        low = word(&keys)
        high = word(&keys)
    }

    /// As it stands in the request: 24 characters.
    public var text: String {
        let bytes = (0..<16).map { index in
            UInt8(truncatingIfNeeded: (index < 8 ? low : high) >> UInt64(index % 8 * 8))
        }
        return base64(bytes)
    }

    /// What a server must answer to a key (§4.2.2).
    static func accept(_ key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        guard unsafe ctls_sha1(text, text.count, &digest) == 1 else { return "" }
        return base64(digest)
    }

    /// Whether a request's key is 16 bytes in base64.
    static func isValid(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.suffix(2).elementsEqual("==".utf8)
            && bytes.prefix(22).allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2f: true
                default: false
                }
            }
    }
}

private func base64(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = unsafe EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text[..<Int(count)], as: UTF8.self)
}
