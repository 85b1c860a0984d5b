/// Why a decimal text is no whole number of steps of a grid.
public enum DecimalError: Error, Equatable, Sendable {
    /// No digit, or none on one side of the point.
    case empty
    /// A sign, an exponent, a space or another byte that is neither digit nor point.
    case badCharacter(offset: Int)
    /// A minus or plus sign in front.
    case signed
    /// More than 40 characters.
    case tooManyDigits
    /// The value lies between two steps.
    case offGrid
    /// The value is more than 2⁶⁴−1 steps.
    case overflow
}

/// The grid on which an instrument's prices or sizes lie: `step` units of 10^−`decimals`. Turns
/// decimal text into a whole number of steps, exactly or not at all.
///
/// `0.01` is two decimals, step 1; `0.0025` is four decimals, step 25.
@frozen public struct DecimalGrid: BitwiseCopyable, Sendable {
    /// Digits behind the point of one unit, 0...18.
    public let decimals: Int
    /// Units in one step, 1 or more.
    public let step: UInt64
    /// 10^(decimals − n) for n digits behind the point; 0 where the quick way cannot be used.
    @usableFromInline let scales: InlineArray<9, UInt64>

    /// - Parameters:
    ///   - decimals: 0...18.
    ///   - step: 1 or more.
    public init(decimals: Int, step: UInt64 = 1) {
        precondition(decimals >= 0 && decimals <= 18, "a grid has up to 18 decimals")
        precondition(step > 0, "a step is 1 or more")
        self.decimals = decimals
        self.step = step
        // Up to eight decimals and eight digits on each side the sum stays below 10^16.
        let quick = decimals <= 8 && step == 1
        scales = InlineArray { quick && $0 <= decimals ? DecimalGrid.power(decimals - $0) : 0 }
    }

    /// The grid of an increment as venues write it, such as `0.01` or `0.0025`.
    public init(increment text: UnsafeRawBufferPointer) throws(DecimalError) {
        var (units, decimals) = try unsafe DecimalGrid.units(in: text)
        guard units > 0 else { throw .empty }
        while decimals > 0, units % 10 == 0 {
            units /= 10
            decimals -= 1
        }
        guard decimals <= 18 else { throw .offGrid }
        guard units <= UInt128(UInt64.max) else { throw .overflow }
        self.init(decimals: decimals, step: UInt64(units))
    }

    /// 10^`exponent`, 0...19.
    @_noLocks static func power(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// What `quick` read: steps, and characters of text; no characters means it declined.
    @frozen public struct Quick: BitwiseCopyable, Sendable {
        public let steps: UInt64
        public let length: Int
        @inlinable @_noLocks @inline(__always) init(steps: UInt64, length: Int) {
            self.steps = steps
            self.length = length
        }
    }

    /// Steps spelled by the text at `place` up to a closing quote, for the usual form: at most
    /// eight digits on each side of the point, fifteen characters in all, on a grid of step 1
    /// with up to eight decimals. Declines everything else, good or bad.
    ///
    /// - Parameters:
    ///   - place: before `limit`; eight bytes before the limit belong to the text.
    ///   - limit: where the text ends. Nothing from there on is read.
    @inlinable @_noLocks @inline(__always)
    public func quick(at place: UnsafeRawPointer, limit: UnsafeRawPointer) -> Quick {
        let none = Quick(steps: 0, length: 0)
        guard unsafe limit - place > 8 else { return unsafe quickAtEnd(place, limit) }
        let first = unsafe EightBytes(at: place)
        let second = unsafe EightBytes(at: place + 8, limit: limit)
        return quick(first, second) ?? none
    }

    @inlinable @_noLocks @inline(__always)
    func quickAtEnd(_ place: UnsafeRawPointer, _ limit: UnsafeRawPointer) -> Quick {
        let first = unsafe EightBytes(at: place, limit: limit)
        return quick(first, EightBytes(bits: 0)) ?? Quick(steps: 0, length: 0)
    }

    @inlinable @_noLocks @inline(__always)
    func quick(_ first: EightBytes, _ second: EightBytes) -> Quick? {
        let length = DecimalGrid.place(first.marks(of: 0x22), second.marks(of: 0x22))
        let point = DecimalGrid.place(first.marks(of: 0x2E), second.marks(of: 0x2E))
        guard length < 16 else { return nil }
        let hasPoint = point < length
        let whole = hasPoint ? point : length
        let behind = hasPoint ? length &- point &- 1 : 0
        guard whole > 0, whole <= 8, behind <= 8, hasPoint == (behind > 0) else { return nil }
        let text = UInt128(second.bits) << 64 | UInt128(first.bits)
        let tail = text &>> UInt128(truncatingIfNeeded: 8 &* (whole &+ 1))
        let fraction = EightBytes(bits: UInt64(truncatingIfNeeded: tail))
        guard let units = first.number(digits: whole),
            let parts = fraction.number(digits: behind)
        else { return nil }
        let scale = scales[behind]
        guard scale > 0 else { return nil }
        return Quick(steps: units &* scales[0] &+ parts &* scale, length: length)
    }

    /// The first marked byte of sixteen; 16 or more when none is.
    @inlinable @_noLocks @inline(__always)
    static func place(_ first: UInt64, _ second: UInt64) -> Int {
        let low = first.trailingZeroBitCount >> 3
        let high = 8 &+ (second.trailingZeroBitCount >> 3)
        return first != 0 ? low : high
    }
}
