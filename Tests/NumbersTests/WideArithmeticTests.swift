import Numbers
import Testing

/// A seeded sequence (SplitMix64), so that a failure can be repeated.
struct Seeded {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// A word of random width, often all ones, all zeros or a power of two.
    mutating func word() -> UInt64 {
        switch next() % 6 {
        case 0: 0
        case 1: .max
        case 2: 1 << (next() % 64)
        case 3: .max << (next() % 64)
        default: next() >> (next() % 64)
        }
    }
    mutating func wide() -> UInt128 { UInt128(word()) << 64 | UInt128(word()) }
    mutating func huge() -> UInt256 { UInt256(high: wide(), low: wide()) }
}

/// The reference: arithmetic on lists of bits, as on paper.
enum Paper {
    static func bits(_ n: UInt256) -> [Bool] {
        (0..<256).map { place in
            let half = place < 128 ? n.low : n.high
            return half >> UInt128(place % 128) & 1 == 1
        }
    }

    static func number(_ bits: [Bool]) -> UInt256 {
        var high: UInt128 = 0
        var low: UInt128 = 0
        for (place, bit) in bits.enumerated() where bit {
            if place < 128 { low |= 1 << UInt128(place) } else { high |= 1 << UInt128(place - 128) }
        }
        return UInt256(high: high, low: low)
    }

    static func isBelow(_ a: [Bool], _ b: [Bool]) -> Bool {
        let width = max(a.count, b.count)
        for place in (0..<width).reversed() {
            let x = place < a.count && a[place]
            let y = place < b.count && b[place]
            if x != y { return y }
        }
        return false
    }

    static func sum(_ a: [Bool], _ b: [Bool]) -> [Bool] {
        var out: [Bool] = []
        var carry = 0
        for place in 0..<max(a.count, b.count) {
            let x = place < a.count && a[place] ? 1 : 0
            let y = place < b.count && b[place] ? 1 : 0
            let total = x + y + carry
            out.append(total & 1 == 1)
            carry = total >> 1
        }
        return out + [carry == 1]
    }

    static func difference(_ a: [Bool], _ b: [Bool]) -> [Bool] {
        var out = a
        var borrow = 0
        for place in 0..<a.count {
            var digit = (a[place] ? 1 : 0) - (place < b.count && b[place] ? 1 : 0) - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 2 }
            out[place] = digit == 1
        }
        return out
    }

    static func product(_ a: UInt128, _ b: UInt128) -> UInt256 {
        let left = bits(UInt256(high: 0, low: a))
        var out: [Bool] = Array(repeating: false, count: 256)
        for place in 0..<128 where b >> UInt128(place) & 1 == 1 {
            let shifted = Array(repeating: false, count: place) + left
            out = Array(sum(out, shifted).prefix(256))
        }
        return number(out)
    }

    static func quotient(_ a: UInt256, _ b: UInt256) -> (UInt256, UInt256) {
        let divisor = bits(b)
        var rest: [Bool] = Array(repeating: false, count: 257)
        var out: [Bool] = Array(repeating: false, count: 256)
        let numerator = bits(a)
        for place in (0..<256).reversed() {
            rest = [numerator[place]] + rest.dropLast()
            if !isBelow(rest, divisor) {
                rest = difference(rest, divisor)
                out[place] = true
            }
        }
        return (number(out), number(Array(rest.prefix(256))))
    }
}

@Suite("Wide arithmetic")
struct WideArithmeticTests {
    @Test("a product has all of its 256 bits")
    func products() {
        var seeded = Seeded(state: 1)
        for _ in 0..<300 {
            let a = seeded.wide()
            let b = seeded.wide()
            #expect(UInt256(product: a, b) == Paper.product(a, b))
        }
        let top = UInt256(product: .max, .max)
        #expect(top == UInt256(high: .max - 1, low: 1))
    }

    @Test("a product with a word agrees with the wide product where it fits")
    func wordProducts() {
        var seeded = Seeded(state: 2)
        for _ in 0..<300 {
            let a = seeded.wide()
            let word = seeded.word()
            let product = UInt256(product: UInt256(high: 0, low: a), word: word)
            #expect(product == Paper.product(a, UInt128(word)))
        }
        let split = UInt256(product: UInt256(high: 1 << 63, low: 1 << 127), word: 6)
        #expect(split == UInt256(high: (6 << 63) + 3, low: 0))
    }

    @Test("order, sum and difference agree with paper")
    func sums() {
        var seeded = Seeded(state: 3)
        for _ in 0..<300 {
            let a = seeded.huge()
            let b =
                seeded.next() % 4 == 0
                ? UInt256(high: a.high, low: seeded.wide()) : seeded.huge()
            #expect((a < b) == Paper.isBelow(Paper.bits(a), Paper.bits(b)))
            let sum = Paper.sum(Paper.bits(a), Paper.bits(b))
            #expect(a &+ b == Paper.number(Array(sum.prefix(256))))
            #expect(a &- b == Paper.number(Paper.difference(Paper.bits(a), Paper.bits(b))))
            #expect(!(a < a))
        }
    }

