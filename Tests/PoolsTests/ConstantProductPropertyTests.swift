import Numbers
import Testing

@testable import Pools

/// What both kinds have in common, for properties that hold for both.
private protocol Trader {
    /// What `amount` buys or, with the output fixed, costs; nil when the swap fails.
    func other(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64?
    /// Does the swap; nil, and nothing changed, when it fails.
    mutating func trade(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64?
    /// Product of the reserves.
    var product: UInt128 { get }
}

extension SwapAmount {
    fileprivate var isIn: Bool { if case .exactIn = self { true } else { false } }
}

extension CPMMState: Trader {
    fileprivate func other(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64? {
        guard let result = try? quote(direction, amount, unixTime: 0) else { return nil }
        return amount.isIn ? result.amountOut.count : result.amountIn.count
    }
    fileprivate mutating func trade(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64? {
        guard let result = try? swap(direction, amount, unixTime: 0) else { return nil }
        return amount.isIn ? result.amountOut.count : result.amountIn.count
    }
    fileprivate var product: UInt128 { UInt128(vault0 - owed0) * UInt128(vault1 - owed1) }
}

extension AMMv4State: Trader {
    fileprivate func other(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64? {
        guard let result = try? quote(direction, amount, unixTime: 0) else { return nil }
        return amount.isIn ? result.amountOut.count : result.amountIn.count
    }
    fileprivate mutating func trade(_ direction: SwapDirection, _ amount: SwapAmount) -> UInt64? {
        guard let result = try? swap(direction, amount, unixTime: 0) else { return nil }
        return amount.isIn ? result.amountOut.count : result.amountIn.count
    }
    fileprivate var product: UInt128 { UInt128(coinVault - owedCoin) * UInt128(pcVault - owedPC) }
}

extension Seeded {
    /// A number of any size up to `width` bits.
    fileprivate mutating func amount(_ width: UInt64 = 64) -> UInt64 {
        next() >> (64 - 1 - below(width))
    }

    fileprivate mutating func pool() -> any Trader { below(2) == 0 ? cpmm() : amm() }

    fileprivate mutating func cpmm() -> CPMMState {
        let (vault0, vault1) = (amount(62), amount(62))
        let sides = CPMMCreatorSide.allCases
        return CPMMState(
            vault0: vault0, vault1: vault1, owed0: below(vault0 / 4 + 1),
            owed1: below(vault1 / 4 + 1),
            fees: CPMMFees(
                trade: HundredthsOfBasisPoint(UInt32(below(30_000))),
                protocolShare: HundredthsOfBasisPoint(UInt32(below(500_001))),
                fundShare: HundredthsOfBasisPoint(UInt32(below(500_001))),
                creator: HundredthsOfBasisPoint(UInt32(below(2) * below(20_000))),
                creatorSide: sides[Int(below(3))]))
    }

    fileprivate mutating func amm() -> AMMv4State {
        let (coin, pc) = (amount(62), amount(62))
        return AMMv4State(
            coinVault: coin, pcVault: pc, owedCoin: below(coin / 4 + 1),
            owedPC: below(pc / 4 + 1), feeNumerator: below(300), feeDenominator: 10_000,
            status: .swapOnly)
    }

    fileprivate mutating func direction() -> SwapDirection { below(2) == 0 ? .aToB : .bToA }
}

@Suite("Constant product, always")
struct ConstantProductPropertyTests {
    static let rounds = 20_000

    @Test("more in never gives less out, and more out never costs less")
    func monotone() {
        var seeded = Seeded(state: 1)
        var found = 0
        for _ in 0..<Self.rounds {
            let pool = seeded.pool()
            let direction = seeded.direction()
            let amount = seeded.amount()
            let more = amount.addingReportingOverflow(seeded.amount()).partialValue
            guard more > amount else { continue }
            if let less = pool.other(direction, .exactIn(Atoms(amount))) {
                found += 1
                #expect(pool.other(direction, .exactIn(Atoms(more))) ?? 0 >= less)
            }
            if amount > 0, let costs = pool.other(direction, .exactOut(Atoms(more))) {
                found += 1
                #expect(pool.other(direction, .exactOut(Atoms(amount))) ?? .max <= costs)
            }
        }
        #expect(found > Self.rounds / 4)
    }

    @Test("an exact output costs the least input that buys it")
    func least() {
        var seeded = Seeded(state: 2)
        var found = 0
        for _ in 0..<Self.rounds {
            let pool = seeded.pool()
            let direction = seeded.direction()
            let amount = seeded.amount(50)
            guard let costs = pool.other(direction, .exactOut(Atoms(amount))) else { continue }
            found += 1
            #expect(pool.other(direction, .exactIn(Atoms(costs))) ?? 0 >= amount)
            #expect(pool.other(direction, .exactIn(Atoms(costs - 1))) ?? 0 < amount)
        }
        #expect(found > Self.rounds / 4)
    }

    @Test("there and back never profits")
    func roundTrip() {
        var seeded = Seeded(state: 3)
        var found = 0
        for _ in 0..<Self.rounds {
            var pool = seeded.pool()
            let direction = seeded.direction()
            let amount = seeded.amount(61)
            guard let bought = pool.trade(direction, .exactIn(Atoms(amount))),
                let back = pool.trade(
                    direction.isDown ? .bToA : .aToB, .exactIn(Atoms(bought)))
            else { continue }
            found += 1
            #expect(back <= amount)
        }
        #expect(found > Self.rounds / 4)
    }

    @Test("two swaps in a row never beat one of both amounts, and no swap lowers the product")
    func split() {
        var seeded = Seeded(state: 4)
        var found = 0
        for _ in 0..<Self.rounds {
            let pool = seeded.pool()
            let direction = seeded.direction()
            let (first, second) = (seeded.amount(61), seeded.amount(61))
            var parts = pool
            guard let one = parts.trade(direction, .exactIn(Atoms(first))) else { continue }
            #expect(parts.product >= pool.product)
            guard let two = parts.trade(direction, .exactIn(Atoms(second))) else { continue }
            found += 1
            let whole = pool.other(direction, .exactIn(Atoms(first + second)))
            #expect(one + two <= whole ?? 0)
        }
        #expect(found > Self.rounds / 4)
    }

    @Test("any numbers give a result or an error; what is paid splits into its parts")
    func anyNumbers() {
        var seeded = Seeded(state: 5)
        var found = 0
        for _ in 0..<Self.rounds * 2 {
            let amount = Atoms<InputToken>(seeded.amount())
            let order: SwapAmount =
                seeded.below(2) == 0 ? .exactIn(amount) : .exactOut(Atoms(amount.count))
            let rate = { (seeded: inout Seeded) in
                HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: seeded.amount(24)))
            }
            var cpmm = CPMMState(
                vault0: seeded.amount(), vault1: seeded.amount(), owed0: seeded.amount(32),
                owed1: seeded.amount(32),
                fees: CPMMFees(
                    trade: rate(&seeded), protocolShare: rate(&seeded),
                    fundShare: rate(&seeded), creator: rate(&seeded),
                    creatorSide: CPMMCreatorSide.allCases[Int(seeded.below(3))]))
            if let result = try? cpmm.swap(seeded.direction(), order, unixTime: 0) {
                found += 1
                let fees = result.tradeFee.count + result.creatorFeeIn.count
                #expect(fees <= result.amountIn.count && result.amountOut.count > 0)
                #expect(result.protocolFee.count + result.fundFee.count <= result.tradeFee.count)
                #expect(cpmm.vault0 >= cpmm.owed0 && cpmm.vault1 >= cpmm.owed1)
            }
            var amm = AMMv4State(
                coinVault: seeded.amount(), pcVault: seeded.amount(),
                owedCoin: seeded.amount(32), owedPC: seeded.amount(32),
                feeNumerator: seeded.amount(20), feeDenominator: seeded.amount(),
                status: .swapOnly)
            if let result = try? amm.swap(seeded.direction(), order, unixTime: 0) {
                found += 1
                #expect(result.fee.count <= result.amountIn.count)
                #expect(amm.coinVault >= amm.owedCoin && amm.pcVault >= amm.owedPC)
            }
        }
        #expect(found > Self.rounds / 10)
    }
}
