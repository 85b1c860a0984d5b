/// Writes JSON into memory that the caller owns. Commas and escapes are its business; that keys
/// and values alternate is the caller's. When the room ends nothing more is written, and
/// `count` is nil.
@safe public struct JSONWriter: ~Copyable {
    let room: UnsafeMutableRawBufferPointer
    var written: Int
    var isFull: Bool
    /// A comma is due before the next key or element.
    var needsComma: Bool

    /// - Parameter room: must outlive the writer.
    @_noLocks public init(into room: UnsafeMutableRawBufferPointer) {
        unsafe self.room = unsafe room
        written = 0
        isFull = false
        needsComma = false
    }

    /// Bytes written; nil when the room was too small for all of them.
    public var count: Int? {
        @_noLocks get { isFull ? nil : written }
    }

    /// What was written, in place; nil when the room was too small.
    public var text: UnsafeRawBufferPointer? {
        @_noLocks get {
            guard !isFull else { return nil }
            return unsafe UnsafeRawBufferPointer(rebasing: room[..<written])
        }
    }

    @_noLocks public mutating func beginObject() { open(0x7B) }
    @_noLocks public mutating func endObject() { close(0x7D) }
    @_noLocks public mutating func beginArray() { open(0x5B) }
    @_noLocks public mutating func endArray() { close(0x5D) }

    /// A key; its value must follow.
    @_noLocks public mutating func key(_ key: StaticString) {
        string(key)
        put(0x3A)
        needsComma = false
    }

    @_noLocks public mutating func string(_ value: StaticString) {
        unsafe string(
            UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// A string from UTF-8; each byte that is none becomes U+FFFD, so that the text stays JSON.
    @_noLocks public mutating func string(_ value: UnsafeRawBufferPointer) {
        comma()
        put(0x22)
        var offset = 0
        while offset < value.count {
            offset &+= unsafe character(at: offset, of: value)
        }
        put(0x22)
        needsComma = true
    }

    @_noLocks public mutating func unsigned(_ value: UInt64) {
        comma()
        digits(value)
        needsComma = true
    }

    @_noLocks public mutating func signed(_ value: Int64) {
        comma()
        if value < 0 { put(0x2D) }
        digits(value.magnitude)
        needsComma = true
    }

    @_noLocks public mutating func bool(_ value: Bool) {
        comma()
        raw(value ? "true" : "false")
        needsComma = true
    }

    @_noLocks public mutating func null() {
        comma()
        raw("null")
        needsComma = true
    }

    /// A line feed between two values: JSON lines. No comma is due after it.
    @_noLocks public mutating func endLine() {
        put(0x0A)
        needsComma = false
    }
}
