/// Whole numbers as JSON spells them, for quick paths.
@frozen public struct Digits: BitwiseCopyable, Sendable {
    public let value: UInt64
    /// Characters read; 0 when there is no such number.
    public let length: Int

    @inlinable @_noLocks @inline(__always) init(value: UInt64, length: Int) {
        self.value = value
        self.length = length
    }

    /// The digits at `place`, up to nineteen of them, with another byte behind them, and no zero
    /// in front of others. Declines everything else, good or bad.
    ///
    /// - Parameters:
    ///   - place: before `limit`; eight bytes before the limit belong to the text.
    ///   - limit: where the text ends. Nothing from there on is read.
    @inlinable @_noLocks @inline(__always)
    public static func leading(at place: UnsafeRawPointer, limit: UnsafeRawPointer) -> Digits {
        let none = Digits(value: 0, length: 0)
        let first = unsafe EightBytes(at: place, limit: limit)
        var second = EightBytes(bits: 0)
        if unsafe limit - place > 8 { second = unsafe EightBytes(at: place + 8, limit: limit) }
        let length = EightBytes.firstMark(first.nonDigitMarks, second.nonDigitMarks)
        guard length > 0, length == 1 || first.bits & 0xFF != 0x30 else { return none }
        guard length < 16 else { return unsafe long(at: place, limit: limit) }
        // Digits are marked as such: both halves are numbers.
        let front = EightBytes.joined(first.digits(min(length, 8)))
        let back = EightBytes.joined(second.digits(max(length &- 8, 0)))
        let scale: UInt64 = length > 8 ? Digits.power(length &- 8) : 1
        return Digits(value: front &* scale &+ back, length: length)
    }

    /// Sixteen to nineteen digits: they fit 64 bits.
    @_noLocks @usableFromInline @inline(never)
    static func long(at place: UnsafeRawPointer, limit: UnsafeRawPointer) -> Digits {
        var value: UInt64 = 0
        var length = 0
        while unsafe place + length < limit, length < 20 {
            let digit = unsafe place.load(fromByteOffset: length, as: UInt8.self) &- 0x30
            guard digit < 10 else { return Digits(value: value, length: length) }
            value = value &* 10 &+ UInt64(digit)
            length &+= 1
        }
        return Digits(value: 0, length: 0)
    }

    /// 10^`exponent`, 1...8.
    @inlinable @_noLocks static func power(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }
}
