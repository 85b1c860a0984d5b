public import Numbers

/// Between a tick and its √price, exactly as the Raydium CLMM program computes it. Whirlpool's
/// table has other values: a price of one program is not a price of the other.
public enum CLMMTickMath {
    public static var tickMin: TickIndex { @_noLocks @inlinable get { TickIndex(-443_636) } }
    public static var tickMax: TickIndex { @_noLocks @inlinable get { TickIndex(443_636) } }
    /// √price of `tickMin`: no pool is cheaper.
    public static var sqrtPriceMin: SqrtPrice {
        @_noLocks @inlinable get { SqrtPrice(bits: 4_295_048_016) }
    }
    /// √price of `tickMax`: every pool is cheaper.
    public static var sqrtPriceMax: SqrtPrice {
        @_noLocks @inlinable get { SqrtPrice(bits: 79_226_673_521_066_979_257_578_248_091) }
    }

    /// The √price of a tick within `tickMin ... tickMax`.
    @_noLocks public static func sqrtPrice(at tick: TickIndex) -> SqrtPrice {
        SqrtPrice(bits: bits(at: tick.count))
    }

    /// The largest tick whose √price is at most `price`, for `sqrtPriceMin ..< sqrtPriceMax`.
    @_noLocks public static func tick(at price: SqrtPrice) -> TickIndex {
        TickIndex(tick(atBits: price.bits))
    }

    /// √1.0001^−|tick| is a product of factors; above 0 the price is its reciprocal.
    @_noLocks static func bits(at tick: Int32) -> UInt128 {
        precondition(tick >= -443_636 && tick <= 443_636, "a tick lies within ±443,636")
        if tick == 0 { return 1 &<< 64 }
        let ratio = priceBelowZero(tick.magnitude)
        return tick < 0 ? UInt128(ratio) : UInt128.max / UInt128(ratio)
    }

    /// The program refines a binary logarithm and lets prices decide; its answer is always the
    /// largest tick at or below the price. An estimate that is right to 1/1000 of a tick gives the
    /// same, unless it comes within 1/256 of a whole tick; there the price decides here too.
    @_noLocks static func tick(atBits price: UInt128) -> Int32 {
        precondition(
            price >= sqrtPriceMin.bits && price < sqrtPriceMax.bits,
            "a √price lies within the program's limits")
        let estimate = estimate(price)
        let fraction = UInt32(truncatingIfNeeded: estimate)
        if fraction &- (1 &<< 24) < UInt32.max &- (1 &<< 25) {
            return Int32(truncatingIfNeeded: estimate &>> 32)
        }
        let near = Int32(truncatingIfNeeded: (estimate &+ (1 &<< 31)) &>> 32)
        let candidate = min(max(near, -443_636), 443_636)
        return bits(at: candidate) <= price ? candidate : candidate &- 1
    }

    /// The logarithm of a √price to the base √1.0001, with 32 fractional bits.
    ///
    /// The price is m·2^e with m in [√½, √2); with z = (m−1)/(m+1), of magnitude below 0.172,
    /// ln m is 2·(z + z³/3 + z⁵/5 + z⁷/7), less than 0.0007 tick off; the table is less than
    /// 0.0001 tick off.
    @_noLocks private static func estimate(_ price: UInt128) -> Int64 {
        let leading = price.leadingZeroBitCount
        let mantissa = (price &<< UInt128(truncatingIfNeeded: leading)).highWord
        // √2 with 63 fractional bits parts the mantissas 1 ..< 2 in two halves.
        let isHalved = mantissa > 0xB504_F333_F9DE_6484
        let exponent = Int64(63 &- leading) &+ (isHalved ? 1 : 0)
        let one: UInt64 = 1 &<< 62
        let scaled = mantissa &>> (isHalved ? 2 : 1)
        let distance = isHalved ? one &- scaled : scaled &- one
        let z = (scaled &+ one).dividingFullWidth((distance, 0)).quotient
        let square = product(z, z)
        // 1/7, 1/5 and 1/3 with 64 fractional bits.
        var series: UInt64 = 0x2492_4924_9249_2492
        series = 0x3333_3333_3333_3333 &+ product(square, series)
        series = 0x5555_5555_5555_5555 &+ product(square, series)
        let logarithm = z &+ product(z, product(square, series))
        // 4/ln(1.0001) and 2·ln 2/ln(1.0001), each with 32 fractional bits.
        let part = Int64(truncatingIfNeeded: product(logarithm, 171_807_281_631_434))
        let octaves = exponent &* 59_543_866_431_248
        return isHalved ? octaves &- part : octaves &+ part
    }

    /// The upper word of a product: both factors and the result are fractions of 2⁶⁴.
    @_noLocks @inline(__always)
    private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
        a.multipliedFullWidth(by: b).high
    }

    /// √1.0001^−tick for a tick of at least 1, in 64-bit fixed point, each product floored.
    @_noLocks private static func priceBelowZero(_ tick: UInt32) -> UInt64 {
        var ratio: UInt64 = 0
        if tick & 0x1 != 0 { ratio = 0xFFFC_B933_BD6F_B800 }
        if tick & 0x2 != 0 { scale(&ratio, 0xFFF9_7272_373D_4000) }
        if tick & 0x4 != 0 { scale(&ratio, 0xFFF2_E50F_5F65_7000) }
        if tick & 0x8 != 0 { scale(&ratio, 0xFFE5_CACA_7E10_F000) }
        if tick & 0x10 != 0 { scale(&ratio, 0xFFCB_9843_D60F_7000) }
        if tick & 0x20 != 0 { scale(&ratio, 0xFF97_3B41_FA98_E800) }
        if tick & 0x40 != 0 { scale(&ratio, 0xFF2E_A164_66C9_B000) }
        if tick & 0x80 != 0 { scale(&ratio, 0xFE5D_EE04_6A9A_3800) }
        if tick & 0x100 != 0 { scale(&ratio, 0xFCBE_86C7_900B_B000) }
        if tick & 0x200 != 0 { scale(&ratio, 0xF987_A725_3AC6_5800) }
        if tick & 0x400 != 0 { scale(&ratio, 0xF339_2B08_22BB_6000) }
        if tick & 0x800 != 0 { scale(&ratio, 0xE715_9475_A2CA_F000) }
        if tick & 0x1000 != 0 { scale(&ratio, 0xD097_F3BD_FD2F_2000) }
        if tick & 0x2000 != 0 { scale(&ratio, 0xA9F7_4646_2D9F_8000) }
        if tick & 0x4000 != 0 { scale(&ratio, 0x70D8_69A1_56F3_1C00) }
        if tick & 0x8000 != 0 { scale(&ratio, 0x31BE_135F_97ED_3200) }
        if tick & 0x1_0000 != 0 { scale(&ratio, 0x09AA_508B_5B85_A500) }
        if tick & 0x2_0000 != 0 { scale(&ratio, 0x005D_6AF8_DEDC_582C) }
        if tick & 0x4_0000 != 0 { scale(&ratio, 0x0000_2216_E584_F5FA) }
        return ratio
    }

    /// A ratio of 0 stands for the 1 at the start, which no word holds.
    @_noLocks @inline(__always)
    private static func scale(_ ratio: inout UInt64, _ factor: UInt64) {
        ratio = ratio == 0 ? factor : product(ratio, factor)
    }
}
