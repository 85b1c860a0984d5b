/// Table headers whose name is missing, such as `[` or `[é]`.
///
/// The TOML library means to refuse them and ends the process instead (toml++ 3, an assertion in
/// `parse_key`), so they are looked for before it sees the text.
struct TableHeaders {
    private let bytes: [UInt8]

    init(of text: String) { bytes = Array(text.utf8) }

    /// Where the first such header's name ought to be: line and column, both from 1.
    var firstNameless: (line: Int, column: Int)? {
        var line = 1
        var lineStart = 0
        var beginsLine = true
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if endsLine(place) {
                if byte == 0x0A {
                    line += 1
                    lineStart = place + 1
                }
                beginsLine = true
            } else if byte == 0x5B, beginsLine {
                place = name(behind: place)
                guard place < bytes.count, beginsName(bytes[place]) else {
                    return (line, place - lineStart + 1)
                }
                beginsLine = false
            } else if !isBlank(byte), byte < 0x80 {
                beginsLine = false
            }
            place += 1
        }
        return nil
    }

    /// The first byte behind `[` or `[[` and blanks.
    private func name(behind bracket: Int) -> Int {
        var place = bracket + 1
        if place < bytes.count, bytes[place] == 0x5B { place += 1 }
        while place < bytes.count, isBlank(bytes[place]) { place += 1 }
        return place
    }

    /// Everything that the library takes for the end of a line: U+2028 and its like as well.
    private func endsLine(_ place: Int) -> Bool {
        switch bytes[place] {
        case 0x0A...0x0D: true
        case 0x85: place > 0 && bytes[place - 1] == 0xC2
        case 0xA8, 0xA9: place > 1 && bytes[place - 2] == 0xE2 && bytes[place - 1] == 0x80
        default: false
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A letter, digit, `-`, `_`, a quote, or the bracket that the library refuses by itself.
    private func beginsName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D, 0x5F, 0x22, 0x27, 0x5D: true
        default: false
        }
    }
}
