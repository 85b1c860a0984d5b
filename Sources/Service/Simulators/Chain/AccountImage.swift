import Codecs
import Numbers
import Solana

/// An account as a node holds it.
struct AccountImage: Sendable {
    let key: PublicKey
    /// The key in base58.
    let address: String
    var owner: String
    var lamports: UInt64
    var data: [UInt8]

    init(key: PublicKey, owner: String, data: [UInt8]) {
        self.key = key
        address = key.base58
        self.owner = owner
        lamports = AccountImage.rent(bytes: data.count)
        self.data = data
    }

    /// What an account of that length must hold to be kept: 2 years at 3,480 lamports a byte and
    /// year, with 128 bytes of its own.
    static func rent(bytes: Int) -> UInt64 { UInt64(bytes + 128) * 6_960 }
}

extension PublicKey {
    /// Nil when the text is no base58 of 32 bytes.
    init?(base58 text: String) {
        var bytes = [UInt8](repeating: 0, count: PublicKey.byteCount)
        var text = text
        let isKey = text.withUTF8 { characters in
            unsafe bytes.withUnsafeMutableBytes { room in
                do {
                    try unsafe Base58.decode(UnsafeRawBufferPointer(characters), filling: room)
                    return true
                } catch {
                    return false
                }
            }
        }
        guard isKey else { return nil }
        self.init(bytes: bytes)
    }

    var base58: String {
        let bytes = bytes
        return unsafe String(unsafeUninitializedCapacity: 44) { room in
            unsafe bytes.withUnsafeBytes { key in
                unsafe Base58.encode(key, into: UnsafeMutableRawBufferPointer(room)) ?? 0
            }
        }
    }
}

/// Numbers in account data, little-endian.
extension [UInt8] {
    func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) -> Value {
        var value: Value = 0
        for place in 0..<(Value.bitWidth / 8) {
            value |= Value(truncatingIfNeeded: self[offset + place]) << Value(place * 8)
        }
        return value
    }

    mutating func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        for place in 0..<(Value.bitWidth / 8) {
            self[offset + place] = UInt8(truncatingIfNeeded: value >> Value(place * 8))
        }
    }

    mutating func store(_ key: PublicKey, at offset: Int) {
        replaceSubrange(offset..<(offset + PublicKey.byteCount), with: key.bytes)
    }
}
