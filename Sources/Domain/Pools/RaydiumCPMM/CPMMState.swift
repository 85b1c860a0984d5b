import Numbers

/// One Raydium CPMM pool as a swap sees it. Token 0 is the A of `SwapDirection`.
public struct CPMMState: BitwiseCopyable, Sendable {
    /// Balances of the vaults, in atoms.
    public internal(set) var vault0: UInt64
    public internal(set) var vault1: UInt64
    /// What the vaults owe to the protocol, the fund and the creator: no part of the reserves.
    public internal(set) var owed0: UInt64
    public internal(set) var owed1: UInt64
    public let fees: CPMMFees
    /// Seconds since 1970; a swap before it fails.
    public let openTime: UInt64
    public let isSwapDisabled: Bool

    /// A pool from its numbers.
    @_noLocks public init(
        vault0: UInt64, vault1: UInt64, owed0: UInt64, owed1: UInt64, fees: CPMMFees,
        openTime: UInt64 = 0, isSwapDisabled: Bool = false
    ) {
        self.vault0 = vault0
        self.vault1 = vault1
        self.owed0 = owed0
        self.owed1 = owed1
        self.fees = fees
        self.openTime = openTime
        self.isSwapDisabled = isSwapDisabled
    }

    /// A pool from its four accounts; the caller has matched their addresses with those in `pool`,
    /// and knows that of a vault with `hasTransferFee` the quotes leave that fee out.
    /// Throws `wrongPool` when a vault holds another token than the pool's.
    @_noLocks public init(
        _ pool: CPMMAccount, config: CPMMConfig, vault0: TokenAccount, vault1: TokenAccount
    ) throws(AccountError) {
        guard vault0.mint == pool.mint0, vault1.mint == pool.mint1 else { throw .wrongPool }
        self.init(
            vault0: vault0.amount, vault1: vault1.amount, owed0: pool.owed0, owed1: pool.owed1,
            fees: CPMMFees(
                trade: config.tradeFee, protocolShare: config.protocolShare,
                fundShare: config.fundShare,
                creator: pool.isCreatorFeeEnabled ? config.creatorFee : HundredthsOfBasisPoint(0),
                creatorSide: pool.creatorSide),
            openTime: pool.openTime, isSwapDisabled: pool.isSwapDisabled)
    }

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
