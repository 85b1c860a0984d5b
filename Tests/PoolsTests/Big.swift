/// An unsigned number of any size, digit by digit as on paper: slow, and independent of the
/// library's arithmetic.
struct Big: Comparable, ExpressibleByIntegerLiteral {
    /// Lowest first, no leading zeros.
    var digits: [UInt32]

    init(digits: [UInt32]) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
    }

    init(integerLiteral value: UInt64) { self.init(UInt128(value)) }

    init(_ value: some UnsignedInteger) {
        var rest = UInt128(value)
        var digits: [UInt32] = []
        while rest != 0 {
            digits.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
        self.init(digits: digits)
    }

    var isZero: Bool { digits.isEmpty }

    /// Nil beyond 128 bits.
    var value: UInt128? {
        guard digits.count <= 4 else { return nil }
        return digits.reversed().reduce(0) { $0 << 32 | UInt128($1) }
    }

    static func < (a: Big, b: Big) -> Bool {
        if a.digits.count != b.digits.count { return a.digits.count < b.digits.count }
        for place in a.digits.indices.reversed() where a.digits[place] != b.digits[place] {
            return a.digits[place] < b.digits[place]
        }
        return false
    }

    static func + (a: Big, b: Big) -> Big {
        var out: [UInt32] = []
        var carry: UInt64 = 0
        for place in 0..<max(a.digits.count, b.digits.count) {
            carry += UInt64(place < a.digits.count ? a.digits[place] : 0)
            carry += UInt64(place < b.digits.count ? b.digits[place] : 0)
            out.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        return Big(digits: out + [UInt32(carry)])
    }

    /// The caller knows that `b` is at most `a`.
    static func - (a: Big, b: Big) -> Big {
        var out: [UInt32] = []
        var borrow: Int64 = 0
        for place in a.digits.indices {
            var digit = Int64(a.digits[place]) - borrow
            digit -= Int64(place < b.digits.count ? b.digits[place] : 0)
            borrow = digit < 0 ? 1 : 0
            out.append(UInt32(truncatingIfNeeded: digit))
        }
        precondition(borrow == 0)
        return Big(digits: out)
    }

    static func * (a: Big, b: Big) -> Big {
        var out = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
        for i in a.digits.indices {
            var carry: UInt64 = 0
            for j in b.digits.indices {
                carry += UInt64(a.digits[i]) * UInt64(b.digits[j]) + UInt64(out[i + j])
                out[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            out[i + b.digits.count] = UInt32(carry)
        }
        return Big(digits: out)
    }

    /// This number times 2^(32·count).
    func shifted(digits count: Int) -> Big {
        isZero ? self : Big(digits: [UInt32](repeating: 0, count: count) + digits)
    }

    /// ⌊a ÷ b⌋ and the rest, bit by bit.
    static func divide(_ a: Big, _ b: Big) -> (quotient: Big, rest: Big) {
        var rest: Big = 0
        var out = [UInt32](repeating: 0, count: a.digits.count)
        for place in a.digits.indices.reversed() {
            for bit in (0..<32).reversed() {
                rest = rest + rest + Big(UInt64(a.digits[place] >> UInt32(bit) & 1))
                if !(rest < b) {
                    rest = rest - b
                    out[place] |= 1 << UInt32(bit)
                }
            }
        }
        return (Big(digits: out), rest)
    }

    static func floor(_ a: Big, _ b: Big) -> Big { divide(a, b).quotient }

    static func ceiling(_ a: Big, _ b: Big) -> Big {
        let (quotient, rest) = divide(a, b)
        return rest.isZero ? quotient : quotient + 1
    }
}
