import Solana
import Testing

/// Base58 as written on paper; independent of the library's own.
func key(_ text: String) -> PublicKey {
    let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    var bytes = [UInt8](repeating: 0, count: 32)
    for letter in text.utf8 {
        var carry = alphabet.firstIndex(of: letter) ?? 0
        for place in (0..<32).reversed() {
            carry += Int(bytes[place]) * 58
            bytes[place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
    }
    return PublicKey(bytes: bytes)!
}

@Suite("Addresses that programs derive")
struct ProgramAddressTests {
    let whirlpool = key("whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc")

    @Test("the published vectors")
    func vectors() throws {
        let first = try #require(
            ProgramAddress(
                seeds: [Array("oracle".utf8), [UInt8](repeating: 5, count: 32)],
                program: whirlpool))
        #expect(first.key == key("3womEo3pKHYqmfNnivxN2NqFeEhRCYCPtgXWx953xHmw"))
        #expect(first.bump == 254)
        let second = try #require(
            ProgramAddress(
                seeds: [Array("oracle".utf8), [UInt8](repeating: 0x0F, count: 32)],
                program: whirlpool))
        #expect(second.key == key("4sxbCfD7jBdwZhMn11dXYQdSBzVhZWcqRnPyXGdMUSZT"))
        #expect(second.bump == 249)
    }

    @Test("a bump whose hash is on the curve gives no address", arguments: UInt8(250)...255)
    func onCurve(bump: UInt8) {
        let seeds = [Array("oracle".utf8), [UInt8](repeating: 0x0F, count: 32), [bump]]
        #expect(ProgramAddress.derive(seeds: seeds, program: whirlpool) == nil)
    }
}
