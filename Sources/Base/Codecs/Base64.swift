import CBytes

/// Why a text is no base64 of the strict kind.
public enum Base64Error: Error, Equatable, Sendable {
    /// The length is no multiple of four.
    case badLength
    /// The group of four that starts here holds a character that may not stand there.
    case badCharacter(offset: Int)
    /// The last group leaves bits that are not zero: a second spelling of the same bytes.
    case notCanonical
    /// The bytes do not fit the room given.
    case roomTooSmall
    /// The bytes asked for are not all in the text.
    case outOfRange
}

/// Base64 with padding (RFC 4648 §4), strict: no other characters, padding where it belongs and
/// nowhere else, no stray bits.
public enum Base64 {
    /// How many characters spell `count` bytes.
    @inlinable @_noLocks public static func characters(for count: Int) -> Int {
        (count &+ 2) / 3 &* 4
    }

    /// How many bytes `text` spells, by its length and padding alone.
    @_noLocks public static func byteCount(
        of text: UnsafeRawBufferPointer
    ) throws(Base64Error) -> Int {
        let length = text.count
        guard length % 4 == 0 else { throw .badLength }
        return length / 4 &* 3 &- (unsafe padding(of: text))
    }

    /// Decodes the whole of `text`. What stands in `room` behind the answer is unspecified.
    ///
    /// - Returns: how many bytes were written.
    @_noLocks @discardableResult public static func decode(
        _ text: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(Base64Error) -> Int {
        let count = try unsafe byteCount(of: text)
        guard count <= room.count else { throw .roomTooSmall }
        guard count > 0, let characters = text.baseAddress,
            let out = room.baseAddress
        else {
            guard text.count == 0 else { throw .badCharacter(offset: 0) }
            return 0
        }
        let groups = count / 3
        try unsafe decode(characters, groups: groups, first: 0, into: out)
        guard groups &* 3 < count else { return count }
        try unsafe decodeLast(
            characters, group: groups, bytes: count &- groups &* 3, into: out + groups &* 3)
        return count
    }

    /// Decodes only the groups of four characters that hold the bytes of `range`: a price needs
    /// fifty of the nine hundred characters of a pool's account. The rest is not looked at.
    ///
    /// - Parameter room: takes whole groups: up to two bytes more at each end.
    /// - Returns: where in `room` the first byte of `range` stands.
    @_noLocks public static func decode(
        bytes range: Range<Int>, of text: UnsafeRawBufferPointer,
        into room: UnsafeMutableRawBufferPointer
    ) throws(Base64Error) -> Int {
        let count = try unsafe byteCount(of: text)
        guard range.lowerBound >= 0, range.upperBound <= count else { throw .outOfRange }
        guard range.lowerBound < range.upperBound, let characters = text.baseAddress,
            let out = room.baseAddress
        else { return 0 }
        let first = range.lowerBound / 3
        let end = (range.upperBound &+ 2) / 3
        let whole = end &* 3 <= count ? end : end &- 1
        let rest = whole < end ? count &- whole &* 3 : 0
        guard (whole &- first) &* 3 &+ rest <= room.count else { throw .roomTooSmall }
        try unsafe decode(characters, groups: whole &- first, first: first, into: out)
        if rest > 0 {
            try unsafe decodeLast(
                characters, group: whole, bytes: rest, into: out + (whole &- first) &* 3)
        }
        return range.lowerBound &- first &* 3
    }

    @_noLocks private static func decode(
        _ characters: UnsafeRawPointer, groups: Int, first: Int, into out: UnsafeMutableRawPointer
    ) throws(Base64Error) {
        let good = unsafe cbytes_base64_decode(
            (characters + 4 &* first).assumingMemoryBound(to: UInt8.self), groups,
            out.assumingMemoryBound(to: UInt8.self))
        guard good == groups else { throw .badCharacter(offset: 4 &* (first &+ good)) }
    }

    /// The last group, of one or two bytes: its missing characters count as A, the zero bits.
    @_noLocks private static func decodeLast(
        _ characters: UnsafeRawPointer, group: Int, bytes: Int, into out: UnsafeMutableRawPointer
    ) throws(Base64Error) {
        var four = unsafe (characters + 4 &* group).loadUnaligned(as: UInt32.self).littleEndian
        four = bytes == 1 ? four & 0xFFFF | 0x4141_0000 : four & 0xFF_FFFF | 0x4100_0000
        var text = four.littleEndian
        var value: UInt32 = 0
        let good = unsafe withUnsafePointer(to: &text) { place in
            unsafe withUnsafeMutablePointer(to: &value) { room in
                unsafe cbytes_base64_decode(
                    UnsafeRawPointer(place).assumingMemoryBound(to: UInt8.self), 1,
                    UnsafeMutableRawPointer(room).assumingMemoryBound(to: UInt8.self))
            }
        }
        guard good == 1 else { throw .badCharacter(offset: 4 &* group) }
        value = value.littleEndian
        guard value >> UInt32(8 &* bytes) == 0 else { throw .notCanonical }
        for index in 0..<bytes {
            let byte = UInt8(truncatingIfNeeded: value >> UInt32(8 &* index))
            unsafe out.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
    }

    /// Padding characters at the end, 0...2. The length is a multiple of four.
    @_noLocks private static func padding(of text: UnsafeRawBufferPointer) -> Int {
        let length = text.count
        guard length > 0, unsafe text[length &- 1] == 0x3D else { return 0 }
        return unsafe text[length &- 2] == 0x3D ? 2 : 1
    }
}
