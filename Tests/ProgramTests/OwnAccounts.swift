import Foundation

/// Accounts made up byte by byte: a Raydium AMM v4 pool of 1,000 coin and 200 PC tokens (nine and
/// six decimals would be usual; here both have nine), its vaults and its mints.
enum OwnAccounts {
    static let program = "675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8"
    static let tokenProgram = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"

    static let pool = key(1)
    static let coinVault = key(2)
    static let pcVault = key(3)
    static let coinMint = key(4)
    static let pcMint = key(5)

    static func key(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    /// Swaps alone, 25 parts of 10,000 as the fee.
    static var poolData: [UInt8] {
        var data = [UInt8](repeating: 0, count: 752)
        put(6, at: 0, &data)
        put(25, at: 176, &data)
        put(10_000, at: 184, &data)
        for (key, place) in [(coinVault, 336), (pcVault, 368), (coinMint, 400), (pcMint, 432)] {
            data.replaceSubrange(place..<(place + 32), with: key)
        }
        return data
    }

    static func vault(_ mint: [UInt8], _ atoms: UInt64) -> [UInt8] {
        var data = [UInt8](repeating: 0, count: 165)
        data.replaceSubrange(0..<32, with: mint)
        put(atoms, at: 64, &data)
        data[108] = 1
        return data
    }

    static var mint: [UInt8] {
        var data = [UInt8](repeating: 0, count: 82)
        data[44] = 9
        data[45] = 1
        return data
    }

    /// The clock's account at slot 77, second 1,800,000,000.
    static var clock: [UInt8] {
        var data = [UInt8](repeating: 0, count: 40)
        put(77, at: 0, &data)
        put(1_800_000_000, at: 32, &data)
        return data
    }

    /// All of them as a validator writes them.
    static var all: [(key: String, owner: String, data: [UInt8])] {
        [
            (text(pool), program, poolData),
            (text(coinVault), tokenProgram, vault(coinMint, 1_000_000_000_000)),
            (text(pcVault), tokenProgram, vault(pcMint, 200_000_000_000)),
            (text(coinMint), tokenProgram, mint), (text(pcMint), tokenProgram, mint),
        ]
    }

    static func json(_ key: String, _ owner: String, _ data: [UInt8]) -> String {
        let text = Data(data).base64EncodedString()
        return #"{"pubkey":"\#(key)","account":{"lamports":1,"data":["\#(text)","base64"],"#
            + #""owner":"\#(owner)","executable":false}}"#
    }

    /// Base58, from its definition.
    static func text(_ bytes: [UInt8]) -> String {
        let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
        var digits: [Int] = []
        for byte in bytes {
            var carry = Int(byte)
            for place in digits.indices {
                carry += digits[place] << 8
                digits[place] = carry % 58
                carry /= 58
            }
            while carry > 0 {
                digits.append(carry % 58)
                carry /= 58
            }
        }
        let zeros = bytes.prefix { $0 == 0 }.map { _ in alphabet[0] }
        return String(zeros + digits.reversed().map { alphabet[$0] })
    }

    private static func put(_ value: UInt64, at place: Int, _ data: inout [UInt8]) {
        for byte in 0..<8 { data[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
}
