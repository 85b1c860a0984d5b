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

    @Test("dividing by a fixed number equals dividing, and fails where the result is too long")
    func fixedDivisor() {
        var seeded = Seeded(state: 10)
        var beyond = 0
        for round in 0..<200_000 {
            let a = seeded.next() >> (seeded.below(4) * seeded.below(22))
            let b = seeded.next() >> (seeded.below(4) * seeded.below(22))
            var c = max(1, seeded.next() >> seeded.below(64))
            if round % 7 == 0 { c = 1 << seeded.below(64) &- seeded.below(2) }
            if c == 0 { c = .max }
            let divisor = FixedDivisor(c)
            let down = UInt128(a) * UInt128(b) / UInt128(c)
            let product = UInt128(a) * UInt128(b)
            let up = product / UInt128(c) + (product % UInt128(c) == 0 ? 0 : 1)
            if up > UInt64.max { beyond += 1 }
            #expect(divisor.quotient(a, b, rounding: .down) == UInt64(exactly: down))
            #expect(divisor.quotient(a, b, rounding: .up) == UInt64(exactly: up))
        }
        #expect(beyond > 10_000)
        #expect(FixedDivisor(0).quotient(0, 0, rounding: .down) == nil)
        #expect(FixedDivisor(1).quotient(.max, 1, rounding: .up) == UInt64.max)
        #expect(FixedDivisor(.max).quotient(.max, .max, rounding: .up) == UInt64.max)
        #expect(FixedDivisor(.max - 1).quotient(.max, .max - 1, rounding: .up) == UInt64.max)
        #expect(FixedDivisor(.max - 1).quotient(.max, .max - 2, rounding: .up) == UInt64.max - 1)
        let top: UInt64 = 1 << 62
        for divisor in [2, 3, 997_500, top / 2, top - 1, top, top + 1] {
            let made = FixedDivisor(divisor)
            // Where multiplying ends and dividing begins, and where the quotient steps.
            let edge = top * 2 - divisor
            let nears: [UInt64] = [0, divisor, edge / divisor * divisor, edge, top * 2, .max]
            for near in nears {
                for numerator in [near &- 2, near &- 1, near, near &+ 1] {
                    let (down, rest) = numerator.quotientAndRemainder(dividingBy: divisor)
                    #expect(made.quotient(numerator, 1, rounding: .down) == down)
                    let up = rest == 0 ? down : down + 1
                    #expect(made.quotient(numerator, 1, rounding: .up) == up)
                }
            }
        }
    }

    @Test("a root squared is its number, to a few last bits")
    func roots() {
        var seeded = Seeded(state: 11)
        for _ in 0..<10_000 {
            let x = Double(seeded.next() | 1) / Double(seeded.next() >> seeded.below(60) | 1)
            let root = ConstantProduct.root(of: x)
            #expect(abs(root * root / x - 1) < 1e-15)
        }
        #expect(ConstantProduct.root(of: 0x1p-64) == 0x1p-32)
        #expect(ConstantProduct.root(of: 0x1p64) == 0x1p32)
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
