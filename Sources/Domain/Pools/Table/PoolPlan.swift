public import Markets
public import Solana

/// Which accounts pricing needs, found from a pool's address alone. Cold.
public enum PoolPlan {
    /// The accounts that pricing a pool needs, as far as the known ones name them: the pool first.
    /// Ask again with more of them known, until nothing new is named.
    public static func accounts(
        _ kind: PoolKind, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        switch kind {
        case .whirlpool: try WhirlpoolLayout.plan(pool, known)
        case .raydiumAMMv4: try AMMv4Layout.plan(pool, known)
        case .raydiumCPMM: try CPMMLayout.plan(pool, known)
        case .raydiumCLMM: try CLMMLayout.plan(pool, known)
        case .meteoraDLMM: try DLMMLayout.plan(pool, known)
        case .meteoraDynamicAMM: try DynamicAMMLayout.plan(pool, known)
        case .meteoraDAMM: try DAMMLayout.plan(pool, known)
        case .phoenix: try PhoenixLayout.plan(pool, known)
        }
    }

    /// The kind whose program a key is; nil when it is none of them.
    public static func kind(ofProgram key: PublicKey) -> PoolKind? {
        PoolKind.allCases.first { isProgram(key, of: $0) }
    }

    /// Whether a key is the program of a kind.
    @_noLocks public static func isProgram(_ key: PublicKey, of kind: PoolKind) -> Bool {
        switch kind {
        case .whirlpool: WhirlpoolLayout.isProgram(key)
        case .raydiumAMMv4: key == AMMv4Layout.program
        case .raydiumCPMM: key == CPMMLayout.program
        case .raydiumCLMM: key == CLMMLayout.program
        case .meteoraDLMM: key == DLMMLayout.program
        case .meteoraDynamicAMM: key == DynamicAMMLayout.program
        case .meteoraDAMM: key == DAMMLayout.program
        case .phoenix: key == PhoenixLayout.program
        }
    }
}
