/// Why a recorded swap could not be checked.
public enum ReplayReason: String, Sendable, CaseIterable {
    /// Several √prices before the swap lead to everything known after it, and they do not all give
    /// the same amounts, or a tick was crossed on the way.
    case severalStates = "several states lead to what is known"
    /// No √price before a later swap leads to the state after it, so the walk back ends there.
    case noStateBefore = "no state before leads to the state after"
    /// A position that changed the pool's liquidity later that day has no range that is known.
    case rangeUnknown = "a position's range is unknown"
    /// A later change of liquidity does not fit the state.
    case liquidityContradicts = "a change of liquidity contradicts the state"
    /// An instruction changed the pool in a way that is not read here.
    case unreadInstruction = "an instruction that is not read changed the pool"
    /// The accounts at the end of the day hold no such pool.
    case noAccounts = "no account of the pool was recorded"
    /// The capture tells the √price at most, and nothing of liquidity, ticks, bins or orders.
    case noLiquidity = "the capture holds no liquidity, ticks, bins or orders before the swap"
    /// The program has changed the rule for a fee of this pool since.
    case olderRule = "the program's rule for the creator's fee has changed since"
    /// The capture does not tell the pool's fees.
    case noFees = "the capture does not tell the pool's fees"
    /// The capture holds neither a state nor an amount that was received.
    case noResult = "the capture holds no result"
}
