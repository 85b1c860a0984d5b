import Markets
import Pools
import Solana

// Pools whose price follows from what they hold.

extension SoundPool {
    static func ammV4(isOnBook: Bool) throws -> SoundPool {
        var pool = [UInt8](length: 752)
        pool.put(UInt64(isOnBook ? 1 : 6), at: 0)
        pool.put(UInt64(254), at: 8)
        for (offset, number) in [(176, 25), (184, 10_000), (192, 9), (200, 5)] {
            pool.put(UInt64(number), at: offset)
        }
        pool.put(UInt64(1_600_000_000), at: 224)
        for (index, offset) in [336, 368, 400, 432, 496, 528, 560].enumerated() {
            pool.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        var orders = [UInt8](length: 3_228)
        orders.replaceSubrange(0..<5, with: "serum".utf8)
        orders.put(UInt64(5), at: 5)
        orders.put(PublicKey.filled(6), at: 13)
        orders.put(PublicKey.filled(0xA0), at: 45)
        orders.put(UInt128.max, at: 109)
        orders.replaceSubrange(3_221..<3_228, with: "padding".utf8)
        return try SoundPool("raydium-amm-v4" + (isOnBook ? ", book" : ""), .raydiumAMMv4) {
            switch $0.role {
            case .pool: (AMMv4Layout.program, pool)
            case .vaultA: token(3, 50_000_000_000_009)
            case .vaultB: token(4, 2_000_000_000_005)
            case .openOrders: (PublicKey.filled(7), orders)
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }

    static func cpmm() throws -> SoundPool {
        var pool = [UInt8](length: 637, mark: 0x46DE_C3D7_F5E3_EDF7)
        for (index, offset) in [8, 72, 104, 168, 200, 232, 264, 296].enumerated() {
            pool.put(PublicKey.filled(UInt8(index + 1)), at: offset)
        }
        // The second mint is one of Token-2022.
        pool.put(TokenAccount.program, at: 232)
        pool.put(TokenAccount.program2022, at: 264)
        for (index, offset) in [341, 349, 357, 365, 397, 405].enumerated() {
            pool.put(UInt64(10) << UInt64(8 * index), at: offset)
        }
        pool.put(UInt64(1_700_000_000), at: 373)
        pool[389] = 2
        pool[390] = 1
        var config = [UInt8](length: 236, mark: 0x6F2B_CBCB_6821_F4DA)
        for (offset, number) in [(12, 2_500), (20, 120_000), (28, 40_000), (108, 500)] {
            config.put(UInt64(number), at: offset)
        }
        return try SoundPool("raydium-cpmm", .raydiumCPMM) {
            switch $0.role {
            case .pool: (CPMMLayout.program, pool)
            case .config: (CPMMLayout.program, config)
            case .vaultA: token(4, 1 << 50)
            case .vaultB: token(5, 1 << 51)
            case .mintB:
                (
                    TokenAccount.program2022,
                    SoundToken.mint() + [UInt8](repeating: 0, count: 83) + [1]
                )
            default: (TokenAccount.program, SoundToken.mint())
            }
        }
    }

    enum DynamicAMMForm {
        case product, stable, staked
    }

    static func dynamicAMM(_ form: DynamicAMMForm) throws -> SoundPool {
        let pool = dynamicAMMPool(form)
        let vaultProgram = PublicKey("24Uqj9JCLxUeoC3hGfh5W3s9FM9uCHDS2SG3LYwBpyTi")
        let vaultA = dynamicAMMVault(tokens: 20, mint: 11, shares: 22)
        let vaultB = dynamicAMMVault(tokens: 21, mint: 12, shares: 23)
        var stake = [UInt8](length: 2_616, mark: 0xB1B6_4B68_5E6B_92D8)
        stake.put(UInt64(1_198_483 << 32) / 1_000_000, at: 512)
        guard let vaultProgram else { throw AccountError.missing }
        return try SoundPool("meteora-dynamic-amm, \(form)", .meteoraDynamicAMM) {
            switch $0.role {
            case .pool: (DynamicAMMLayout.program, pool)
            case .reserveA: (vaultProgram, vaultA)
            case .reserveB: (vaultProgram, vaultB)
            case .sharesA: token(22, 1_000_000_000_000)
            case .sharesB: token(23, 1_100_000_000_000)
            case .vaultA: token(11, 900_000_000_000)
            case .vaultB: token(12, 800_000_000_000)
            case .config: (PublicKey.filled(0x50), stake)
            default: (TokenAccount.program, SoundToken.mint(supply: 9_000_000_000_000))
            }
        }
    }

    private static func dynamicAMMPool(_ form: DynamicAMMForm) -> [UInt8] {
        var pool = [UInt8](length: 1_387, mark: 0xBC6D_B111_046D_9AF1)
        for (index, offset) in [8, 40, 72, 104, 136, 168, 200, 234, 266].enumerated() {
            pool.put(PublicKey.filled(UInt8(10 + index)), at: offset)
        }
        pool[233] = 1
        for (offset, number) in [(330, 250), (338, 100_000), (346, 20_000), (354, 100_000)] {
            pool.put(UInt64(number), at: offset)
        }
        guard form != .product else { return pool }
        pool[874] = 1
        pool.put(UInt64(100), at: 875)
        pool.put(UInt64(1), at: 883)
        pool.put(UInt64(1), at: 891)
        guard form == .staked else { return pool }
        pool.put(UInt64(1_198_000), at: 900)
        pool.put(now - 100, at: 908)
        pool[916] = 1
        return pool
    }

    private static func dynamicAMMVault(tokens: UInt8, mint: UInt8, shares: UInt8) -> [UInt8] {
        var vault = [UInt8](length: 10_240, mark: 0x7775_9802_2BE8_08D3)
        vault[8] = 1
        vault.put(UInt64(10_000_000_000_000), at: 11)
        vault.put(PublicKey.filled(tokens), at: 19)
        vault.put(PublicKey.filled(mint), at: 83)
        vault.put(PublicKey.filled(shares), at: 115)
        vault.put(UInt64(1_000_000_000), at: 1_203)
        vault.put(now - 1_000, at: 1_211)
        vault.put(UInt64(46_000_000), at: 1_219)
        return vault
    }

    static func token(_ mint: UInt8, _ amount: UInt64) -> (owner: PublicKey, bytes: [UInt8]) {
        (TokenAccount.program, SoundToken.account(of: .filled(mint), amount: amount))
    }
}
