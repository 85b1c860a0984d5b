/// Eight bytes of text in one machine word, first byte lowest: the unit in which quick paths look
/// at text. All answers are exact for the first byte that matters; what stands behind it may be
/// anything.
@frozen public struct EightBytes: BitwiseCopyable, Sendable {
    public let bits: UInt64

    @inlinable @_noLocks @inline(__always) public init(bits: UInt64) { self.bits = bits }

    /// Eight bytes at a place where at least eight are left.
    @inlinable @_noLocks @inline(__always) public init(at place: UnsafeRawPointer) {
        bits = UInt64(littleEndian: unsafe place.loadUnaligned(as: UInt64.self))
    }

    /// Eight bytes at a place before `limit`; those from the limit on are 0 and are not read.
    /// At least eight bytes before the limit must belong to the text.
    @inlinable @_noLocks @inline(__always)
    public init(at place: UnsafeRawPointer, limit: UnsafeRawPointer) {
        let left = unsafe limit - place
        if left >= 8 {
            unsafe self.init(at: place)
        } else {
            let whole = unsafe EightBytes(at: limit - 8)
            self.init(bits: whole.bits >> UInt64(truncatingIfNeeded: 64 &- 8 &* left))
        }
    }

    @inlinable @_noLocks @inline(__always) static func all(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* 0x0101_0101_0101_0101
    }

    /// The high bit of each byte that equals `byte`; bits above the lowest one may be false.
    @inlinable @_noLocks @inline(__always) public func marks(of byte: UInt8) -> UInt64 {
        let difference = bits ^ EightBytes.all(byte)
        return (difference &- EightBytes.all(1)) & ~difference & EightBytes.all(0x80)
    }

    /// The high bit of each byte that may not stand in a JSON string as it is: quote, backslash,
    /// control characters, and bytes of 0x80 and more. Bits above the lowest one may be false.
    public var specialMarks: UInt64 {
        @inlinable @_noLocks @inline(__always) get {
            let control = (bits &- EightBytes.all(0x20)) & EightBytes.all(0x80)
            let high = bits & EightBytes.all(0x80)
            return marks(of: 0x22) | marks(of: 0x5C) | control | high
        }
    }

    /// The high bit of each byte that is no decimal digit; bits above the lowest may be false.
    public var nonDigitMarks: UInt64 {
        @inlinable @_noLocks @inline(__always) get {
            let digits = bits &- EightBytes.all(0x30)
            return ((digits &+ EightBytes.all(0x76)) | digits | bits) & EightBytes.all(0x80)
        }
    }

    /// The place of the first marked byte of sixteen, given the marks of two words in a row; 16
    /// when there is none.
    @inlinable @_noLocks @inline(__always)
    public static func firstMark(_ first: UInt64, _ second: UInt64) -> Int {
        // One bit a byte, gathered without a branch: lengths of texts cannot be predicted.
        let gathered = gather(first) | gather(second) << 8 | 1 << 16
        return gathered.trailingZeroBitCount
    }

    /// The marks of eight bytes as eight bits. The products of the multiplication never meet.
    @inlinable @_noLocks @inline(__always) static func gather(_ marks: UInt64) -> UInt64 {
        ((marks >> 7) &* 0x0102_0408_1020_4080) >> 56
    }

    /// The number that the first `count` bytes spell; nil unless all of them are digits. 0...8.
    @inlinable @_noLocks @inline(__always) public func number(digits count: Int) -> UInt64? {
        let digits = digits(count)
        guard EightBytes.strays(digits) == 0 else { return nil }
        return EightBytes.joined(digits)
    }

    /// The values of the first `count` bytes as digits, behind zeros. 0...8.
    @inlinable @_noLocks @inline(__always) func digits(_ count: Int) -> UInt64 {
        EightBytes.shiftedUp(bits &- EightBytes.all(0x30), bytes: 8 &- count)
    }

    /// `word` moved up by 0...8 bytes; by 8 nothing is left. Twice the half, for the processor
    /// knows no shift by 64, and a branch would not be predicted.
    @inlinable @_noLocks @inline(__always)
    static func shiftedUp(_ word: UInt64, bytes: Int) -> UInt64 {
        let half = UInt64(truncatingIfNeeded: 4 &* bytes)
        return (word &<< half) &<< half
    }

    /// Not 0 if any of eight digit values is none.
    @inlinable @_noLocks @inline(__always) static func strays(_ digits: UInt64) -> UInt64 {
        ((digits &+ EightBytes.all(0x76)) | digits) & EightBytes.all(0x80)
    }

    /// Eight digit values, first one lowest, as one number: pairs, then fours, then eight.
    @inlinable @_noLocks @inline(__always) static func joined(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits >> 8)
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (low &+ high) >> 32
    }
}
