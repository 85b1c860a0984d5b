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
    let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")

    @Test("a key keeps its bytes, and needs all of them")
    func bytes() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(PublicKey(bytes: bytes)?.bytes == bytes)
        #expect(PublicKey(bytes: bytes.dropLast()) == nil)
        #expect(PublicKey(bytes: bytes + [0]) == nil)
        #expect(PublicKey(bytes: bytes)?.w1 == 0x69_62_5B_54_4D_46_3F_38)
        #expect(MemoryLayout<PublicKey>.stride == 32)
    }

    @Test("one word of difference is a different key", arguments: 0..<32)
    func difference(place: Int) {
        var bytes = tokens.bytes
        bytes[place] ^= 0x10
        #expect(PublicKey(bytes: bytes) != tokens)
    }

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
