import CProbe
import Numbers
import Testing

@testable import Pools

@Suite("Constant product, against plain arithmetic")
struct ConstantProductArithmeticTests {
    @Test("each formula equals its fraction, at any size, and fails where that is none")
    func formulas() {
        var seeded = Seeded(state: 9)
        var (long, beyond) = (0, 0)
        for _ in 0..<100_000 {
            let a = seeded.next() >> (seeded.below(4) * seeded.below(22))
            let b = seeded.next() >> (seeded.below(4) * seeded.below(22))
            let c = seeded.below(50) == 0 ? 0 : seeded.next() >> seeded.below(64)
            let sum = UInt128(b) + UInt128(a)
            if sum > UInt64.max { long += 1 }
            let output = ConstantProduct.output(of: a, reserveIn: b, reserveOut: c)
            let bought = sum == 0 ? nil : UInt64(UInt128(a) * UInt128(c) / sum)
            #expect(output == bought)

            if c == 0 {
                #expect(ConstantProduct.scaledUp(a, by: b, over: c) == nil)
            } else {
                let scaled = (UInt128(a) * UInt128(b) + UInt128(c - 1)) / UInt128(c)
                if scaled > UInt64.max { beyond += 1 }
                #expect(
                    ConstantProduct.scaledUp(a, by: b, over: c) == UInt64(exactly: scaled))
            }

            let input = ConstantProduct.input(for: a, reserveIn: b, reserveOut: c)
            if a < c {
                let left = UInt128(c - a)
                let wanted = (UInt128(a) * UInt128(b) + left - 1) / left
                #expect(input == UInt64(exactly: wanted))
            } else {
                #expect(input == nil)
            }
        }
        #expect(long > 500 && beyond > 5_000)
    }

    @Test("a square root is the largest number whose square is not beyond")
    func roots() {
        var seeded = Seeded(state: 10)
        for _ in 0..<100_000 {
            let value = seeded.bits(seeded.below(128) + 1)
            let root = UInt128(ConstantProduct.root(of: value))
            #expect(root * root <= value)
            #expect(root == UInt64.max || (root + 1) * (root + 1) > value)
        }
        for root in [0, 1, 2, 1 << 32, 94_906_267, UInt128(UInt64.max)] {
            let square = root * root
            #expect(ConstantProduct.root(of: square) == UInt64(root))
            if root > 0 { #expect(ConstantProduct.root(of: square - 1) == UInt64(root - 1)) }
        }
        #expect(ConstantProduct.root(of: .max) == .max)
    }

    @Test("a segment reaches from the price of the reserves to the end of all prices")
    func segments() throws {
        let pool = exampleAMM(coin: 4_000_000_000, pc: 1_000_000_000)
        let down = try #require(pool.segment(.aToB))
        #expect(down.liquidity == 2_000_000_000)
        #expect(down.from.bits == 1 << 63 && down.to.bits == 1)
        let up = try #require(pool.segment(.bToA))
        #expect(up.from == down.from && up.to.bits == .max)
        let cpmm = try #require(exampleCPMM().segment(.aToB))
        #expect(cpmm.liquidity == 1_936_491_673_103)
        let price = Double(cpmm.from.bits) / 0x1p64
        #expect(abs(price * price / 0.15 - 1) < 1e-11)
        #expect(exampleAMM(coin: 0, pc: 5).segment(.aToB) == nil)
        #expect(exampleAMM(coin: 5, pc: 0).segment(.aToB) == nil)
        #expect(exampleAMM(status: .disabled).segment(.aToB) == nil)
        #expect(exampleCPMM(isSwapDisabled: true).segment(.aToB) == nil)
    }

    @Test("the ends of the range")
    func ends() {
        #expect(ConstantProduct.output(of: 0, reserveIn: 0, reserveOut: 5) == nil)
        #expect(ConstantProduct.output(of: 1, reserveIn: 0, reserveOut: 5) == 5)
        #expect(
            ConstantProduct.output(of: .max, reserveIn: .max, reserveOut: .max) == UInt64.max >> 1)
        #expect(
            ConstantProduct.input(for: 4, reserveIn: .max >> 2, reserveOut: 5) == UInt64.max - 3)
        #expect(ConstantProduct.input(for: 4, reserveIn: .max >> 1, reserveOut: 5) == nil)
        #expect(ConstantProduct.scaledUp(.max, by: 1, over: 1) == UInt64.max)
        #expect(ConstantProduct.scaledUp(.max, by: .max, over: .max) == UInt64.max)
        #expect(ConstantProduct.scaledUp(.max, by: .max, over: .max - 1) == nil)
    }
}

/// What a price turn does with both kinds; that it is `@_noLocks` holds what it calls to it.
@_noLocks
private func turn(_ cpmm: CPMMState, _ amm: AMMv4State) -> UInt64 {
    var (cpmm, amm) = (cpmm, amm)
    var sum: UInt64 = 0
    do throws(CPMMError) {
        sum &+= try cpmm.quote(.bToA, .exactOut(Atoms(90_000)), unixTime: 1).amountIn.count
        sum &+= try cpmm.swap(.aToB, .exactIn(Atoms(1_000_000)), unixTime: 1).amountOut.count
    } catch {
        return 0
    }
    do throws(AMMv4Error) {
        sum &+= try amm.quote(.bToA, .exactOut(Atoms(90_000)), unixTime: 1).amountIn.count
        sum &+= try amm.swap(.aToB, .exactIn(Atoms(1_000_000)), unixTime: 1).amountOut.count
    } catch {
        return 0
    }
    return sum
}

@Suite("Constant product and the heap", .enabled(if: probe_active() == 1))
struct ConstantProductAllocationTests {
    @Test("a thousand turns of quotes and swaps allocate nothing")
    func turns() {
        let (cpmm, amm) = (exampleCPMM(creator: 500, side: .token1), exampleAMM())
        let first = turn(cpmm, amm)
        var sum: UInt64 = 0
        let before = probe_allocations()
        for _ in 0..<1_000 { sum &+= turn(cpmm, amm) }
        let count = probe_allocations() - before
        #expect(count == 0)
        #expect(first > 0 && sum == first * 1_000)
    }
}
