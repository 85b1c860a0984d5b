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

    /// A binary logarithm of 14 fractional bits leaves two candidates; the price decides.
    @_noLocks static func tick(atBits price: UInt128) -> Int32 {
        precondition(
            price >= sqrtPriceMin.bits && price <= sqrtPriceMax.bits,
            "a √price lies within the program's limits")
        let top = 127 &- price.leadingZeroBitCount
        var mantissa = UInt64(
            truncatingIfNeeded: top >= 63
                ? price &>> UInt128(truncatingIfNeeded: top &- 63)
                : price &<< UInt128(truncatingIfNeeded: 63 &- top))
        var fraction: UInt64 = 0
        var bit: UInt64 = 1 &<< 63
        for _ in 0..<14 {
            let square = UInt128(product: mantissa, mantissa)
            let carry = square.highWord &>> 63
            mantissa = UInt64(truncatingIfNeeded: square &>> UInt128(63 &+ carry))
            fraction |= bit &* carry
            bit &>>= 1
        }
        let log2 = Int64(top &- 64) &<< 32 &+ Int64(truncatingIfNeeded: fraction &>> 32)
        let scaled = Int128(log2) &* 59_543_866_431_248
        let low = Int32(truncatingIfNeeded: (scaled &- 184_467_440_737_095_516) &>> 64)
        let high = Int32(truncatingIfNeeded: (scaled &+ 15_793_534_762_490_258_745) &>> 64)
        if low == high { return low }
        return high <= 443_636 && bits(at: high) <= price ? high : low
    }
}
