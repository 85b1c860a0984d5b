/// The fields of a header, in their order. Names are found in any case.
public struct HTTPFields: Equatable, Sendable {
    public struct Line: Equatable, Sendable {
        /// In lower case.
        public let name: String
        /// Without white space at its ends.
        public let value: String
    }

    public private(set) var lines: [Line] = []

    public init() {}

    /// The value of the first field of this name, which is given in lower case.
    public func first(_ name: String) -> String? { lines.first { $0.name == name }?.value }

    /// The values of all fields of this name.
    public func all(_ name: String) -> [String] {
        lines.filter { $0.name == name }.map(\.value)
    }

    /// All fields of this name as one list (RFC 9110 §5.6.1).
    public func list(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",") }
            .map { trimmed(String($0)) }
            .filter { !$0.isEmpty }
    }

    /// The same list in lower case, where it holds tokens that have no case.
    public func tokens(_ name: String) -> [String] { list(name).map { $0.lowercased() } }

    /// Reads one field line.
    mutating func add(_ line: ArraySlice<UInt8>) throws(HTTPFault) {
        guard let first = line.first else { throw .badField }
        guard first != 0x20, first != 0x09 else { throw .foldedField }
        guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex else {
            throw .badField
        }
        let name = line[..<colon]
        let value = line[(colon + 1)...]
        guard name.allSatisfy(isTokenByte), value.allSatisfy(isValueByte) else { throw .badField }
        lines.append(
            Line(
                name: String(decoding: name, as: UTF8.self).lowercased(),
                value: trimmed(String(decoding: value, as: UTF8.self))))
    }
}

/// RFC 9110 §5.6.2.
func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
    default: false
    }
}

/// RFC 9110 §5.5: visible bytes, blanks, and what is beyond ASCII.
func isValueByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f || byte == 0x09 }

private func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.firstIndex(where: { !blank($0) }),
        let last = text.lastIndex(where: { !blank($0) })
    else { return "" }
    return String(text[first...last])
}
