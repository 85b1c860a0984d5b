extension Base64 {
    /// Spells `bytes`; nil when the text does not fit `room`.
    ///
    /// - Returns: how many characters were written.
    @_noLocks public static func encode(
        _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let count = bytes.count
        guard characters(for: count) <= room.count else { return nil }
        var place = 0
        var offset = 0
        while offset < count {
            let left = count &- offset
            var bits = UInt32(unsafe bytes[offset]) << 16
            if left > 1 { bits |= UInt32(unsafe bytes[offset &+ 1]) << 8 }
            if left > 2 { bits |= UInt32(unsafe bytes[offset &+ 2]) }
            unsafe room[place] = character(bits >> 18)
            unsafe room[place &+ 1] = character(bits >> 12)
            unsafe room[place &+ 2] = left > 1 ? character(bits >> 6) : 0x3D
            unsafe room[place &+ 3] = left > 2 ? character(bits) : 0x3D
            place &+= 4
            offset &+= 3
        }
        return place
    }

    /// The character of the low six bits.
    @_noLocks private static func character(_ bits: UInt32) -> UInt8 {
        let six = UInt8(truncatingIfNeeded: bits & 63)
        switch six {
        case 0..<26: return 0x41 &+ six
        case 26..<52: return 0x61 &+ (six &- 26)
        case 52..<62: return 0x30 &+ (six &- 52)
        case 62: return 0x2B
        default: return 0x2F
        }
    }
}
