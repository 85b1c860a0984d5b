import Pools
import Solana

/// Addresses and accounts for pools that never were.
struct SyntheticAccounts {
    private var random: RandomSource

    init(seed: UInt64) { random = RandomSource(seed: seed, part: 40) }

    /// An address that nobody has.
    mutating func key() -> PublicKey {
        PublicKey(words: random.next(), random.next(), random.next(), random.next())
    }

    /// A token account of the Token program that a pool's authority holds.
    mutating func vault(of mint: PublicKey, amount: UInt64) -> AccountImage {
        var data = [UInt8](repeating: 0, count: TokenAccount.bytes)
        data.store(mint, at: 0)
        data.store(key(), at: 32)
        data.store(amount, at: 64)
        data[108] = 1
        return AccountImage(key: key(), owner: TokenAccount.program.base58, data: data)
    }

    /// An account of a program, of zeros but for its mark, at an address that nobody has unless one
    /// is given.
    mutating func account(
        at place: PublicKey? = nil, of program: PublicKey, mark: UInt64?, length: Int
    ) -> AccountImage {
        var data = [UInt8](repeating: 0, count: length)
        if let mark { data.store(mark, at: 0) }
        return AccountImage(key: place ?? key(), owner: program.base58, data: data)
    }
}

extension AccountImage {
    /// Adds to a 64-bit number of the data, wrapping.
    mutating func add(_ amount: UInt64, at offset: Int) {
        data.store(data.load(UInt64.self, at: offset) &+ amount, at: offset)
    }

    mutating func subtract(_ amount: UInt64, at offset: Int) {
        data.store(data.load(UInt64.self, at: offset) &- amount, at: offset)
    }
}

extension SyntheticTerms {
    /// What a constant-product pool holds, so that `depth` is for sale within two per cent: the
    /// price moves by two where the reserve moves by one.
    var reserves: (a: UInt64, b: UInt64) {
        let b = Double(depth) * 100
        return (a: UInt64(b / (sqrtPrice * sqrtPrice)), b: UInt64(b))
    }

    /// L, so that `depth` is for sale within two per cent.
    var liquidity: UInt64 { UInt64(Double(depth) * 101 / sqrtPrice) }

    /// The √price as accounts have it, Q64.64.
    var sqrtPriceBits: UInt128 { UInt128(sqrtPrice * 0x1p64) }
}
