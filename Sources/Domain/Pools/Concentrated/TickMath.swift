public import Numbers

/// Between a tick and its √price, exactly as the Whirlpool program computes it.
public enum TickMath {
    public static var tickMin: TickIndex { @_noLocks @inlinable get { TickIndex(-443_636) } }
    public static var tickMax: TickIndex { @_noLocks @inlinable get { TickIndex(443_636) } }
    /// √price of `tickMin`: no pool is cheaper.
    public static var sqrtPriceMin: SqrtPrice {
        @_noLocks @inlinable get { SqrtPrice(bits: 4_295_048_016) }
    }
    /// √price of `tickMax`: no pool is dearer.
    public static var sqrtPriceMax: SqrtPrice {
        @_noLocks @inlinable get {
            SqrtPrice(bits: UInt128(high: 0xFFFE_C4B1, low: 0x35BB_7F32_A81B_33AF))
        }
    }

    /// The √price of a tick within `tickMin ... tickMax`.
    @_noLocks public static func sqrtPrice(at tick: TickIndex) -> SqrtPrice {
        SqrtPrice(bits: bits(at: tick.count))
    }

    @_noLocks static func bits(at tick: Int32) -> UInt128 {
        precondition(tick >= -443_636 && tick <= 443_636, "a tick lies within ±443,636")
        return tick < 0
            ? priceBelowZero(UInt32(truncatingIfNeeded: 0 &- tick))
            : priceAboveZero(UInt32(truncatingIfNeeded: tick))
    }

    /// The largest tick whose √price is at most `price`, for a price within the two limits.
    @_noLocks public static func tick(at price: SqrtPrice) -> TickIndex {
        TickIndex(tick(atBits: price.bits))
    }

    /// The program takes a binary logarithm of 14 fractional bits and lets the price decide between
    /// two candidates; its answer is always the largest tick at or below the price. So is this one:
    /// an estimate that is right to 1/1000 of a tick decides, unless it comes within 1/256 of a
    /// whole tick; there the price does.
    @_noLocks static func tick(atBits price: UInt128) -> Int32 {
        precondition(
            price >= sqrtPriceMin.bits && price <= sqrtPriceMax.bits,
            "a √price lies within the program's limits")
        let estimate = tickEstimate(price)
        let fraction = UInt32(truncatingIfNeeded: estimate)
        if fraction &- (1 &<< 24) < UInt32.max &- (1 &<< 25) {
            return Int32(truncatingIfNeeded: estimate &>> 32)
        }
        let near = Int32(truncatingIfNeeded: (estimate &+ (1 &<< 31)) &>> 32)
        let candidate = min(max(near, -443_636), 443_636)
        return bits(at: candidate) <= price ? candidate : candidate &- 1
    }

    /// 2·ln(price) ÷ ln(1.0001) with 32 fractional bits.
    ///
    /// price = y·2^e with y in [√½, √2), and ln y = 2·(z + z³/3 + z⁵/5 + z⁷/7 + …) where
    /// z = (y−1)/(y+1). |z| is below 0.172, so what is left out is below 3.1·10⁻⁸, or 0.0007 tick;
    /// the tables differ from 1.0001^(t/2) by less than 0.0001 tick.
    @_noLocks private static func tickEstimate(_ price: UInt128) -> Int64 {
        let leading = price.leadingZeroBitCount
        let mantissa = (price &<< UInt128(truncatingIfNeeded: leading)).highWord
        let isUpper = mantissa > 0xB504_F333_F9DE_6484
        let exponent = Int64(63 &- leading) &+ (isUpper ? 1 : 0)
        // y·2⁶²
        let scaled = mantissa &>> (isUpper ? 2 : 1)
        let one: UInt64 = 1 &<< 62
        let distance = isUpper ? one &- scaled : scaled &- one
        let z = (scaled &+ one).dividingFullWidth((distance, 0)).quotient
        let square = high(z, z)
        let seventh: UInt64 = 0x2492_4924_9249_2492
        let fifth: UInt64 = 0x3333_3333_3333_3333
        let third: UInt64 = 0x5555_5555_5555_5555
        let tail = high(square, third &+ high(square, fifth &+ high(square, seventh)))
        let logarithm = z &+ high(z, tail)
        // 4/ln(1.0001) and 2·ln 2/ln(1.0001), times 2³².
        let ticks = Int64(truncatingIfNeeded: high(logarithm, 171_807_281_631_434))
        let octaves = exponent &* 59_543_866_431_248
        return isUpper ? octaves &- ticks : octaves &+ ticks
    }

    @_noLocks @inline(__always)
    private static func high(_ a: UInt64, _ b: UInt64) -> UInt64 {
        a.multipliedFullWidth(by: b).high
    }
}
