/// Why a text is no base58.
public enum Base58Error: Error, Equatable, Sendable {
    /// A character outside the alphabet; 0, O, I and l are not in it.
    case badCharacter(offset: Int)
    /// More characters than `Base58.charactersMax`.
    case tooLong
    /// The bytes do not fit, or do not fill, the room given.
    case wrongLength
}

/// Base58 with Bitcoin's alphabet: a big-endian number, each leading zero byte a leading `1`.
public enum Base58 {
    /// The longest text that is decoded, and the most bytes that are encoded.
    public static var charactersMax: Int { @inlinable @_noLocks get { 256 } }
    public static var bytesMax: Int { @inlinable @_noLocks get { 128 } }

    /// Five digits at a time: 58⁵ still fits a 32-bit limb.
    static var digitsPerStep: Int { 5 }
    static var limbsMax: Int { 64 }

    /// Decodes `text` into the start of `room`.
    ///
    /// - Returns: how many bytes were written.
    /// - Throws: `.wrongLength` when they do not fit.
    @_noLocks @discardableResult public static func decode(
        _ text: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(Base58Error) -> Int {
        guard text.count <= charactersMax else { throw .tooLong }
        var limbs = InlineArray<64, UInt32>(repeating: 0)
        var used = 0
        var offset = 0
        while offset < text.count {
            let end = min(offset &+ digitsPerStep, text.count)
            var carry: UInt64 = 0
            var scale: UInt64 = 1
            while offset < end {
                guard let digit = digit(of: unsafe text[offset]) else {
                    throw .badCharacter(offset: offset)
                }
                carry = carry &* 58 &+ digit
                scale = scale &* 58
                offset &+= 1
            }
            for index in 0..<used {
                let product = UInt64(limbs[index]) &* scale &+ carry
                limbs[index] = UInt32(truncatingIfNeeded: product)
                carry = product >> 32
            }
            if carry > 0 {
                limbs[used] = UInt32(truncatingIfNeeded: carry)
                used &+= 1
            }
        }
        return try unsafe write(limbs, used: used, ones: leading(0x31, in: text), into: room)
    }

    /// Decodes `text`, which must fill `room` exactly: 32 bytes for a public key.
    @_noLocks public static func decode(
        _ text: UnsafeRawBufferPointer, filling room: UnsafeMutableRawBufferPointer
    ) throws(Base58Error) {
        let count = try unsafe decode(text, into: room)
        guard count == room.count else { throw .wrongLength }
    }

    @_noLocks private static func write(
        _ limbs: InlineArray<64, UInt32>, used: Int, ones: Int,
        into room: UnsafeMutableRawBufferPointer
    ) throws(Base58Error) -> Int {
        var significant = used &* 4
        while significant > 0, byte(limbs, significant &- 1) == 0 { significant &-= 1 }
        let count = ones &+ significant
        guard count <= room.count else { throw .wrongLength }
        for index in 0..<ones { unsafe room[index] = 0 }
        for index in 0..<significant {
            unsafe room[ones &+ index] = byte(limbs, significant &- 1 &- index)
        }
        return count
    }

    /// Byte `index` of the number, lowest first.
    @_noLocks private static func byte(_ limbs: InlineArray<64, UInt32>, _ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: limbs[index >> 2] >> UInt32(8 &* (index & 3)))
    }

    @_noLocks static func leading(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        while count < bytes.count, unsafe bytes[count] == byte { count &+= 1 }
        return count
    }

    /// The alphabet runs 1-9, A-H, J-N, P-Z, a-k, m-z.
    @_noLocks private static func digit(of character: UInt8) -> UInt64? {
        switch character {
        case 0x31...0x39: return UInt64(character &- 0x31)
        case 0x41...0x48: return UInt64(character &- 0x41 &+ 9)
        case 0x4A...0x4E: return UInt64(character &- 0x4A &+ 17)
        case 0x50...0x5A: return UInt64(character &- 0x50 &+ 22)
        case 0x61...0x6B: return UInt64(character &- 0x61 &+ 33)
        case 0x6D...0x7A: return UInt64(character &- 0x6D &+ 44)
        default: return nil
        }
    }
}
