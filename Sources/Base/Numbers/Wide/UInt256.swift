/// An unsigned 256-bit number: what two 128-bit values multiply to. It lives for the length of one
/// formula; nothing stores or sends it.
@frozen public struct UInt256: BitwiseCopyable, Comparable, Hashable, Sendable {
    public var high: UInt128
    public var low: UInt128

    @_noLocks @inlinable @inline(__always)
    public init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// The exact product of two 128-bit numbers.
    @_noLocks @inlinable @inline(__always)
    public init(product a: UInt128, _ b: UInt128) {
        let a1 = a.highWord, a0 = a.lowWord
        let b1 = b.highWord, b0 = b.lowWord
        let bottom = UInt128(product: a0, b0)
        // Neither sum can wrap: (2⁶⁴−1)² + 2·(2⁶⁴−1) = 2¹²⁸−1.
        let first = UInt128(product: a1, b0) &+ UInt128(bottom.highWord)
        let second = UInt128(product: a0, b1) &+ UInt128(first.lowWord)
        let top = UInt128(product: a1, b1) &+ UInt128(first.highWord) &+ UInt128(second.highWord)
        high = top
        low = UInt128(high: second.lowWord, low: bottom.lowWord)
    }

    /// `a·b` for a one-word `b`; the caller knows that the product fits 256 bits.
    @_noLocks @inlinable @inline(__always)
    public init(product a: UInt256, word b: UInt64) {
        let p0 = UInt128(product: a.low.lowWord, b)
        let p1 = UInt128(product: a.low.highWord, b) &+ UInt128(p0.highWord)
        low = UInt128(high: p1.lowWord, low: p0.lowWord)
        high = a.high &* UInt128(b) &+ UInt128(p1.highWord)
    }

    @_noLocks @inlinable @inline(__always)
    public static func == (a: UInt256, b: UInt256) -> Bool {
        (a.high ^ b.high) | (a.low ^ b.low) == 0
    }

    @_noLocks @inlinable @inline(__always)
    public static func < (a: UInt256, b: UInt256) -> Bool {
        let borrow: UInt128 = a.low < b.low ? 1 : 0
        let (rest, under) = a.high.subtractingReportingOverflow(b.high)
        return under || (rest == 0 && borrow == 1)
    }

    /// The sum modulo 2²⁵⁶.
    @_noLocks @inlinable @inline(__always)
    public static func &+ (a: UInt256, b: UInt256) -> UInt256 {
        let (low, carry) = a.low.addingReportingOverflow(b.low)
        return UInt256(high: a.high &+ b.high &+ (carry ? 1 : 0), low: low)
    }

    /// The difference modulo 2²⁵⁶.
    @_noLocks @inlinable @inline(__always)
    public static func &- (a: UInt256, b: UInt256) -> UInt256 {
        let (low, borrow) = a.low.subtractingReportingOverflow(b.low)
        return UInt256(high: a.high &- b.high &- (borrow ? 1 : 0), low: low)
    }

    /// Shifted left by 0 ... 127 bits; what leaves at the top is lost.
    @_noLocks @inlinable @inline(__always)
    public func shiftedLeft(by count: Int) -> UInt256 {
        let bits = UInt128(truncatingIfNeeded: count)
        return UInt256(high: high &<< bits | (low &>> 1) &>> (127 &- bits), low: low &<< bits)
    }

    /// Shifted right by 0 ... 127 bits.
    @_noLocks @inlinable @inline(__always)
    public func shiftedRight(by count: Int) -> UInt256 {
        let bits = UInt128(truncatingIfNeeded: count)
        return UInt256(high: high &>> bits, low: low &>> bits | (high &<< 1) &<< (127 &- bits))
    }

    /// Whether the number fits 192 bits.
    public var fits192: Bool {
        @_noLocks @inlinable @inline(__always) get { high.highWord == 0 }
    }

    public var isZero: Bool {
        @_noLocks @inlinable @inline(__always) get { high | low == 0 }
    }
}

extension UInt128 {
    @_noLocks @inlinable @inline(__always)
    public init(high: UInt64, low: UInt64) {
        self = UInt128(high) &<< 64 | UInt128(low)
    }

    /// The exact product of two words.
    @_noLocks @inlinable @inline(__always)
    public init(product a: UInt64, _ b: UInt64) {
        let wide = a.multipliedFullWidth(by: b)
        self.init(high: wide.high, low: wide.low)
    }

    public var highWord: UInt64 {
        @_noLocks @inlinable @inline(__always) get { UInt64(truncatingIfNeeded: self &>> 64) }
    }
    public var lowWord: UInt64 {
        @_noLocks @inlinable @inline(__always) get { UInt64(truncatingIfNeeded: self) }
    }
}
