import Numbers
import Pools
import Solana

/// The accounts of a pool that never was: positions around a price, in the program's own layout
/// and at the addresses that the program would derive.
enum SyntheticPool {
    /// Wrapped SOL and USDC.
    static let mintA = "So11111111111111111111111111111111111111112"
    static let mintB = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
    /// The program's main configuration.
    static let config = "2LecshUwdy9xi7meFgHtFJQNSKk4KdTrcpvaB56dP2NQ"
    static let program = "whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc"

    /// The pool's address; nil only if SHA-256 finds none.
    static func address(tickSpacing: UInt16) -> PublicKey? {
        guard let config = PublicKey(base58: config), let mintA = PublicKey(base58: mintA),
            let mintB = PublicKey(base58: mintB)
        else { return nil }
        return WhirlpoolLayout.poolAddress(
            config: config, mintA: mintA, mintB: mintB, feeTierIndex: tickSpacing,
            program: WhirlpoolLayout.program)
    }

    static func model(
        _ pool: GeneratedPool, at price: SqrtPrice, seed: UInt64
    ) -> PoolModel? {
        guard let key = address(tickSpacing: pool.tickSpacing) else { return nil }
        let tick = TickMath.tick(at: price).count
        let nets = nets(pool, around: tick, seed: seed)
        let liquidity = nets.reduce(Int128(0)) { $1.key <= tick ? $0 + $1.value.net : $0 }
        let data = poolData(
            pool, at: price, tick: tick, liquidity: UInt128(liquidity))
        return PoolModel.read(
            pool: AccountImage(key: key, owner: program, data: data),
            arrays: arrays(pool, key: key, nets: nets))
    }

    struct TickLiquidity {
        var net: Int128 = 0
        var gross: UInt128 = 0
    }

    /// Positions of growing width around the tick, a little off centre each, and one that is as
    /// wide as all bounds of the price.
    static func nets(
        _ pool: GeneratedPool, around tick: Int32, seed: UInt64
    ) -> [Int32: TickLiquidity] {
        var random = RandomSource(seed: seed, part: 3)
        let spacing = Int32(pool.tickSpacing)
        var nets: [Int32: TickLiquidity] = [:]
        for position in 0..<Int32(pool.positions) {
            let width = spacing * (6 + position * position * 5)
            let skew = Int32(random.within(Int64(width / 3)))
            let share = pool.liquidity / UInt128(pool.positions)
            let liquidity = share / 2 + share * UInt128(random.below(1_000)) / 1_000
            add(
                liquidity, aligned(tick - width + skew, spacing),
                aligned(tick + width + skew, spacing) + spacing, &nets)
        }
        let far = spacing * (6 + Int32(pool.positions * pool.positions) * 5) + 2_500
        add(pool.liquidity / 4, aligned(tick - far, spacing), aligned(tick + far, spacing), &nets)
        return nets
    }

    private static func add(
        _ liquidity: UInt128, _ lower: Int32, _ upper: Int32, _ nets: inout [Int32: TickLiquidity]
    ) {
        nets[lower, default: TickLiquidity()].net += Int128(liquidity)
        nets[upper, default: TickLiquidity()].net -= Int128(liquidity)
        nets[lower, default: TickLiquidity()].gross += liquidity
        nets[upper, default: TickLiquidity()].gross += liquidity
    }

    /// The multiple of a spacing at or below a tick.
    static func aligned(_ tick: Int32, _ spacing: Int32) -> Int32 {
        let (quotient, rest) = tick.quotientAndRemainder(dividingBy: spacing)
        return (rest < 0 ? quotient - 1 : quotient) * spacing
    }

    private static func poolData(
        _ pool: GeneratedPool, at price: SqrtPrice, tick: Int32, liquidity: UInt128
    ) -> [UInt8] {
        var data = [UInt8](repeating: 0, count: WhirlpoolLayout.poolBytes)
        data.store(UInt64(0x0963_80E1_0CD1_953F), at: 0)
        if let config = PublicKey(base58: config) { data.store(config, at: 8) }
        data[40] = 255
        data.store(pool.tickSpacing, at: 41)
        data.store(pool.tickSpacing, at: 43)
        data.store(UInt16(truncatingIfNeeded: pool.feeRate.count), at: 45)
        data.store(UInt16(truncatingIfNeeded: pool.protocolShare.count), at: 47)
        data.store(liquidity, at: 49)
        data.store(price.bits, at: 65)
        data.store(tick, at: 81)
        if let key = PublicKey(base58: mintA) { data.store(key, at: 101) }
        if let key = PublicKey(base58: mintB) { data.store(key, at: 181) }
        return data
    }

    private static func arrays(
        _ pool: GeneratedPool, key: PublicKey, nets: [Int32: TickLiquidity]
    ) -> [AccountImage] {
        let width = 88 * Int32(pool.tickSpacing)
        var data: [Int32: [UInt8]] = [:]
        for (tick, liquidity) in nets {
            let start = aligned(tick, width)
            var bytes = data[start] ?? emptyArray(start: start, pool: key)
            let offset = 12 + 113 * Int((tick - start) / Int32(pool.tickSpacing))
            bytes[offset] = 1
            bytes.store(liquidity.net, at: offset + 1)
            bytes.store(liquidity.gross, at: offset + 17)
            data[start] = bytes
        }
        return data.compactMap { start, bytes in
            WhirlpoolLayout.tickArrayAddress(
                pool: key, start: TickIndex(start), program: WhirlpoolLayout.program
            ).map { AccountImage(key: $0, owner: program, data: bytes) }
        }
    }

    private static func emptyArray(start: Int32, pool: PublicKey) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: WhirlpoolLayout.tickArrayBytes)
        bytes.store(UInt64(0xBB42_076E_BEBD_6145), at: 0)
        bytes.store(start, at: 8)
        bytes.store(pool, at: 9_956)
        return bytes
    }
}
