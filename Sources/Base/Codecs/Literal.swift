/// Comparing text with text that is known when the program is compiled. In a release build the
/// known text becomes constants in the compare instructions: no loop, no loads of it.
public enum Literal {
    /// Whether `text` stands at `place`, where at least as many bytes as it has are left.
    @inlinable @_noLocks @inline(__always)
    public static func stands(_ text: StaticString, at place: UnsafeRawPointer) -> Bool {
        let known = unsafe UnsafeRawPointer(text.utf8Start)
        let count = text.utf8CodeUnitCount
        var different: UInt64 = 0
        var offset = 0
        if count >= 8 {
            while offset &+ 8 <= count {
                different |= unsafe word(known, offset) ^ word(place, offset)
                offset &+= 8
            }
            if offset < count {
                // The last word overlaps the one before it.
                different |= unsafe word(known, count &- 8) ^ word(place, count &- 8)
            }
            return different == 0
        }
        while offset < count {
            let byte = unsafe known.load(fromByteOffset: offset, as: UInt8.self)
            let other = unsafe place.load(fromByteOffset: offset, as: UInt8.self)
            different |= UInt64(byte ^ other)
            offset &+= 1
        }
        return different == 0
    }

    /// Whether the whole of `bytes` is `text`.
    @inlinable @_noLocks @inline(__always)
    public static func equals(_ text: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        guard let start = bytes.baseAddress else { return true }
        return unsafe stands(text, at: start)
    }

    @inlinable @_noLocks @inline(__always)
    static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
