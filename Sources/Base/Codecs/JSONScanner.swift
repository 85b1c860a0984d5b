/// A cursor over one JSON text (RFC 8259). It is pulled: the caller asks for what it expects, in
/// place, and skips what it does not want; no tree, no strings, no allocation.
///
/// Everything passed over is checked, skipped values included: grammar, UTF-8, escapes, numbers,
/// depth. `finish()` checks that nothing follows. After an error the cursor is of no further use.
///
///     var scanner = JSONScanner(bytes)
///     try scanner.enterObject()
///     while let key = try scanner.nextKey() {
///         if key.equals("slot") { slot = try scanner.unsigned() } else { try scanner.skip() }
///     }
///     try scanner.finish()
@safe @frozen public struct JSONScanner {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let count: Int
    /// Where the cursor stands, in bytes from the start of the text.
    public internal(set) var offset: Int
    /// How many objects and arrays are open.
    public internal(set) var depth: Int
    /// The innermost one was just opened: no comma is due.
    var isFresh: Bool

    /// How deep objects and arrays may stand in each other.
    public static var depthMax: Int { @inlinable @_noLocks get { 64 } }

    /// - Parameter bytes: must outlive the scanner.
    @_noLocks public init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.init(bytes, from: 0)
    }

    /// Goes on where somebody else stopped, with `depth` containers open around the place.
    @_noLocks public init(
        _ bytes: UnsafeRawBufferPointer, from offset: Int, depth: Int = 0,
        standing: JSONPlace = .behindElement
    ) {
        precondition(offset >= 0 && offset <= bytes.count, "the start lies in the text")
        precondition(depth >= 0 && depth <= JSONScanner.depthMax, "so many may be open")
        // An empty text has no address; none of its bytes is ever read.
        unsafe base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
        count = bytes.count
        self.offset = offset
        self.depth = depth
        switch standing {
        case .behindBracket: isFresh = true
        case .behindElement: isFresh = false
        }
    }

    /// The kind of the value that comes next, by its first byte. Does not take it.
    @_noLocks public mutating func kind() throws(JSONError) -> JSONKind {
        switch try dueByte() {
        case 0x7B: return .object
        case 0x5B: return .array
        case 0x22: return .string
        case 0x2D, 0x30...0x39: return .number
        case 0x74, 0x66: return .bool
        case 0x6E: return .null
        default: throw JSONError(.unexpectedByte, at: offset)
        }
    }

    /// Whether a string comes next. Does not take it.
    @_noLocks public mutating func isAtString() throws(JSONError) -> Bool {
        try dueByte() == 0x22
    }

    /// Whether an array comes next. Does not take it.
    @_noLocks public mutating func isAtArray() throws(JSONError) -> Bool {
        try dueByte() == 0x5B
    }

    @_noLocks public mutating func enterObject() throws(JSONError) { try enter(0x7B) }

    @_noLocks public mutating func enterArray() throws(JSONError) { try enter(0x5B) }

    /// The next key of the object that is open, or nil at its end, which it leaves. The value
    /// must be taken or skipped before the next call.
    @_noLocks public mutating func nextKey() throws(JSONError) -> JSONText? {
        if try dueByte() == 0x7D {
            try leave()
            return nil
        }
        if !isFresh { try expect(0x2C) }
        isFresh = false
        guard try dueByte() == 0x22 else { throw JSONError(.unexpectedByte, at: offset) }
        let key = try string()
        try expect(0x3A)
        return key
    }

    /// Whether the array that is open has another element; at its end, leaves it.
    @_noLocks public mutating func nextElement() throws(JSONError) -> Bool {
        if try dueByte() == 0x5D {
            try leave()
            return false
        }
        if !isFresh { try expect(0x2C) }
        isFresh = false
        return true
    }

    @_noLocks public mutating func bool() throws(JSONError) -> Bool {
        switch try dueByte() {
        case 0x74:
            try word("true")
            return true
        case 0x66:
            try word("false")
            return false
        default: throw JSONError(.wrongKind, at: offset)
        }
    }

    /// Takes a null if one comes next, and says whether it did.
    @_noLocks public mutating func takeNull() throws(JSONError) -> Bool {
        guard try dueByte() == 0x6E else { return false }
        try word("null")
        return true
    }

    /// Checks that the text ends here, but for white space.
    @_noLocks public mutating func finish() throws(JSONError) {
        skipSpace()
        guard offset == count else { throw JSONError(.trailingBytes, at: offset) }
    }

    // MARK: Steps

    @_noLocks func byte(_ offset: Int) -> UInt8 {
        unsafe base.load(fromByteOffset: offset, as: UInt8.self)
    }

    @_noLocks mutating func skipSpace() {
        while offset < count {
            switch byte(offset) {
            case 0x20, 0x0A, 0x0D, 0x09: offset &+= 1
            default: return
            }
        }
    }

    /// The next byte that is no white space; it is not taken.
    @_noLocks mutating func dueByte() throws(JSONError) -> UInt8 {
        skipSpace()
        guard offset < count else { throw JSONError(.endOfText, at: count) }
        return byte(offset)
    }

    @_noLocks mutating func expect(_ due: UInt8) throws(JSONError) {
        guard try dueByte() == due else { throw JSONError(.unexpectedByte, at: offset) }
        offset &+= 1
    }

    @_noLocks mutating func enter(_ opening: UInt8) throws(JSONError) {
        guard try dueByte() == opening else { throw JSONError(.wrongKind, at: offset) }
        guard depth < JSONScanner.depthMax else { throw JSONError(.tooDeep, at: offset) }
        offset &+= 1
        depth &+= 1
        isFresh = true
    }

    @_noLocks mutating func leave() throws(JSONError) {
        guard depth > 0 else { throw JSONError(.unexpectedByte, at: offset) }
        offset &+= 1
        depth &-= 1
        isFresh = false
    }

    @_noLocks mutating func word(_ text: StaticString) throws(JSONError) {
        let start = unsafe UnsafeRawPointer(text.utf8Start)
        for index in 0..<text.utf8CodeUnitCount {
            guard offset < count else { throw JSONError(.endOfText, at: count) }
            guard unsafe byte(offset) == start.load(fromByteOffset: index, as: UInt8.self) else {
                throw JSONError(.unexpectedByte, at: offset)
            }
            offset &+= 1
        }
    }
}
