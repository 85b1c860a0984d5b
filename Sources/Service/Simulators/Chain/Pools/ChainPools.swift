import Markets

/// Makes pools that never were.
enum ChainPools {
    /// A pool of a kind; nil where the simulator has none of it.
    static func make(_ kind: PoolKind, _ terms: SyntheticTerms) -> (any ChainPool)? {
        switch kind {
        case .raydiumAMMv4: ChainAMMv4(terms)
        case .raydiumCPMM: ChainCPMM(terms)
        case .meteoraDAMM: ChainDAMM(terms)
        default: nil
        }
    }
}
