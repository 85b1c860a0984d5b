import Numbers

/// One of a pool's two tokens: the vault it lies in, and the pool's share of that.
public struct DynamicAMMSide: BitwiseCopyable, Sendable {
    /// All tokens of the vault, in atoms, and of them the profit that was locked at the last
    /// report.
    public internal(set) var total: UInt64 = 0
    public internal(set) var lockedProfit: UInt64 = 0
    /// Seconds since 1970.
    public internal(set) var lastReport: UInt64 = 0
    /// The share of the locked profit that a second releases, in 10⁻¹².
    public internal(set) var degradation: UInt64 = 0
    /// The pool's shares of the vault, and all that exist.
    public internal(set) var shares: UInt64 = 0
    public internal(set) var supply: UInt64 = 0
    /// The vault's tokens that are not lent out, in atoms: no more can leave.
    public internal(set) var balance: UInt64 = 0
    /// Whether the vault takes tokens in.
    public internal(set) var takesDeposits = false

    @_noLocks init() {}

    /// ⌊amount·numerator ÷ denominator⌋; nil when the denominator is 0 or the result exceeds one
    /// word.
    @_noLocks @inline(__always)
    static func part(
        _ amount: UInt64, of numerator: UInt64, in denominator: UInt64
    ) -> UInt64? {
        let product = amount.multipliedFullWidth(by: numerator)
        guard product.high < denominator else { return nil }
        return product.high == 0
            ? product.low / denominator : denominator.dividingFullWidth(product).quotient
    }

    /// The profit that is still locked, in atoms; nil before the last report.
    @_noLocks func locked(at seconds: UInt64) -> UInt64? {
        guard seconds >= lastReport else { return nil }
        let whole: UInt64 = 1_000_000_000_000
        let released = (seconds &- lastReport).multipliedFullWidth(by: degradation)
        guard released.high == 0, released.low <= whole else { return 0 }
        return mulDiv(lockedProfit, whole &- released.low, by: whole, rounding: .down)
    }

    /// What shares are worth at this moment, in atoms.
    @_noLocks func unlocked(at seconds: UInt64) -> UInt64? {
        guard let locked = locked(at: seconds), locked <= total else { return nil }
        return total &- locked
    }

    /// What the pool owns of the vault, in atoms.
    @_noLocks func reserve(unlocked: UInt64) -> UInt64? {
        DynamicAMMSide.part(shares, of: unlocked, in: supply)
    }
}
