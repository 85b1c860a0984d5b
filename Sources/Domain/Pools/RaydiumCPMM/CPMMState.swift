import Numbers

/// One Raydium CPMM pool as a swap sees it. Token 0 is the A of `SwapDirection`. Events keep it
/// equal to the chain; `quote` reads it.
///
/// Where an event does not fit, the state forgets everything it knew: a quote then fails until the
/// next snapshot.
public struct CPMMState: BitwiseCopyable, Sendable {
    /// Balances of the vaults, in atoms.
    public internal(set) var vault0: UInt64
    public internal(set) var vault1: UInt64
    /// What the vaults owe to the protocol, the fund and the creator: no part of the reserves.
    public internal(set) var owed0: UInt64
    public internal(set) var owed1: UInt64
    /// As the pool charges them: the creator's is 0 unless it is enabled.
    public var fees: CPMMFees { @_noLocks get { rates.fees } }
    /// Seconds since 1970; a swap before it fails.
    public internal(set) var openTime: UInt64
    public internal(set) var isSwapDisabled: Bool
    /// A vault is frozen by its mint's authority: no transfer succeeds.
    public internal(set) var isVaultFrozen = false
    /// How many events did not fit, ever.
    public internal(set) var misfits: UInt64 = 0

    var rates: CPMMRates
    /// The creator's rate in the config, whether the pool charges it or not.
    var creatorRate: HundredthsOfBasisPoint
    var isCreatorFeeEnabled: Bool
    var known: CPMMParts

    /// A pool from its numbers.
    @_noLocks public init(
        vault0: UInt64, vault1: UInt64, owed0: UInt64, owed1: UInt64, fees: CPMMFees,
        openTime: UInt64 = 0, isSwapDisabled: Bool = false
    ) {
        self.vault0 = vault0
        self.vault1 = vault1
        self.owed0 = owed0
        self.owed1 = owed1
        self.openTime = openTime
        self.isSwapDisabled = isSwapDisabled
        rates = CPMMRates(fees)
        creatorRate = fees.creator
        isCreatorFeeEnabled = true
        known = .all
    }

    /// A pool of which nothing is known.
    @_noLocks public init() {
        let none = HundredthsOfBasisPoint(0)
        self.init(
            vault0: 0, vault1: 0, owed0: 0, owed1: 0,
            fees: CPMMFees(
                trade: none, protocolShare: none, fundShare: none, creator: none,
                creatorSide: .input))
        isCreatorFeeEnabled = false
        known = .none
    }

    /// Whether all that a quote needs is known.
    public var isKnown: Bool { @_noLocks get { known.bits == CPMMParts.all.bits } }

    /// Makes this state equal to another one.
    @_noLocks public mutating func copy(from other: CPMMState) { self = other }

    /// What trades against each other. A vault that owes more than it holds fails before an empty
    /// one does.
    @_noLocks @inline(__always)
    func reserves(_ direction: SwapDirection) throws(CPMMError) -> SwapReserves {
        let (reserve0, under0) = vault0.subtractingReportingOverflow(owed0)
        let (reserve1, under1) = vault1.subtractingReportingOverflow(owed1)
        if under0 || under1 { throw .insufficientVault }
        guard reserve0 != 0, reserve1 != 0 else { throw .aborted }
        return direction.isDown
            ? SwapReserves(input: reserve0, output: reserve1)
            : SwapReserves(input: reserve1, output: reserve0)
    }
}

/// Which parts of a pool are known.
struct CPMMParts: BitwiseCopyable {
    var bits: UInt8

    @_noLocks init(bits: UInt8) { self.bits = bits }

    static var none: CPMMParts { @_noLocks get { CPMMParts(bits: 0) } }
    static var pool: CPMMParts { @_noLocks get { CPMMParts(bits: 1) } }
    static var config: CPMMParts { @_noLocks get { CPMMParts(bits: 2) } }
    static var vaults: CPMMParts { @_noLocks get { CPMMParts(bits: 4) } }
    static var all: CPMMParts { @_noLocks get { CPMMParts(bits: 7) } }

    @_noLocks mutating func insert(_ other: CPMMParts) { bits |= other.bits }
    @_noLocks mutating func remove(_ other: CPMMParts) { bits &= ~other.bits }
}
