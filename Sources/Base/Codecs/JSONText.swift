/// The bytes between the quotes of a JSON string, in place, checked by the scanner.
@safe @frozen public struct JSONText {
    /// As they stand in the text, escapes and all.
    public let raw: UnsafeRawBufferPointer
    /// Whether there are escapes in it. Without any, `raw` is the string.
    public let isEscaped: Bool

    @inlinable @_noLocks public init(_ raw: UnsafeRawBufferPointer, isEscaped: Bool) {
        unsafe self.raw = unsafe raw
        self.isEscaped = isEscaped
    }

    /// Whether the string, unescaped, is `text`.
    @_noLocks public func equals(_ text: StaticString) -> Bool {
        if !isEscaped { return unsafe Literal.equals(text, raw) }
        return unsafe equals(
            UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether the string, unescaped, is these bytes of UTF-8.
    @_noLocks public func equals(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        var matched = 0
        while unsafe offset < raw.count {
            guard let piece = next(&offset),
                matched &+ piece.count <= bytes.count
            else { return false }
            for index in 0..<piece.count {
                guard unsafe bytes[matched &+ index] == piece.byte(index) else { return false }
            }
            matched &+= piece.count
        }
        return matched == bytes.count
    }

    /// Writes the string, unescaped, as UTF-8.
    ///
    /// - Returns: how many bytes were written, at most as many as `raw` has.
    /// - Throws: `.badEscape` at half of a surrogate pair; `.roomTooSmall`. The offset counts
    ///   from the start of `raw`.
    @_noLocks @discardableResult public func unescape(
        into room: UnsafeMutableRawBufferPointer
    ) throws(JSONError) -> Int {
        var offset = 0
        var written = 0
        while unsafe offset < raw.count {
            let start = offset
            guard let piece = next(&offset) else { throw JSONError(.badEscape, at: start) }
            guard written &+ piece.count <= room.count else {
                throw JSONError(.roomTooSmall, at: start)
            }
            for index in 0..<piece.count { unsafe room[written &+ index] = piece.byte(index) }
            written &+= piece.count
        }
        return written
    }

    /// One character's UTF-8 bytes, the first one lowest.
    private struct Piece {
        let count: Int
        let bytes: UInt32
        @_noLocks func byte(_ index: Int) -> UInt8 {
            UInt8(truncatingIfNeeded: bytes >> UInt32(truncatingIfNeeded: 8 &* index))
        }
    }

    /// Takes one byte or one escape; nil at half of a surrogate pair.
    @_noLocks private func next(_ offset: inout Int) -> Piece? {
        let first = unsafe raw[offset]
        guard first == 0x5C else {
            offset &+= 1
            return Piece(count: 1, bytes: UInt32(first))
        }
        let letter = unsafe raw[offset &+ 1]
        offset &+= 2
        switch letter {
        case 0x62: return Piece(count: 1, bytes: 0x08)
        case 0x66: return Piece(count: 1, bytes: 0x0C)
        case 0x6E: return Piece(count: 1, bytes: 0x0A)
        case 0x72: return Piece(count: 1, bytes: 0x0D)
        case 0x74: return Piece(count: 1, bytes: 0x09)
        case 0x75: return codePoint(&offset).map(JSONText.encoded)
        default: return Piece(count: 1, bytes: UInt32(letter))
        }
    }

    /// The code point of the four digits at `offset`, and of a second escape if the first is the
    /// high half of a pair.
    @_noLocks private func codePoint(_ offset: inout Int) -> UInt32? {
        let unit = hexadecimal(offset)
        offset &+= 4
        guard unit & 0xF800 == 0xD800 else { return unit }
        guard unit < 0xDC00, unsafe offset &+ 6 <= raw.count, unsafe raw[offset] == 0x5C,
            unsafe raw[offset &+ 1] == 0x75
        else { return nil }
        let low = hexadecimal(offset &+ 2)
        guard low & 0xFC00 == 0xDC00 else { return nil }
        offset &+= 6
        return 0x1_0000 &+ (unit & 0x3FF) << 10 &+ low & 0x3FF
    }

    @_noLocks private func hexadecimal(_ offset: Int) -> UInt32 {
        var unit: UInt32 = 0
        for index in offset..<(offset &+ 4) {
            unit = unit << 4 | UInt32(Hexadecimal.value(of: unsafe raw[index]) ?? 0)
        }
        return unit
    }

    @_noLocks private static func encoded(_ point: UInt32) -> Piece {
        let tail0 = 0x80 | point & 0x3F
        let tail1 = 0x80 | point >> 6 & 0x3F
        let tail2 = 0x80 | point >> 12 & 0x3F
        if point < 0x80 { return Piece(count: 1, bytes: point) }
        if point < 0x800 { return Piece(count: 2, bytes: 0xC0 | point >> 6 | tail0 << 8) }
        if point < 0x1_0000 {
            let bytes = 0xE0 | point >> 12 | tail1 << 8 | tail0 << 16
            return Piece(count: 3, bytes: bytes)
        }
        let bytes = 0xF0 | point >> 18 | tail2 << 8 | tail1 << 16 | tail0 << 24
        return Piece(count: 4, bytes: bytes)
    }
}
