extension Base58 {
    /// Spells `bytes`; nil when there are more than `bytesMax` or the text does not fit `room`.
    ///
    /// - Returns: how many characters were written.
    @_noLocks public static func encode(
        _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard bytes.count <= bytesMax else { return nil }
        // 128 bytes need at most 175 digits.
        var digits = InlineArray<192, UInt8>(repeating: 0)
        var used = 0
        let zeros = unsafe leading(0, in: bytes)
        for index in zeros..<(bytes.count) {
            var carry = UInt32(unsafe bytes[index])
            for place in 0..<used {
                carry &+= UInt32(digits[place]) << 8
                digits[place] = UInt8(truncatingIfNeeded: carry % 58)
                carry /= 58
            }
            while carry > 0 {
                digits[used] = UInt8(truncatingIfNeeded: carry % 58)
                used &+= 1
                carry /= 58
            }
        }
        guard zeros &+ used <= room.count else { return nil }
        for index in 0..<zeros { unsafe room[index] = 0x31 }
        for index in 0..<used {
            unsafe room[zeros &+ index] = character(digits[used &- 1 &- index])
        }
        return zeros &+ used
    }

    /// The character of a digit, 0...57.
    @_noLocks private static func character(_ digit: UInt8) -> UInt8 {
        switch digit {
        case 0..<9: return 0x31 &+ digit
        case 9..<17: return 0x41 &+ (digit &- 9)
        case 17..<22: return 0x4A &+ (digit &- 17)
        case 22..<33: return 0x50 &+ (digit &- 22)
        case 33..<44: return 0x61 &+ (digit &- 33)
        default: return 0x6D &+ (digit &- 44)
        }
    }
}
