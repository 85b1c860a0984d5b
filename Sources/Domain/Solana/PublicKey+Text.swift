import Codecs

extension PublicKey {
    /// Reads the 32–44 characters of a key in base58; nil when they are not exactly one key.
    @_noLocks public init?(base58 text: UnsafeRawBufferPointer) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isKey = unsafe withUnsafeMutablePointer(to: &words) { room -> Bool in
            do throws(Base58Error) {
                try unsafe Base58.decode(
                    text,
                    filling: UnsafeMutableRawBufferPointer(
                        start: room, count: PublicKey.byteCount))
                return true
            } catch {
                return false
            }
        }
        guard isKey else { return nil }
        self.init(
            words: UInt64(littleEndian: words.0), UInt64(littleEndian: words.1),
            UInt64(littleEndian: words.2), UInt64(littleEndian: words.3))
    }

    /// Reads a key in base58: settings, arguments, start-up.
    public init?(_ text: String) {
        var text = text
        let key = text.withUTF8 { unsafe PublicKey(base58: UnsafeRawBufferPointer($0)) }
        guard let key else { return nil }
        self = key
    }
}

extension PublicKey: CustomStringConvertible {
    /// In base58, as explorers show it.
    public var description: String {
        let bytes = self.bytes
        // 32 bytes need at most 44 characters.
        var room = [UInt8](repeating: 0, count: 44)
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in unsafe Base58.encode(bytes, into: room) }
        }
        return String(decoding: room.prefix(count ?? 0), as: UTF8.self)
    }
}
