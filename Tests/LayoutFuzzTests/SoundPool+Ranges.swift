import Markets
import Pools
import Solana

// Pools with liquidity in ranges of prices, and the order book.

extension SoundPool {
    static func whirlpool(isAdaptive: Bool) throws -> SoundPool {
        var pool = [UInt8](length: 653, mark: 0x0963_80E1_0CD1_953F)
        pool.put(UInt16(64), at: 41)
        pool.put(UInt16(isAdaptive ? 1_088 : 64), at: 43)
        pool.put(UInt16(1_000), at: 45)
        pool.put(UInt16(1_300), at: 47)
        pool.put(UInt128(1_000_000_000_000), at: 49)
        pool.put(UInt128(18_455_969_290_605_290_427), at: 65)
        pool.put(Int32(10), at: 81)
        for (index, offset) in [101, 133, 181, 213].enumerated() {
            pool.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        let oracle = whirlpoolOracle()
        return try SoundPool("whirlpool" + (isAdaptive ? ", adaptive" : ""), .whirlpool) {
            switch $0.role {
            case .pool: (WhirlpoolLayout.program, pool)
            case .oracle: isAdaptive ? (WhirlpoolLayout.program, oracle) : nil
            case .array: whirlpoolArray($0.start)
            case .mintA where isAdaptive: (TokenAccount.program2022, SoundToken.taxedMint())
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }

    private static func whirlpoolOracle() -> [UInt8] {
        var oracle = [UInt8](length: 254, mark: 0xF4E5_B38C_B383_C28B)
        oracle.put(key, at: 8)
        for (offset, number) in [(48, 30), (50, 600), (52, 500)] {
            oracle.put(UInt16(number), at: offset)
        }
        oracle.put(UInt32(5_000), at: 54)
        oracle.put(UInt32(2_640_000), at: 58)
        oracle.put(UInt16(64), at: 62)
        oracle.put(UInt16(64), at: 64)
        oracle.put(now - 100, at: 82)
        oracle.put(now - 700, at: 90)
        oracle.put(UInt32(50_000), at: 98)
        oracle.put(Int32(-3), at: 102)
        oracle.put(UInt32(120_000), at: 106)
        return oracle
    }

    /// One array in the fixed form, one in the dynamic, one without ticks, and none beyond.
    private static func whirlpoolArray(_ start: Int32) -> (owner: PublicKey, bytes: [UInt8])? {
        let ticks: [Int: Int128] =
            switch start {
            case -5_632: [20: 400_000_000_000, 80: 100_000_000_000]
            case 0: [3: -200_000_000_000, 60: 300_000_000_000]
            case 5_632: [:]
            default: [:]
            }
        guard start >= -5_632 && start <= 5_632 else { return nil }
        if start == 0 {
            var bytes = [UInt8](length: 60, mark: 0x38DA_C7E1_8EF6_D811)
            bytes.put(start, at: 8)
            bytes.put(key, at: 12)
            bytes.put(ticks.keys.reduce(UInt128(0)) { $0 | 1 << UInt128($1) }, at: 44)
            for slot in 0..<88 {
                guard let net = ticks[slot] else {
                    bytes.append(0)
                    continue
                }
                var tick = [UInt8](repeating: 0, count: 113)
                tick[0] = 1
                tick.put(net, at: 1)
                tick.put(net.magnitude, at: 17)
                bytes += tick
            }
            return (WhirlpoolLayout.program, bytes)
        }
        var bytes = [UInt8](length: 9_988, mark: 0xBB42_076E_BEBD_6145)
        bytes.put(start, at: 8)
        bytes.put(key, at: 9_956)
        for (slot, net) in ticks {
            bytes[12 + 113 * slot] = 1
            bytes.put(net, at: 13 + 113 * slot)
            bytes.put(net.magnitude, at: 29 + 113 * slot)
        }
        return (WhirlpoolLayout.program, bytes)
    }

    /// - Parameters:
    ///   - arrays: which tick arrays have ticks, counted from the one that begins at tick 0.
    ///   - volatilityMax: how far the dynamic fee grows.
    static func clmm(
        arrays: [Int] = [-1, 0, 2], volatilityMax: UInt32 = 300_000
    ) throws -> SoundPool {
        var pool = [UInt8](length: 1_544, mark: 0x46DE_C3D7_F5E3_EDF7)
        pool.put(PublicKey.filled(1), at: 9)
        for index in 0..<4 { pool.put(PublicKey.filled(UInt8(2 + index)), at: 73 + 32 * index) }
        pool.put(PublicKey.filled(9), at: 201)
        pool.put(UInt16(10), at: 235)
        pool.put(UInt128(1_000_000_000_000), at: 237)
        pool.put(UInt128(1) << 64, at: 253)
        for bit in arrays.map({ $0 + 512 }) { pool[904 + bit / 8] |= 1 << UInt8(bit % 8) }
        for (offset, number) in [(1_096, 30), (1_098, 600), (1_100, 5_000)] {
            pool.put(UInt16(number), at: offset)
        }
        for (offset, number) in [(1_102, 40_000), (1_106, volatilityMax), (1_118, 60_000)] {
            pool.put(number, at: offset)
        }
        pool.put(now - 20, at: 1_122)
        var config = [UInt8](length: 117, mark: 0x6F2B_CBCB_6821_F4DA)
        for (offset, number) in [(43, 120_000), (47, 2_500), (53, 40_000)] {
            config.put(UInt32(number), at: offset)
        }
        config.put(UInt16(10), at: 51)
        var bitmap = [UInt8](length: 1_832, mark: 0x998B_8061_DB24_963C)
        bitmap.put(key, at: 8)
        return try SoundPool("raydium-clmm", .raydiumCLMM) {
            switch $0.role {
            case .pool: (CLMMLayout.program, pool)
            case .config: (CLMMLayout.program, config)
            case .bitmap: (CLMMLayout.program, bitmap)
            case .array: (CLMMLayout.program, clmmArray($0.start))
            case .vaultA, .vaultB: token(2, 1 << 50)
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }

    private static func clmmArray(_ start: Int32) -> [UInt8] {
        var array = [UInt8](length: 10_240, mark: 0x2A81_F931_CD55_9BC0)
        array.put(key, at: 8)
        array.put(start, at: 40)
        for slot in [7, 30, 52] {
            let tick = start + Int32(slot) * 10
            let place = 44 + 168 * slot
            array.put(tick, at: place)
            array.put(Int128(tick < 0 ? 90_000_000_000 : -90_000_000_000), at: place + 4)
            array.put(UInt128(90_000_000_000), at: place + 20)
            array.put(UInt64(slot == 30 ? 5_000_000 : 0), at: place + 124)
            array.put(UInt64(slot == 30 ? 1_000_000 : 0), at: place + 132)
        }
        return array
    }

    static func phoenix() throws -> SoundPool {
        let places = 512
        let tree = 32 + 64 * places
        var market = [UInt8](
            length: 880 + 96 + 128 * places + 144 * 128, mark: 8_167_313_896_524_341_111)
        let words: [(Int, UInt64)] = [
            (8, 1), (16, 512), (24, 512), (32, 128), (112, 1_000_000), (192, 1), (200, 1_000),
            (272, 77), (832, 1_000), (840, 1_000), (848, 15), (856, 5),
        ]
        for (offset, word) in words { market.put(word, at: offset) }
        for (index, offset) in [48, 80, 128, 160].enumerated() {
            market.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        // Nodes 1 ... 7 with 4 at the root, in the order of their prices.
        let links: [(UInt32, UInt32, UInt32)] = [
            (0, 0, 2), (1, 3, 4), (0, 0, 2), (2, 6, 0), (0, 0, 6), (5, 7, 4), (0, 0, 6),
        ]
        for (side, start) in [880, 880 + tree].enumerated() {
            market.put(UInt32(4), at: start)
            market.put(UInt64(7), at: start + 16)
            for (index, link) in links.enumerated() {
                let place = start + 32 + 64 * index
                let number = UInt64(index + 1)
                market.put(link.0, at: place)
                market.put(link.1, at: place + 4)
                market.put(link.2, at: place + 8)
                market.put(side == 0 ? 100 - number : 100 + number, at: place + 16)
                market.put(side == 0 ? ~number : number, at: place + 24)
                market.put(10_000 * number, at: place + 40)
            }
        }
        return try SoundPool("phoenix", .phoenix) {
            switch $0.role {
            case .pool: (PhoenixLayout.program, market)
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }
}
