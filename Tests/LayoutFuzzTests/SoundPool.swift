import Markets
import Pools
import Solana

/// An account as the chain holds it; without bytes, an address that holds none.
struct SoundAccount: Sendable {
    let place: PoolAccount
    let owner: PublicKey
    let bytes: [UInt8]?
}

/// What a pool's accounts hold, by role; nil where there is no account.
typealias SoundSupply = (PoolAccount) -> (owner: PublicKey, bytes: [UInt8])?

/// A pool that is in order, with every account that its kind's plan asks for.
struct SoundPool: Sendable {
    let name: String
    let kind: PoolKind
    let key: PublicKey
    let accounts: [SoundAccount]

    static let key = PublicKey.filled(0x77)
    static let now: UInt64 = 1_760_000_000

    init(_ name: String, _ kind: PoolKind, _ supply: SoundSupply) throws {
        var known = KnownAccounts()
        var plan: [PoolAccount] = []
        for _ in 0..<8 {
            for place in plan {
                known[place.key] =
                    supply(place).map { .present(owner: $0.owner, data: $0.bytes) } ?? .missing
            }
            let next = try PoolPlan.accounts(kind, SoundPool.key, known)
            if next == plan { break }
            plan = next
        }
        self.name = name
        self.kind = kind
        key = SoundPool.key
        accounts = plan.map { place in
            let held = supply(place)
            return SoundAccount(
                place: place, owner: held?.owner ?? TokenAccount.program, bytes: held?.bytes)
        }
    }

    /// At least one pool of every kind.
    static func all() throws -> [SoundPool] {
        try [
            whirlpool(isAdaptive: false), whirlpool(isAdaptive: true), ammV4(isOnBook: false),
            ammV4(isOnBook: true), cpmm(), clmm(), dlmm(), dynamicAMM(.product),
            dynamicAMM(.stable), dynamicAMM(.staked), damm(isDynamic: false),
            damm(isDynamic: true), phoenix(),
        ]
    }
}

extension PublicKey {
    static func filled(_ byte: UInt8) -> PublicKey {
        let word = UInt64(byte) &* 0x0101_0101_0101_0101
        return PublicKey(words: word, word, word, word)
    }
}

/// Numbers and keys in account data, little-endian.
extension [UInt8] {
    init(length: Int, mark: UInt64 = 0) {
        self.init(repeating: 0, count: length)
        put(mark, at: 0)
    }

    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        for place in 0..<value.bitWidth / 8 {
            self[offset + place] = UInt8(truncatingIfNeeded: value >> (8 * place))
        }
    }

    mutating func put(_ key: PublicKey, at offset: Int) {
        replaceSubrange(offset..<offset + 32, with: key.bytes)
    }
}

/// Accounts of the Token program.
enum SoundToken {
    static func mint(supply: UInt64 = 1 << 60) -> [UInt8] {
        var bytes = [UInt8](length: 82)
        bytes.put(supply, at: 36)
        bytes[44] = 6
        bytes[45] = 1
        return bytes
    }

    /// A mint of Token-2022 that keeps 0.5 % of each transfer, at most 5,000.
    static func taxedMint() -> [UInt8] {
        var bytes = mint() + [UInt8](length: 84 + 4 + 108)
        bytes[165] = 1
        bytes.put(UInt16(1), at: 166)
        bytes.put(UInt16(108), at: 168)
        for offset in [170 + 72, 170 + 90] {
            bytes.put(UInt64(5_000), at: offset + 8)
            bytes.put(UInt16(50), at: offset + 16)
        }
        return bytes
    }

    static func account(of mint: PublicKey, amount: UInt64) -> [UInt8] {
        var bytes = [UInt8](length: 165)
        bytes.put(mint, at: 0)
        bytes.put(PublicKey.filled(0xA0), at: 32)
        bytes.put(amount, at: 64)
        bytes[108] = 1
        return bytes
    }
}
