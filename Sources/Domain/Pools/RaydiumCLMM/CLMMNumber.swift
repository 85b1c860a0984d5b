/// How this kind numbers the groups of a `poolNumbers` event.
enum CLMMNumber {
    /// Tick spacing, then from bit 16 the fee's side, and bit 24 where swaps are disabled; opening
    /// time in seconds since 1970.
    static var terms: Int { @_noLocks get { 0 } }
    /// Fee growth of token 0 and of token 1, two words each.
    static var growth: Int { @_noLocks get { 1 } }
    /// Fee rate, the protocol's share of it and the fund's, in 1/1,000,000.
    static var rates: Int { @_noLocks get { 2 } }
    /// What is known of vault 0, vault 1, mint 0 and mint 1, as `CLMMTokens` says.
    static var tokens: Int { @_noLocks get { 3 } }
    /// The dynamic fee: filter and, from bit 16, decay and, from bit 32, reduction; control; the
    /// accumulator's limit.
    static var feeRule: Int { @_noLocks get { 4 } }
    /// What it remembers: the time; index and, from bit 32, reference; accumulator.
    static var feeMemory: Int { @_noLocks get { 5 } }
    /// Whether the bitmap's extension exists: 1 yes, 2 no.
    static var hasExtension: Int { @_noLocks get { 6 } }
    /// 60 groups, four words each of the bitmap as `CLMMBitmap` orders it.
    static var bitmap: Int { @_noLocks get { 8 } }
    static var bitmapGroups: Int { @_noLocks get { 60 } }
    /// The groups among them that the pool's own account tells.
    static var poolGroups: Range<Int> { @_noLocks get { 28..<32 } }
}
