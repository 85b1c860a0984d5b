import Numbers

/// The one question of the Ed25519 curve that addresses ask: is there a point with this y?
///
/// x² = u/v with u = y²−1, v = d·y²+1, modulo p = 2²⁵⁵−19. v is never 0, so u/v is a square where
/// u·v is one, and that Euler's criterion decides: (u·v)^((p−1)/2) is 0 or 1. The highest bit of
/// the key is x's sign and plays no part; a y that is not reduced modulo p is accepted, as the
/// chain's own library accepts it.
enum Curve25519 {
    static func contains(_ key: PublicKey) -> Bool {
        let y = FieldElement([key.w0, key.w1, key.w2, key.w3 & (UInt64.max >> 1)])
        let square = y * y
        let u = square + FieldElement.minusOne
        let v = square * FieldElement.d + FieldElement.one
        let character = (u * v).raisedToHalfOrder()
        return character.isCanonicallyZeroOrOne
    }
}

/// A number modulo 2²⁵⁵−19 in four words, lowest first; any value below 2²⁵⁶ may stand for it.
struct FieldElement {
    var words: InlineArray<4, UInt64>

    init(_ words: InlineArray<4, UInt64>) { self.words = words }

    static var one: FieldElement { FieldElement([1, 0, 0, 0]) }
    static var minusOne: FieldElement {
        FieldElement([0xFFFF_FFFF_FFFF_FFEC, .max, .max, .max >> 1])
    }
    /// −121665/121666.
    static var d: FieldElement {
        FieldElement([
            0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898,
            0x5203_6CEE_2B6F_FE73,
        ])
    }

    static func + (a: FieldElement, b: FieldElement) -> FieldElement {
        var sum = a
        var carry: UInt64 = 0
        for place in 0..<4 {
            let wide = UInt128(a.words[place]) + UInt128(b.words[place]) + UInt128(carry)
            sum.words[place] = wide.lowWord
            carry = wide.highWord
        }
        return sum.folding(carry)
    }

    static func * (a: FieldElement, b: FieldElement) -> FieldElement {
        var product = InlineArray<8, UInt64>(repeating: 0)
        for i in 0..<4 {
            var carry: UInt64 = 0
            for j in 0..<4 {
                let wide =
                    UInt128(product: a.words[i], b.words[j])
                    + UInt128(product[i + j]) + UInt128(carry)
                product[i + j] = wide.lowWord
                carry = wide.highWord
            }
            product[i + 4] = carry
        }
        var low = FieldElement([product[0], product[1], product[2], product[3]])
        var carry: UInt64 = 0
        for place in 0..<4 {
            let wide =
                UInt128(product: product[place + 4], 38)
                + UInt128(low.words[place]) + UInt128(carry)
            low.words[place] = wide.lowWord
            carry = wide.highWord
        }
        return low.folding(carry)
    }

    /// Adds `carry`·2²⁵⁶, which is `carry`·38.
    private func folding(_ carry: UInt64) -> FieldElement {
        var folded = self
        var carry = carry
        while carry != 0 {
            var more = carry * 38
            carry = 0
            for place in 0..<4 {
                let (sum, over) = folded.words[place].addingReportingOverflow(more)
                folded.words[place] = sum
                more = over ? 1 : 0
            }
            carry = more
        }
        return folded
    }

    /// To the power (p−1)/2 = 2²⁵⁴−10, whose bits are 250 ones, then 0, 1, 1, 0.
    func raisedToHalfOrder() -> FieldElement {
        var power = FieldElement.one
        for bit in (0..<254).reversed() {
            power = power * power
            if bit != 3 && bit != 0 { power = power * self }
        }
        return power
    }

    /// Whether the value is 0 or 1 modulo p.
    var isCanonicallyZeroOrOne: Bool {
        let upper = words[1] & words[2]
        let isSmall = words[0] <= 1 && words[1] | words[2] | words[3] == 0
        // p, p+1, and 2p, 2p+1: the other representatives below 2²⁵⁶.
        let isP =
            words[3] == .max >> 1 && upper == .max
            && (words[0] == 0xFFFF_FFFF_FFFF_FFED || words[0] == 0xFFFF_FFFF_FFFF_FFEE)
        let isTwiceP =
            words[3] == .max && upper == .max
            && (words[0] == 0xFFFF_FFFF_FFFF_FFDA || words[0] == 0xFFFF_FFFF_FFFF_FFDB)
        return isSmall || isP || isTwiceP
    }
}
