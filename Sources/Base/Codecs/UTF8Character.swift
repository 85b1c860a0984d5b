/// What stands at one place of a text that should be UTF-8.
enum UTF8Character {
    /// A character of this many bytes, 1...4.
    case valid(Int)
    /// The text ends inside of a character.
    case truncated
    case invalid

    /// Looks at the character at `offset`, which lies in the text. Follows the table of the
    /// Unicode standard (RFC 3629 §4): no overlong forms, no surrogates, nothing over U+10FFFF.
    @_noLocks static func length(
        at offset: Int, in text: UnsafeRawBufferPointer
    ) -> UTF8Character {
        let first = unsafe text[offset]
        var least: UInt8 = 0x80
        var most: UInt8 = 0xBF
        var length = 2
        switch first {
        case 0x00...0x7F: return .valid(1)
        case 0xC2...0xDF: break
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { least = 0xA0 }
            if first == 0xED { most = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { least = 0x90 }
            if first == 0xF4 { most = 0x8F }
        default: return .invalid
        }
        for index in (offset &+ 1)..<(offset &+ length) {
            guard index < text.count else { return .truncated }
            let byte = unsafe text[index]
            guard byte >= least, byte <= most else { return .invalid }
            least = 0x80
            most = 0xBF
        }
        return .valid(length)
    }
}
