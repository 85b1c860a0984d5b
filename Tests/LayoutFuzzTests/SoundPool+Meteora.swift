import Markets
import Pools
import Solana

extension SoundPool {
    static func dlmm() throws -> SoundPool {
        var pair = [UInt8](length: 904, mark: 0x0DB1_65B5_6231_0B21)
        for (offset, number) in [(8, 4_000), (10, 300), (12, 1_200), (14, 5_000), (80, 250)] {
            pair.put(UInt16(number), at: offset)
        }
        for (offset, number) in [(16, 7_500), (20, 150_000), (40, 10_000)] {
            pair.put(UInt32(number), at: offset)
        }
        for (offset, number) in [(24, -1_768), (28, 1_768), (48, 16), (76, 15)] {
            pair.put(Int32(number), at: offset)
        }
        pair.put(Int64(now) - 500, at: 56)
        for (index, offset) in [88, 120, 152, 184].enumerated() {
            pair.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        pair.put(0x8000_0000_0000_0000 as UInt64, at: 640)
        pair.put(1 as UInt64, at: 648)
        var bitmap = [UInt8](length: 1_576, mark: 0x0512_ED37_717C_6F50)
        bitmap.put(key, at: 8)
        return try SoundPool("meteora-dlmm", .meteoraDLMM) {
            switch $0.role {
            case .pool: (DLMMLayout.program, pair)
            case .bitmap: (DLMMLayout.program, bitmap)
            case .array: (DLMMLayout.program, dlmmArray($0.start))
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }

    /// Bins −30 ... 40 hold liquidity, the active one, 15, of both tokens.
    private static func dlmmArray(_ index: Int32) -> [UInt8] {
        var array = [UInt8](length: 10_136, mark: 0xB546_9405_DC5C_8E5C)
        array.put(Int64(index), at: 8)
        array.put(key, at: 24)
        for slot in 0..<70 {
            let bin = index * 70 + Int32(slot)
            let place = 56 + 144 * slot
            guard bin >= -30 && bin <= 40 else { continue }
            if bin >= 15 { array.put(UInt64(1_000_000_007), at: place) }
            if bin <= 15 { array.put(UInt64(2_000_000_011), at: place + 8) }
            array.put(dlmmPrice(bin), at: place + 16)
            guard bin == 17 else { continue }
            array.put(UInt64(5_000), at: place + 112)
            array.put(UInt64(700), at: place + 128)
            array[place + 140] = 1
        }
        return array
    }

    /// 1.025 to a power, as the program rounds it: the base inverted, then raised by squaring.
    private static func dlmmPrice(_ bin: Int32) -> UInt128 {
        let one = UInt128(1) << 64
        var base = UInt128.max / (one + 250 * one / 10_000)
        var price = one
        var rest = bin.magnitude
        func product(_ a: UInt128, _ b: UInt128) -> UInt128 {
            let wide = a.multipliedFullWidth(by: b)
            return wide.high << 64 | wide.low >> 64
        }
        while rest != 0 {
            if rest & 1 == 1 { price = product(price, base) }
            base = product(base, base)
            rest >>= 1
        }
        return bin > 0 ? UInt128.max / price : price
    }

    static func damm(isDynamic: Bool) throws -> SoundPool {
        var pool = [UInt8](length: 1_112, mark: 0xBC6D_B111_046D_9AF1)
        pool.put(UInt64(2_500_000), at: 8)
        pool[48] = 20
        pool[50] = 20
        for (index, offset) in [168, 200, 232, 264].enumerated() {
            pool.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        pool.put(UInt128(1_000_000_000_000) << 64, at: 360)
        pool.put(UInt128(4_295_048_016), at: 424)
        pool.put(UInt128(79_226_673_521_066_979_257_578_248_091), at: 440)
        pool.put(UInt128(7_315_350_404_447_641_600), at: 456)
        pool.put(now - 1_000, at: 472)
        pool[480] = 1
        pool[696] = 1
        pool.put(UInt64.max / 2, at: 680)
        pool.put(UInt64.max / 2, at: 688)
        if isDynamic {
            // A base fee that falls each minute, and a dynamic fee as most configurations have it.
            pool[16] = 1
            pool.put(UInt16(10), at: 22)
            pool.put(UInt64(60), at: 24)
            pool.put(UInt64(500), at: 32)
            pool[56] = 1
            for (offset, number) in [(64, 14_460_000), (68, 956)] {
                pool.put(UInt32(number), at: offset)
            }
            for (offset, number) in [(72, 1), (74, 10), (76, 120), (78, 5_000)] {
                pool.put(UInt16(number), at: offset)
            }
            pool.put(now - 30, at: 80)
            pool.put((UInt128(1) << 64) / 10_000, at: 88)
            pool.put(UInt128(7_315_350_404_447_641_600), at: 104)
            pool.put(UInt128(400_000), at: 120)
        }
        return try SoundPool("meteora-damm-v2" + (isDynamic ? ", dynamic" : ""), .meteoraDAMM) {
            switch $0.role {
            case .pool: (DAMMLayout.program, pool)
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }
}
