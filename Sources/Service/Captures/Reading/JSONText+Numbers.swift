import Codecs
import Solana

extension JSONText {
    /// The decimal number that the string spells; nil when it spells none of 128 bits.
    var unsigned128: UInt128? {
        var value: UInt128 = 0
        guard unsafe !raw.isEmpty else { return nil }
        for index in unsafe raw.indices {
            let byte = unsafe raw[index]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt128(byte - 0x30))
            guard !over, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The key that the string spells in base58.
    var key: PublicKey? { unsafe PublicKey(base58: raw) }

    /// The string itself; escapes stay as they are.
    var plain: String { unsafe String(decoding: raw, as: UTF8.self) }

    /// The bytes that the string spells in base64.
    var base64: [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: unsafe raw.count / 4 * 3)
        let count = unsafe bytes.withUnsafeMutableBytes { room -> Int? in
            do throws(Base64Error) {
                return try unsafe Base64.decode(raw, into: room)
            } catch {
                return nil
            }
        }
        return count.map { Array(bytes[..<$0]) }
    }
}

extension JSONScanner {
    /// A decimal number in a string.
    mutating func spelled128() throws(JSONError) -> UInt128 {
        guard let value = try string().unsigned128 else { throw JSONError(.badNumber, at: offset) }
        return value
    }

    /// A decimal number of 64 bits in a string.
    mutating func spelled64() throws(JSONError) -> UInt64 {
        let value = try spelled128()
        guard value <= UInt128(UInt64.max) else { throw JSONError(.outOfRange, at: offset) }
        return UInt64(value)
    }

    /// A key in base58.
    mutating func key() throws(JSONError) -> PublicKey {
        guard let key = try string().key else { throw JSONError(.wrongKind, at: offset) }
        return key
    }

    /// A whole number of 32 bits.
    mutating func signed32() throws(JSONError) -> Int32 {
        guard let value = Int32(exactly: try signed()) else {
            throw JSONError(.outOfRange, at: offset)
        }
        return value
    }
}
