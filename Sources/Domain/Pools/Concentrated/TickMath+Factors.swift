import Numbers

// Whirlpool's two factor tables (the program's `tick_math`, restated in whirlpool.md section 5).
// They are not each other's reciprocals, and Raydium's differ from both: never share them.

extension TickMath {
    /// √1.0001^tick for a tick at or above 0. Factors in 96-bit fixed point, each product floored.
    @_noLocks @usableFromInline
    static func priceAboveZero(_ tick: UInt32) -> UInt128 {
        var ratio: UInt128 = 1 &<< 96
        if tick & 0x1 != 0 { ratio = scaled(ratio, 79232123823359799118286999567) }
        if tick & 0x2 != 0 { ratio = scaled(ratio, 79236085330515764027303304731) }
        if tick & 0x4 != 0 { ratio = scaled(ratio, 79244008939048815603706035061) }
        if tick & 0x8 != 0 { ratio = scaled(ratio, 79259858533276714757314932305) }
        if tick & 0x10 != 0 { ratio = scaled(ratio, 79291567232598584799939703904) }
        if tick & 0x20 != 0 { ratio = scaled(ratio, 79355022692464371645785046466) }
        if tick & 0x40 != 0 { ratio = scaled(ratio, 79482085999252804386437311141) }
        if tick & 0x80 != 0 { ratio = scaled(ratio, 79736823300114093921829183326) }
        if tick & 0x100 != 0 { ratio = scaled(ratio, 80248749790819932309965073892) }
        if tick & 0x200 != 0 { ratio = scaled(ratio, 81282483887344747381513967011) }
        if tick & 0x400 != 0 { ratio = scaled(ratio, 83390072131320151908154831281) }
        if tick & 0x800 != 0 { ratio = scaled(ratio, 87770609709833776024991924138) }
        if tick & 0x1000 != 0 { ratio = scaled(ratio, 97234110755111693312479820773) }
        if tick & 0x2000 != 0 { ratio = scaled(ratio, 119332217159966728226237229890) }
        if tick & 0x4000 != 0 { ratio = scaled(ratio, 179736315981702064433883588727) }
        if tick & 0x8000 != 0 { ratio = scaled(ratio, 407748233172238350107850275304) }
        if tick & 0x10000 != 0 { ratio = scaled(ratio, 2098478828474011932436660412517) }
        if tick & 0x20000 != 0 { ratio = scaled(ratio, 55581415166113811149459800483533) }
        if tick & 0x40000 != 0 { ratio = scaled(ratio, 38992368544603139932233054999993551) }
        return ratio &>> 32
    }

    /// √1.0001^−tick for a tick below 0. Factors in 64-bit fixed point, each product floored. Every
    /// factor is below 1, so that after the first the ratio is one word.
    @_noLocks @usableFromInline
    static func priceBelowZero(_ tick: UInt32) -> UInt128 {
        var ratio: UInt64 = UInt64.max
        var isOne = true
        if tick & 0x1 != 0 { scale(&ratio, 18445821805675392311, &isOne) }
        if tick & 0x2 != 0 { scale(&ratio, 18444899583751176498, &isOne) }
        if tick & 0x4 != 0 { scale(&ratio, 18443055278223354162, &isOne) }
        if tick & 0x8 != 0 { scale(&ratio, 18439367220385604838, &isOne) }
        if tick & 0x10 != 0 { scale(&ratio, 18431993317065449817, &isOne) }
        if tick & 0x20 != 0 { scale(&ratio, 18417254355718160513, &isOne) }
        if tick & 0x40 != 0 { scale(&ratio, 18387811781193591352, &isOne) }
        if tick & 0x80 != 0 { scale(&ratio, 18329067761203520168, &isOne) }
        if tick & 0x100 != 0 { scale(&ratio, 18212142134806087854, &isOne) }
        if tick & 0x200 != 0 { scale(&ratio, 17980523815641551639, &isOne) }
        if tick & 0x400 != 0 { scale(&ratio, 17526086738831147013, &isOne) }
        if tick & 0x800 != 0 { scale(&ratio, 16651378430235024244, &isOne) }
        if tick & 0x1000 != 0 { scale(&ratio, 15030750278693429944, &isOne) }
        if tick & 0x2000 != 0 { scale(&ratio, 12247334978882834399, &isOne) }
        if tick & 0x4000 != 0 { scale(&ratio, 8131365268884726200, &isOne) }
        if tick & 0x8000 != 0 { scale(&ratio, 3584323654723342297, &isOne) }
        if tick & 0x10000 != 0 { scale(&ratio, 696457651847595233, &isOne) }
        if tick & 0x20000 != 0 { scale(&ratio, 26294789957452057, &isOne) }
        if tick & 0x40000 != 0 { scale(&ratio, 37481735321082, &isOne) }
        return isOne ? 1 &<< 64 : UInt128(ratio)
    }

    @_noLocks @inline(__always)
    private static func scaled(_ ratio: UInt128, _ factor: UInt128) -> UInt128 {
        UInt256(product: ratio, factor).shiftedRight(by: 96).low
    }

    @_noLocks @inline(__always)
    private static func scale(_ ratio: inout UInt64, _ factor: UInt64, _ isOne: inout Bool) {
        ratio = isOne ? factor : ratio.multipliedFullWidth(by: factor).high
        isOne = false
    }
}
