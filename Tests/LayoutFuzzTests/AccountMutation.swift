import Solana
import TestMemory

/// An account that may be spoilt.
struct SpoiltAccount {
    var owner: PublicKey
    var bytes: [UInt8]
}

/// Where an account says something: mutations there are more telling than among zeros.
struct AccountFields: Sendable {
    private let places: [Int]

    init(_ bytes: [UInt8]) { places = bytes.indices.filter { bytes[$0] != 0 } }

    /// A byte of the account, mostly one that holds something, or stands beside it.
    func place(in count: Int, _ chance: inout SeededGenerator) -> Int {
        guard let held = places.randomElement(using: &chance), chance.next() % 4 != 0 else {
            return Int.random(in: 0..<count, using: &chance)
        }
        return min(max(held + Int.random(in: -4...8, using: &chance), 0), count - 1)
    }
}

/// Ways to spoil an account.
enum AccountMutation {
    /// Numbers beside which programs change their mind.
    private static func edge(_ chance: inout SeededGenerator) -> UInt128 {
        let power = UInt128(1) << UInt128(UInt8.random(in: 0..<128, using: &chance))
        switch Int.random(in: 0..<10, using: &chance) {
        case 0: return 0
        case 1: return 1
        case 2: return .max
        case 3: return UInt128(Int128.max)
        case 4: return power
        case 5: return power - 1
        case 6: return .max - power
        case 7: return UInt128(UInt8.random(in: 0..<16, using: &chance))
        default: return UInt128.random(in: 0..<(power | 3), using: &chance)
        }
    }

    static func of(
        _ sound: SpoiltAccount, _ fields: AccountFields, beside others: [SpoiltAccount],
        _ chance: inout SeededGenerator
    ) -> SpoiltAccount {
        var account = sound
        switch Int.random(in: 0..<64, using: &chance) {
        case 0: resize(&account.bytes, &chance)
        case 1: randomise(&account.bytes, keeping: 8, &chance)
        case 2: account.owner = others.randomElement(using: &chance)?.owner ?? account.owner
        case 3: account.bytes = others.randomElement(using: &chance)?.bytes ?? account.bytes
        case 4: randomise(&account.bytes, keeping: 0, &chance)
        case 5: account.bytes.removeLast(account.bytes.count - min(8, account.bytes.count))
        default:
            let count = 1 + Int(truncatingIfNeeded: chance.next() & 3)
            for _ in 0..<count { spoil(&account.bytes, fields, &chance) }
        }
        return account
    }

    private static func resize(_ bytes: inout [UInt8], _ chance: inout SeededGenerator) {
        switch Int.random(in: 0..<3, using: &chance) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &chance))
        case 1: bytes.removeLast(min(bytes.count, Int.random(in: 1...16, using: &chance)))
        default:
            let more = Int.random(in: 1...300, using: &chance)
            for _ in 0..<more { bytes.append(UInt8(truncatingIfNeeded: chance.next())) }
        }
    }

    private static func randomise(
        _ bytes: inout [UInt8], keeping mark: Int, _ chance: inout SeededGenerator
    ) {
        var word: UInt64 = 0
        for place in bytes.indices.dropFirst(mark) {
            if place % 8 == 0 { word = chance.next() }
            bytes[place] = UInt8(truncatingIfNeeded: word)
            word >>= 8
        }
    }

    /// One byte, one bit or one number becomes another.
    private static func spoil(
        _ bytes: inout [UInt8], _ fields: AccountFields, _ chance: inout SeededGenerator
    ) {
        guard !bytes.isEmpty else { return }
        let place = fields.place(in: bytes.count, &chance)
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
        case 1, 2: bytes[place] ^= 1 << UInt8(truncatingIfNeeded: chance.next() & 7)
        case 3: bytes[place] = UInt8(truncatingIfNeeded: chance.next() & 7)
        default:
            let width = 1 << Int(truncatingIfNeeded: chance.next() % 5)
            // Fields mostly stand at multiples of their width; some layouts begin odd.
            let start = chance.next() & 1 == 0 ? place : place / width * width
            var number = edge(&chance)
            for offset in start..<min(start + width, bytes.count) {
                bytes[offset] = UInt8(truncatingIfNeeded: number)
                number >>= 8
            }
        }
    }
}
