import Numbers

/// One bit a tick array, from the lowest start up: 14 · 512 bits of the extension, 1,024 of the
/// pool's own account, 14 · 512 of the extension.
enum CLMMBitmap {
    static var words: Int { @_noLocks get { 240 } }
    /// The bit of the array that starts at tick 0.
    static var middleBit: Int { @_noLocks get { 7_680 } }
    static var poolWords: Range<Int> { @_noLocks get { 112..<128 } }
    static var poolBits: Range<Int> { @_noLocks get { 7_168..<8_192 } }
    static var allBits: Range<Int> { @_noLocks get { 0..<15_360 } }

    /// The set bit nearest to `bit`, itself included, in the direction and within the range.
    @_noLocks static func nearest(
        _ words: UnsafePointer<UInt64>, _ bit: Int, _ direction: SwapDirection, in range: Range<Int>
    ) -> Int? {
        let step = direction.isDown ? -1 : 1
        var at = bit
        while at >= range.lowerBound && at < range.upperBound {
            let offset = UInt64(truncatingIfNeeded: at & 63)
            let word = unsafe words[at &>> 6]
            let rest = direction.isDown ? word &<< (63 &- offset) : word &>> offset
            if rest != 0 {
                let away =
                    direction.isDown ? rest.leadingZeroBitCount : rest.trailingZeroBitCount
                return at &+ step &* away
            }
            at = direction.isDown ? (at | 63) &- 64 : (at & ~63) &+ 64
        }
        return nil
    }

    /// Ticks that one array spans.
    @_noLocks static func width(_ spacing: UInt16) -> Int32 { Int32(spacing) &* 60 }

    /// The first tick of the array that holds a tick, for a known spacing.
    @_noLocks static func start(of tick: Int32, spacing: UInt16) -> Int32 {
        let (quotient, rest) = tick.quotientAndRemainder(dividingBy: width(spacing))
        return (rest < 0 ? quotient &- 1 : quotient) &* width(spacing)
    }

    /// The bit of the array that starts there; nil where no array of such a pool can start.
    @_noLocks static func bit(ofStart start: Int32, spacing: UInt16) -> Int? {
        let width = width(spacing)
        guard width > 0, start % width == 0, start <= CLMMTickMath.tickMax.count,
            start > CLMMTickMath.tickMin.count &- width
        else { return nil }
        return Int(start / width) &+ middleBit
    }

    /// The start of the array that a bit names; nil beyond the ticks that exist.
    @_noLocks static func start(ofBit bit: Int, spacing: UInt16) -> Int32? {
        let width = Int(width(spacing))
        let start = (bit &- middleBit) &* width
        guard start <= Int(CLMMTickMath.tickMax.count),
            start > Int(CLMMTickMath.tickMin.count) &- width
        else { return nil }
        return Int32(truncatingIfNeeded: start)
    }
}
