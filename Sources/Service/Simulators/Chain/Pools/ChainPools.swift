import Markets

/// Makes pools that never were.
enum ChainPools {
    /// A pool of a kind; nil where the simulator has none of it.
    static func make(_ kind: PoolKind, _ terms: SyntheticTerms) -> (any ChainPool)? {
        switch kind {
        case .raydiumAMMv4: ChainAMMv4(terms)
        case .raydiumCPMM: ChainCPMM(terms)
        case .raydiumCLMM: ChainCLMM(terms)
        case .meteoraDLMM: ChainDLMM(terms)
        case .meteoraDynamicAMM: ChainDynamicAMM(terms)
        case .meteoraDAMM: ChainDAMM(terms)
        case .phoenix: ChainPhoenix(terms)
        // The market's first pool is one: `PoolModel`.
        case .whirlpool: nil
        }
    }
}
