/// Whole numbers as JSON spells them, for quick paths.
@frozen public struct Digits: BitwiseCopyable, Sendable {
    public let value: UInt64
    /// Characters read; 0 when there is no such number.
    public let length: Int

    @inlinable @_noLocks @inline(__always) init(value: UInt64, length: Int) {
        self.value = value
        self.length = length
    }

    /// The digits at `place`, up to sixteen of them, with another byte behind them, and no zero
    /// in front of others. Declines everything else, good or bad.
    ///
    /// - Parameters:
    ///   - place: before `limit`; eight bytes before the limit belong to the text.
    ///   - limit: where the text ends. Nothing from there on is read.
    @inlinable @_noLocks @inline(__always)
    public static func leading(at place: UnsafeRawPointer, limit: UnsafeRawPointer) -> Digits {
        let none = Digits(value: 0, length: 0)
        guard unsafe limit - place > 8 else { return none }
        let first = unsafe EightBytes(at: place)
        let second = unsafe EightBytes(at: place + 8, limit: limit)
        let length = EightBytes.firstMark(first.nonDigitMarks, second.nonDigitMarks)
        guard length > 0, length < 16, length == 1 || first.bits & 0xFF != 0x30 else { return none }
        // Digits are marked as such: both halves are numbers.
        let front = EightBytes.joined(first.digits(min(length, 8)))
        let back = EightBytes.joined(second.digits(max(length &- 8, 0)))
        let scale: UInt64 = length > 8 ? Digits.power(length &- 8) : 1
        return Digits(value: front &* scale &+ back, length: length)
    }

    /// 10^`exponent`, 1...8.
    @inlinable @_noLocks static func power(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }
}
