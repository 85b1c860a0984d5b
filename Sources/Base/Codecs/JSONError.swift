/// What is wrong with a JSON text, and where.
@frozen public struct JSONError: Error, Equatable, Sendable {
    public let fault: JSONFault
    /// The byte at which it shows.
    public let offset: Int

    @inlinable @_noLocks public init(_ fault: JSONFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }
}

/// Each way in which a text is no JSON (RFC 8259), or not the JSON that was asked for.
@frozen public enum JSONFault: Sendable, CaseIterable {
    /// The text ends in the middle.
    case endOfText
    /// Another byte is due here.
    case unexpectedByte
    /// A control character in a string.
    case controlCharacter
    /// An escape that does not exist, or half of a surrogate pair where a whole one is needed.
    case badEscape
    /// A string is not UTF-8.
    case badUTF8
    /// A number that the grammar does not know, such as `01` or `1.`.
    case badNumber
    /// A fraction, an exponent or a sign where a whole number is wanted.
    case notAnInteger
    /// The number does not fit 64 bits.
    case outOfRange
    /// Deeper than `JSONScanner.depthMax`.
    case tooDeep
    /// A value of another kind than the one asked for.
    case wrongKind
    /// Something stands behind the value.
    case trailingBytes
    /// The room for an unescaped string is too small.
    case roomTooSmall
}

extension JSONFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .endOfText: "the text ends in the middle"
        case .unexpectedByte: "a character stands where another is due"
        case .controlCharacter: "a control character in a string"
        case .badEscape: "an escape that does not exist"
        case .badUTF8: "a string is not UTF-8"
        case .badNumber: "a number that is none"
        case .notAnInteger: "not a whole number"
        case .outOfRange: "a number beyond 64 bits"
        case .tooDeep: "nested too deep"
        case .wrongKind: "a value of another kind than is due"
        case .trailingBytes: "something stands behind the value"
        case .roomTooSmall: "a string longer than the room for it"
        }
    }
}

/// The kinds of JSON value.
@frozen public enum JSONKind: Sendable, CaseIterable {
    case object
    case array
    case string
    case number
    case bool
    case null
}

/// Where in the innermost container a scanner stands.
@frozen public enum JSONPlace: Sendable {
    /// Right behind the bracket that opens it: no comma is due.
    case behindBracket
    /// Behind an element, before the comma or the closing bracket.
    case behindElement
}
