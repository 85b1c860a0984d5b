import Testing

@testable import Solana

@Suite("The curve that addresses avoid")
struct Curve25519Tests {
    /// y as a key: p = 2²⁵⁵−19 plus or minus a little, or a small number.
    static func key(_ low: UInt64, high: Bool, sign: Bool = false) -> PublicKey {
        let top: UInt64 = (high ? .max >> 1 : 0) | (sign ? 1 << 63 : 0)
        return PublicKey(words: low, high ? .max : 0, high ? .max : 0, top)
    }

    static let prime: UInt64 = 0xFFFF_FFFF_FFFF_FFED

    @Test("y with a point, with and without the sign bit", arguments: [false, true])
    func points(sign: Bool) {
        for low: UInt64 in [0, 1, 3, 4] {
            #expect(Curve25519.contains(Self.key(low, high: false, sign: sign)))
        }
        for low in [Self.prime - 1, Self.prime, Self.prime + 1, .max] {
            #expect(Curve25519.contains(Self.key(low, high: true, sign: sign)))
        }
    }

    @Test("y without a point", arguments: [false, true])
    func holes(sign: Bool) {
        #expect(!Curve25519.contains(Self.key(2, high: false, sign: sign)))
        #expect(!Curve25519.contains(Self.key(Self.prime + 2, high: true, sign: sign)))
    }

    @Test("about half of all y have a point")
    func share() {
        let count = (0..<400).count { place in
            Curve25519.contains(Self.key(UInt64(place) &* 0x9E37_79B9_7F4A_7C15, high: false))
        }
        #expect(count > 140 && count < 260)
    }
}
