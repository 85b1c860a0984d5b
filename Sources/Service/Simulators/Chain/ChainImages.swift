import Pools
import Solana

/// Accounts that surround a pool on the chain and do not belong to its program.
extension AccountImage {
    /// A mint of the Token program, with nothing but its decimals and a supply.
    static func mint(_ key: PublicKey, decimals: Int) -> AccountImage {
        var data = [UInt8](repeating: 0, count: 82)
        data.store(UInt64(1) << 60, at: 36)
        data[44] = UInt8(decimals)
        data[45] = 1
        return AccountImage(key: key, owner: TokenAccount.program.base58, data: data)
    }

    /// The chain's clock.
    static func clock(slot: UInt64, seconds: UInt64) -> AccountImage {
        var data = [UInt8](repeating: 0, count: 40)
        data.store(slot, at: 0)
        data.store(slot / 432_000, at: 16)
        data.store(slot / 432_000 + 1, at: 24)
        data.store(seconds, at: 32)
        return AccountImage(
            key: ChainClock.address, owner: "Sysvar1111111111111111111111111111111111111",
            data: data)
    }
}
