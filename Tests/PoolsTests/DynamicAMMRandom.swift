import Numbers

@testable import Pools

extension Seeded {
    static let dynamicNow: UInt64 = 1_719_234_201

    /// A number of any size up to `width` bits.
    mutating func dynamicSize(_ width: UInt64) -> UInt64 { next() >> (64 - 1 - below(width)) }

    mutating func dynamicDirection() -> SwapDirection { below(2) == 0 ? .aToB : .bToA }

    private mutating func side(width: UInt64) -> PlainSide {
        var side = PlainSide()
        side.total = dynamicSize(width) + 1
        // Shares are worth an atom, or up to four.
        side.supply = side.total / (1 + below(4)) + below(3) + 1
        side.shares = max(1, below(4) == 0 ? below(side.supply) : side.supply)
        side.balance = below(3) == 0 ? below(side.total) : side.total
        side.locked = below(2) == 0 ? 0 : below(side.total + 1)
        side.report = Self.dynamicNow - below(100_000)
        side.degradation = dynamicSize(40)
        side.takesDeposits = below(100) != 0
        return side
    }

    mutating func dynamicAMM(width: UInt64 = 50) -> PlainDynamicAMM {
        var pool = PlainDynamicAMM()
        pool.a = side(width: width)
        pool.b = side(width: width)
        pool.fees = [below(4) * 250, 100_000, below(3) * 20_000, 100_000]
        pool.isStable = below(3) != 0
        guard pool.isStable else { return pool }
        if below(4) != 0 {
            // Even, within a factor of four.
            let scale = pool.a.total
            pool.b.total = scale / 2 + below(scale) + 1
            pool.b.supply = pool.b.total
            pool.b.shares = max(1, pool.a.shares / (1 + below(2)))
            pool.b.shares = min(pool.b.shares, pool.b.supply)
            pool.b.balance = pool.b.total
            pool.b.locked = 0
        }
        pool.amplification = [1, 10, 100, 1_000, 10_000][Int(below(5))]
        pool.multipliers = [[1, 1], [1, 1_000], [1_000, 1]][Int(below(3))]
        if below(2) == 0 {
            pool.depeg = UInt8(1 + below(3))
            pool.multipliers = [1, 1]
            pool.virtualPrice = 1_000_000 + below(300_000)
            pool.stakePrice = 1_000_000 + below(300_000)
            pool.updated = Self.dynamicNow - below(1_200)
        }
        return pool
    }
}
