extension JSONWriter {
    /// A string. For cold code: a `String` may allocate.
    public mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { bytes in
            unsafe string(UnsafeRawBufferPointer(bytes))
        }
    }

    /// A key that is made when the program runs. For cold code.
    public mutating func key(_ key: String) {
        string(key)
        put(0x3A)
        needsComma = false
    }

    /// `count` × 10^−`decimals` in plain decimal notation, exactly: 12345 with 2 is 123.45.
    @_noLocks public mutating func decimal(_ count: Int64, decimals: Int) {
        precondition(decimals >= 0 && decimals <= 18, "a decimal has up to 18 places")
        comma()
        if count < 0 { put(0x2D) }
        let scale = DecimalGrid.power(decimals)
        digits(count.magnitude / scale)
        if decimals > 0 {
            put(0x2E)
            var place = scale / 10
            while place > 0 {
                put(0x30 &+ UInt8(truncatingIfNeeded: count.magnitude / place % 10))
                place /= 10
            }
        }
        needsComma = true
    }

    @_noLocks mutating func put(_ byte: UInt8) {
        guard unsafe written < room.count else {
            isFull = true
            return
        }
        unsafe room[written] = byte
        written &+= 1
    }

    @_noLocks mutating func comma() {
        if needsComma { put(0x2C) }
    }

    @_noLocks mutating func open(_ bracket: UInt8) {
        comma()
        put(bracket)
        needsComma = false
    }

    @_noLocks mutating func close(_ bracket: UInt8) {
        put(bracket)
        needsComma = true
    }

    @_noLocks mutating func raw(_ text: StaticString) {
        let start = unsafe UnsafeRawPointer(text.utf8Start)
        for index in 0..<text.utf8CodeUnitCount {
            put(unsafe start.load(fromByteOffset: index, as: UInt8.self))
        }
    }

    @_noLocks mutating func digits(_ value: UInt64) {
        var place: UInt64 = 1
        while value / place >= 10 { place *= 10 }
        while place > 0 {
            put(0x30 &+ UInt8(truncatingIfNeeded: value / place % 10))
            place /= 10
        }
    }

    /// Writes the character at `offset`, escaped where JSON asks for it (RFC 8259 §7), and says
    /// how many bytes of the value it took.
    @_noLocks mutating func character(
        at offset: Int, of value: UnsafeRawBufferPointer
    ) -> Int {
        let byte = unsafe value[offset]
        switch byte {
        case 0x22, 0x5C:
            put(0x5C)
            put(byte)
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0x00..<0x20:
            raw("\\u00")
            put(Hexadecimal.digit(byte >> 4))
            put(Hexadecimal.digit(byte & 15))
        case 0x80...: return unsafe longCharacter(at: offset, of: value)
        default: put(byte)
        }
        return 1
    }

    @_noLocks private mutating func longCharacter(
        at offset: Int, of value: UnsafeRawBufferPointer
    ) -> Int {
        guard case .valid(let length) = unsafe UTF8Character.length(at: offset, in: value) else {
            raw("\u{FFFD}")
            return 1
        }
        for index in 0..<length { put(unsafe value[offset &+ index]) }
        return length
    }
}