    @Test("a shift moves every bit", arguments: [0, 1, 63, 64, 65, 127])
    func shifts(count: Int) {
        var seeded = Seeded(state: 4)
        for _ in 0..<20 {
            let a = seeded.huge()
            let bits = Paper.bits(a)
            let none = Array(repeating: false, count: count)
            #expect(a.shiftedLeft(by: count) == Paper.number(none + bits.prefix(256 - count)))
            #expect(a.shiftedRight(by: count) == Paper.number(bits.dropFirst(count) + none))
        }
    }

    @Test("any quotient is the one of long division")
    func quotients() {
        var seeded = Seeded(state: 5)
        for _ in 0..<400 {
            let a = seeded.huge()
            let b = seeded.next() % 2 == 0 ? seeded.huge() : UInt256(high: 0, low: seeded.wide())
            if b.isZero { continue }
            let (quotient, rest) = Paper.quotient(a, b)
            #expect(a.quotient(dividingBy: b) == Quotient(quotient, isExact: rest.isZero))
        }
    }

    @Test("a quotient of 128 bits is the one of long division")
    func wideQuotients() {
        var seeded = Seeded(state: 6)
        for _ in 0..<400 {
            let b = max(seeded.wide(), 1)
            let high = seeded.next() % 4 == 0 ? b - 1 : seeded.wide() % b
            let a = UInt256(high: high, low: seeded.wide())
            let (quotient, rest) = Paper.quotient(a, UInt256(high: 0, low: b))
            let ours = a.divided(by: b)
            #expect(ours.quotient == quotient.low && ours.remainder == rest.low)
        }
    }

    @Test("a quotient of one word is the one of long division")
    func wordQuotients() {
        var seeded = Seeded(state: 7)
        for _ in 0..<600 {
            let isLong = seeded.next() % 2 == 0
            let b = UInt256(high: isLong ? UInt128(seeded.word()) : 0, low: max(seeded.wide(), 1))
            // quotient·b + rest with a chosen quotient reaches the estimate's hard cases.
            let word = seeded.word()
            let (_, rest) = Paper.quotient(seeded.huge(), b)
            let edge = seeded.next() % 3 == 0 ? b &- UInt256(high: 0, low: 1) : rest
            let a = UInt256(wrappingProduct: b, UInt128(word)) &+ edge
            #expect(a.wordQuotient(dividingBy: b) == Quotient(word, isExact: edge.isZero))
        }
    }

    @Test("three words by two: every small pattern of leading and trailing bits")
    func brinks() {
        let tops: [UInt64] = [1 << 63, 1 << 63 + 1, .max - 1, .max]
        let lows: [UInt64] = [0, 1, 1 << 63, .max - 1, .max]
        for d1 in tops {
            for d0 in lows {
                let divisor = UInt128(high: d1, low: d0)
                for quotient in lows + [2, .max - 2] {
                    for rest in [0, 1, divisor / 2, divisor - 1] {
                        let product = UInt256(product: divisor, UInt128(quotient))
                        let whole = product &+ UInt256(high: 0, low: rest)
                        let top = whole.high << 64 | whole.low >> 64
                        let ours = UInt256.divide(top, whole.low.lowWord, byNormalised: divisor)
                        #expect(ours.quotient == quotient && ours.remainder == rest)
                    }
                }
            }
        }
    }

    @Test("mulDiv rounds as asked and refuses what does not fit")
    func mulDivs() {
        #expect(mulDiv(7, 3, by: 2, rounding: .down) as UInt128? == 10)
        #expect(mulDiv(7, 3, by: 2, rounding: .up) as UInt128? == 11)
        #expect(mulDiv(8, 3, by: 2, rounding: .up) as UInt128? == 12)
        #expect(mulDiv(.max, .max, by: .max, rounding: .up) as UInt128? == .max)
        #expect(mulDiv(.max, 2, by: 1, rounding: .down) as UInt128? == nil)
        #expect(mulDiv(1, 1, by: 0, rounding: .down) as UInt128? == nil)
        // (2¹²⁸−1)² / (2¹²⁸−2) = 2¹²⁸ + a rest: one bit too many.
        #expect(mulDiv(.max, .max, by: .max - 1, rounding: .down) as UInt128? == nil)
    }

    @Test("small divisions, all of them")
    func exhaustive() {
        for divisor in UInt64(1)...20 {
            for a in UInt64(0)...20 {
                for b in UInt64(0)...20 {
                    let down: UInt64 = mulDiv(a, b, by: divisor, rounding: .down)
                    let up: UInt64 = mulDiv(a, b, by: divisor, rounding: .up)
                    var count: UInt64 = 0
                    while (count + 1) * divisor <= a * b { count += 1 }
                    #expect(down == count && up == (count * divisor == a * b ? count : count + 1))
                }
            }
        }
    }
}
