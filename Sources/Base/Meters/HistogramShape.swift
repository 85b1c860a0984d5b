/// Which values share a count, after the HDR histogram: three significant digits at every size.
///
/// Values below 2,048 have a count each. From there on every power of two is cut into 1,024 equal
/// parts, so a value is known to one part in 1,024 or better. The lowest value is 0 and the unit 1
/// (nanoseconds, for us).
@frozen
public struct HistogramShape: Hashable, Sendable {
    /// The largest value that is kept; larger ones are counted as this one.
    public let highest: UInt64
    /// How many counts there are.
    public let places: Int

    /// Parts of the first range: 2 × 10³ rounded up to a power of two.
    @usableFromInline static var partBits: UInt64 { @_noLocks @inlinable get { 11 } }
    @usableFromInline static var parts: UInt64 { @_noLocks @inlinable get { 2_048 } }
    @usableFromInline static var halfParts: UInt64 { @_noLocks @inlinable get { 1_024 } }

    /// - Parameter highest: the largest value to tell apart, 2 or more; at most 2⁶².
    public init(highest: UInt64) {
        precondition(highest >= 2 && highest <= 1 << 62, "the highest value is within 2...2⁶²")
        self.highest = highest
        var ranges = 1
        var unreached = Self.parts
        while unreached <= highest {
            unreached <<= 1
            ranges += 1
        }
        places = (ranges + 1) * Int(Self.halfParts)
    }

    /// The place that counts `value`, which is at most `highest`.
    @_noLocks @inlinable @inline(__always)
    static func place(of value: UInt64) -> Int {
        let leading = UInt64(truncatingIfNeeded: (value | (parts &- 1)).leadingZeroBitCount)
        let range = 64 &- partBits &- leading
        // Range 0 uses all its parts, the others their upper half: the sums meet without a gap.
        return Int(truncatingIfNeeded: (range &* halfParts) &+ (value &>> range))
    }

    /// The smallest value that `place` counts.
    public static func lowest(at place: Int) -> UInt64 {
        let index = UInt64(place)
        guard index >= parts else { return index }
        let range = index / halfParts - 1
        return (index - range * halfParts) << range
    }

    /// The largest value that `place` counts.
    public static func highest(at place: Int) -> UInt64 {
        let index = UInt64(place)
        guard index >= parts else { return index }
        return lowest(at: place) + (1 << (index / halfParts - 1)) - 1
    }
}
