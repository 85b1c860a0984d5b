import CBytes

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
    /// Whether the quick way can be used.
    let isQuick: Bool

    /// - Parameters:
    ///   - decimals: 0...18.
    ///   - step: 1 or more.
    public init(decimals: Int, step: UInt64 = 1) {
        precondition(decimals >= 0 && decimals <= 18, "a grid has up to 18 decimals")
        precondition(step > 0, "a step is 1 or more")
        self.decimals = decimals
        self.step = step
        isQuick = decimals <= 8 && step == 1
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

    /// Steps spelled by the text at `place` up to a closing quote, for the usual form: fifteen
    /// characters at most, no more digits behind the point than the grid has, on a grid of step 1
    /// with up to eight decimals. Declines everything else, good or bad.
    ///
    /// - Parameters:
    ///   - place: before `limit`; sixteen bytes before the limit belong to the text.
    ///   - limit: where the text ends. Nothing from there on is read.
    @_noLocks public func quick(at place: UnsafeRawPointer, limit: UnsafeRawPointer) -> Quick {
        guard isQuick else { return Quick(steps: 0, length: 0) }
        let read = unsafe cbytes_quick_decimal(
            place.assumingMemoryBound(to: UInt8.self),
            limit.assumingMemoryBound(to: UInt8.self), UInt64(truncatingIfNeeded: decimals))
        return Quick(steps: read.steps, length: Int(truncatingIfNeeded: read.length))
    }
}
