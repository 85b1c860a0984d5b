import Markets

/// Makes pools that never were.
enum ChainPools {
    /// A pool of a kind; nil where the simulator has none of it.
    static func make(_ kind: PoolKind, _ terms: SyntheticTerms) -> (any ChainPool)? {
        switch kind {
        default: nil
        }
    }
}
