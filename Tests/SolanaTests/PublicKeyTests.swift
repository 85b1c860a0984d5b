import Solana
import Testing

@Suite("Public keys")
struct PublicKeyTests {
    @Test("a key keeps its bytes, and needs all of them")
    func bytes() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(PublicKey(bytes: bytes)?.bytes == bytes)
        #expect(PublicKey(bytes: bytes.dropLast()) == nil)
        #expect(PublicKey(bytes: bytes + [0]) == nil)
        #expect(PublicKey(bytes: bytes)?.w1 == 0x69_62_5B_54_4D_46_3F_38)
        #expect(MemoryLayout<PublicKey>.stride == 32)
    }

    @Test("one bit of difference is a different key", arguments: 0..<32)
    func difference(place: Int) {
        let tokens = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
        var bytes = tokens.bytes
        bytes[place] ^= 0x10
        #expect(PublicKey(bytes: bytes) != tokens)
    }

    @Test(
        "base58 there and back",
        arguments: [
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "11111111111111111111111111111111",
            "So11111111111111111111111111111111111111112",
            "SysvarC1ock11111111111111111111111111111111",
        ])
    func text(text: String) throws {
        let found = try #require(PublicKey(text))
        #expect(found == key(text))
        #expect(found.description == text)
    }

    @Test(
        "what is not exactly a key is refused",
        arguments: [
            "", "1", "0okenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "1111111111111111111",
            "111111111111111111111111111111111", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        ])
    func refusals(text: String) {
        #expect(PublicKey(text) == nil)
    }
}
