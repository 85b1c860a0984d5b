public import Markets
public import Solana

/// The two tokens of a pool.
public struct PoolMints: BitwiseCopyable, Hashable, Sendable {
    /// Of side A: A, 0, X, coin or base, as the program calls it.
    public let a: PublicKey
    public let b: PublicKey

    /// From a pool's own account, checked as pricing checks it.
    public init(
        _ kind: PoolKind, _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) {
        switch kind {
        case .whirlpool:
            let pool = try WhirlpoolAccount(data, owner: owner)
            (a, b) = (pool.mintA, pool.mintB)
        case .raydiumAMMv4:
            let pool = try AMMv4Account(data, owner: owner)
            (a, b) = (pool.coinMint, pool.pcMint)
        case .raydiumCPMM:
            let pool = try CPMMAccount(data, owner: owner)
            (a, b) = (pool.mint0, pool.mint1)
        case .raydiumCLMM:
            let pool = try CLMMAccount(data, owner: owner)
            (a, b) = (pool.mint0, pool.mint1)
        case .meteoraDLMM:
            let pool = try DLMMPairAccount(data, owner: owner)
            (a, b) = (pool.mintX, pool.mintY)
        case .meteoraDynamicAMM:
            let pool = try DynamicAMMPool(data, owner: owner)
            (a, b) = (pool.mintA, pool.mintB)
        case .meteoraDAMM:
            let pool = try DAMMAccount(data, owner: owner)
            (a, b) = (pool.mintA, pool.mintB)
        case .phoenix:
            let market = try PhoenixMarket(data, owner: owner)
            (a, b) = (market.baseMint, market.quoteMint)
        }
    }

    /// Which way a token goes in; nil for a token that the pool does not hold.
    public func direction(from mint: PublicKey) -> SwapDirection? {
        if mint == a { return .aToB }
        return mint == b ? .bToA : nil
    }

    /// The token that goes in.
    public func input(_ direction: SwapDirection) -> PublicKey { direction.isDown ? a : b }

    /// The token that comes out.
    public func output(_ direction: SwapDirection) -> PublicKey { direction.isDown ? b : a }
}
