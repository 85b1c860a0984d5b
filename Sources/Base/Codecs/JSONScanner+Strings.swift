import CBytes

extension JSONScanner {
    /// A string, as the bytes between its quotes.
    @_noLocks public mutating func string() throws(JSONError) -> JSONText {
        guard try dueByte() == 0x22 else { throw JSONError(.wrongKind, at: offset) }
        let start = offset &+ 1
        var at = start
        var isEscaped = false
        while true {
            at = plainEnd(from: at)
            guard at < count else { throw JSONError(.endOfText, at: count) }
            switch byte(at) {
            case 0x22:
                offset = at &+ 1
                return unsafe JSONText(
                    UnsafeRawBufferPointer(start: base + start, count: at &- start),
                    isEscaped: isEscaped)
            case 0x5C:
                at = try escapeEnd(from: at)
                isEscaped = true
            case 0x80...: at = try characterEnd(from: at)
            default: throw JSONError(.controlCharacter, at: at)
            }
        }
    }

    /// The first byte from `at` on that may not stand in a string as it is; the count if none.
    /// Short strings are looked at in words, long ones by the widest instructions.
    @_noLocks private func plainEnd(from at: Int) -> Int {
        var at = at
        for _ in 0..<4 {
            guard at &+ 8 <= count else { break }
            let marks = unsafe EightBytes(at: base + at).specialMarks
            if marks != 0 { return at &+ (marks.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        let rest = unsafe (base + at).assumingMemoryBound(to: UInt8.self)
        return at &+ (unsafe cbytes_plain_run(rest, count &- at))
    }

    /// The end of the escape that starts at `at`. Half surrogate pairs are left to whoever wants
    /// the characters: the grammar allows them.
    @_noLocks private func escapeEnd(from at: Int) throws(JSONError) -> Int {
        guard at &+ 1 < count else { throw JSONError(.endOfText, at: count) }
        switch byte(at &+ 1) {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return at &+ 2
        case 0x75:
            for index in (at &+ 2)..<(at &+ 6) {
                guard index < count else { throw JSONError(.endOfText, at: count) }
                guard Hexadecimal.value(of: byte(index)) != nil else {
                    throw JSONError(.badEscape, at: at)
                }
            }
            return at &+ 6
        default: throw JSONError(.badEscape, at: at)
        }
    }

    /// The end of the UTF-8 character of two to four bytes that starts at `at`.
    @_noLocks private func characterEnd(from at: Int) throws(JSONError) -> Int {
        let text = unsafe UnsafeRawBufferPointer(start: base + at, count: count &- at)
        switch unsafe UTF8Character.length(at: 0, in: text) {
        case .valid(let length): return at &+ length
        case .truncated: throw JSONError(.endOfText, at: count)
        case .invalid: throw JSONError(.badUTF8, at: at)
        }
    }
}
