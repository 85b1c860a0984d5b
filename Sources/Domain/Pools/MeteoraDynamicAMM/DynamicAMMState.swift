/// One Dynamic AMM v1 pool as a swap sees it: its own terms, the two vaults that hold its tokens,
/// and the price of a staked token where the pool has one. It is built from events.
public struct DynamicAMMState: BitwiseCopyable, Sendable {
    public internal(set) var terms = DynamicAMMTerms()
    public internal(set) var sideA = DynamicAMMSide()
    public internal(set) var sideB = DynamicAMMSide()
    /// What the stake pool's own account says of token B, in 10⁻⁶ of token A.
    public internal(set) var stakePrice: UInt64 = 0
    /// Events that did not fit, each of which made the state forget everything.
    public internal(set) var misfits: UInt64 = 0
    /// Bit i: group i of the numbers is known.
    var known: UInt8 = 0
    /// The `DynamicAMMNumbers.holdings…` that are known, side by side.
    var seenA: UInt64 = 0
    var seenB: UInt64 = 0

    /// A state that knows nothing.
    @_noLocks public init() {}

    /// Whether everything is known that a swap needs.
    public var isKnown: Bool {
        @_noLocks get {
            let all = DynamicAMMNumbers.seenAll
            return known & 0x7F == 0x7F && seenA & all == all && seenB & all == all
                && (terms.curve.depeg.isNone || knowsStake)
        }
    }

    var knowsStake: Bool { @_noLocks get { known & 0x80 != 0 } }

    /// Makes this state equal to another one.
    @_noLocks public mutating func copy(from other: borrowing DynamicAMMState) {
        self = copy other
    }
}

/// How a pool's numbers travel: which group of four words holds what.
enum DynamicAMMNumbers {
    /// Fee: trade numerator and denominator, protocol numerator and denominator.
    static var fees: Int { @_noLocks get { 0 } }
    /// Flags, activation point, amplification.
    static var rules: Int { @_noLocks get { 1 } }
    /// Multipliers of A and B, virtual price, when that was read.
    static var scale: Int { @_noLocks get { 2 } }
    /// Of a vault: total, locked profit, last report, degradation.
    static var vaultA: Int { @_noLocks get { 3 } }
    static var vaultB: Int { @_noLocks get { 4 } }
    /// Of a side: the pool's shares, all shares, the balance, and which of them are known.
    static var holdingsA: Int { @_noLocks get { 5 } }
    static var holdingsB: Int { @_noLocks get { 6 } }
    /// The stake pool's price.
    static var stake: Int { @_noLocks get { 7 } }

    /// Bits of the holdings' last word.
    static var seenShares: UInt64 { @_noLocks get { 1 } }
    static var seenSupply: UInt64 { @_noLocks get { 2 } }
    static var seenBalance: UInt64 { @_noLocks get { 4 } }
    static var seenAll: UInt64 { @_noLocks get { 7 } }
    /// The vault takes tokens in.
    static var takesDeposits: UInt64 { @_noLocks get { 8 } }
}
