/// Why a text is no hexadecimal.
public enum HexadecimalError: Error, Equatable, Sendable {
    /// An odd number of digits.
    case badLength
    case badCharacter(offset: Int)
    /// The bytes do not fit the room given.
    case roomTooSmall
}

/// Two hexadecimal digits a byte, high half first. Reads both cases, writes the lower one.
public enum Hexadecimal {
    /// - Returns: how many bytes were written.
    @_noLocks @discardableResult public static func decode(
        _ text: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(HexadecimalError) -> Int {
        guard text.count % 2 == 0 else { throw .badLength }
        let count = text.count / 2
        guard count <= room.count else { throw .roomTooSmall }
        for index in 0..<count {
            guard let high = value(of: unsafe text[2 &* index]) else {
                throw .badCharacter(offset: 2 &* index)
            }
            guard let low = value(of: unsafe text[2 &* index &+ 1]) else {
                throw .badCharacter(offset: 2 &* index &+ 1)
            }
            unsafe room[index] = high << 4 | low
        }
        return count
    }

    /// Spells `bytes`; nil when the text does not fit `room`.
    @_noLocks public static func encode(
        _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let count = bytes.count
        guard 2 &* count <= room.count else { return nil }
        for index in 0..<count {
            let byte = unsafe bytes[index]
            unsafe room[2 &* index] = digit(byte >> 4)
            unsafe room[2 &* index &+ 1] = digit(byte & 15)
        }
        return 2 &* count
    }

    /// The value of one digit; nil when it is none.
    @_noLocks static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: return character &- 0x30
        case 0x41...0x46: return character &- 0x41 &+ 10
        case 0x61...0x66: return character &- 0x61 &+ 10
        default: return nil
        }
    }

    /// The character of a value, 0...15.
    @_noLocks static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x61 &+ (value &- 10)
    }
}
