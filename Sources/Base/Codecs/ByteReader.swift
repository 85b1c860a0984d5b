// Codecs: bytes to values and back. Little-endian cursors, base58, base64, hexadecimal, decimal
// text to whole numbers, timestamps, and JSON read in place.
//
// A *text* is a run of bytes that somebody else owns; nothing here copies it, and nothing reads a
// byte outside it. Every reader is strict: what it accepts has exactly one meaning, and what it
// refuses it refuses with a small typed error that says where. Hot functions are `@_noLocks`: they
// neither allocate nor lock. This module knows no exchange, no chain and no socket; the shapes of
// their messages belong to Venues and Solana.
//
// There are two speeds. The scanner takes any JSON. `EightBytes`, `DecimalGrid` and `Literal`
// are the pieces from which a module builds a quick path for the one order of keys that it
// usually sees; whatever deviates goes to the scanner, so both speeds give the same answer.

/// A cursor over bytes with little-endian numbers, as chains and journals lay them out. Asking for
/// more than is left gives nil and does not move.
@safe @frozen public struct ByteReader {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Bytes taken so far.
    public private(set) var offset: Int

    /// - Parameter bytes: must outlive the reader.
    @_noLocks public init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = unsafe bytes
        offset = 0
    }

    /// Bytes left.
    public var remaining: Int {
        @_noLocks get { unsafe bytes.count &- offset }
    }

    @_noLocks public mutating func unsigned8() -> UInt8? {
        guard let at = unsafe taken(1) else { return nil }
        return unsafe at.loadUnaligned(as: UInt8.self)
    }

    @_noLocks public mutating func unsigned16() -> UInt16? {
        guard let at = unsafe taken(2) else { return nil }
        return UInt16(littleEndian: unsafe at.loadUnaligned(as: UInt16.self))
    }

    @_noLocks public mutating func unsigned32() -> UInt32? {
        guard let at = unsafe taken(4) else { return nil }
        return UInt32(littleEndian: unsafe at.loadUnaligned(as: UInt32.self))
    }

    @_noLocks public mutating func unsigned64() -> UInt64? {
        guard let at = unsafe taken(8) else { return nil }
        return UInt64(littleEndian: unsafe at.loadUnaligned(as: UInt64.self))
    }

    @_noLocks public mutating func unsigned128() -> UInt128? {
        guard let at = unsafe taken(16) else { return nil }
        let low = UInt64(littleEndian: unsafe at.loadUnaligned(as: UInt64.self))
        let high = UInt64(
            littleEndian: unsafe at.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return UInt128(high) << 64 | UInt128(low)
    }

    @_noLocks public mutating func signed32() -> Int32? {
        guard let bits = unsigned32() else { return nil }
        return Int32(bitPattern: bits)
    }

    @_noLocks public mutating func signed64() -> Int64? {
        guard let bits = unsigned64() else { return nil }
        return Int64(bitPattern: bits)
    }

    @_noLocks public mutating func signed128() -> Int128? {
        guard let bits = unsigned128() else { return nil }
        return Int128(bitPattern: bits)
    }

    /// The next `count` bytes, in place.
    @_noLocks public mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
        guard let at = unsafe taken(count) else { return nil }
        return unsafe UnsafeRawBufferPointer(start: at, count: count)
    }

    /// Moves over `count` bytes; false, without moving, when fewer are left.
    @_noLocks public mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= remaining else { return false }
        offset &+= count
        return true
    }

    @_noLocks private mutating func taken(_ count: Int) -> UnsafeRawPointer? {
        guard count >= 0, count <= remaining, let base = unsafe bytes.baseAddress else {
            return nil
        }
        let at = unsafe base + offset
        offset &+= count
        return unsafe at
    }
}
