/// One Raydium AMM v4 pool as a swap without an order book sees it. The coin is the A of
/// `SwapDirection`, the PC its B.
public struct AMMv4State: BitwiseCopyable, Sendable {
    /// Balances of the vaults, in atoms.
    public internal(set) var coinVault: UInt64
    public internal(set) var pcVault: UInt64
    /// Profit that the vaults owe, in atoms: no part of the reserves.
    public let owedCoin: UInt64
    public let owedPC: UInt64
    /// The fee as a fraction of the input.
    public let feeNumerator: UInt64
    public let feeDenominator: UInt64
    public let status: AMMv4Status
    /// Seconds since 1970; while the pool waits for trade, a swap before it fails.
    public let openTime: UInt64

    /// A pool from its numbers.
    @_noLocks public init(
        coinVault: UInt64, pcVault: UInt64, owedCoin: UInt64, owedPC: UInt64,
        feeNumerator: UInt64, feeDenominator: UInt64, status: AMMv4Status, openTime: UInt64 = 0
    ) {
        self.coinVault = coinVault
        self.pcVault = pcVault
        self.owedCoin = owedCoin
        self.owedPC = owedPC
        self.feeNumerator = feeNumerator
        self.feeDenominator = feeDenominator
        self.status = status
        self.openTime = openTime
    }

    /// A pool from its three accounts; the caller has matched the vaults' addresses with those in
    /// `pool`. Throws `wrongPool` when a vault holds another token than the pool's.
    @_noLocks public init(
        _ pool: AMMv4Account, coinVault: TokenAccount, pcVault: TokenAccount
    ) throws(AccountError) {
        guard coinVault.mint == pool.coinMint, pcVault.mint == pool.pcMint else {
            throw .wrongPool
        }
        self.init(
            coinVault: coinVault.amount, pcVault: pcVault.amount, owedCoin: pool.owedCoin,
            owedPC: pool.owedPC, feeNumerator: pool.feeNumerator,
            feeDenominator: pool.feeDenominator, status: pool.status, openTime: pool.openTime)
    }

    /// What trades against each other.
    @_noLocks @inline(__always)
    func reserves(_ direction: SwapDirection) throws(AMMv4Error) -> SwapReserves {
        let (coin, coinUnder) = coinVault.subtractingReportingOverflow(owedCoin)
        let (pc, pcUnder) = pcVault.subtractingReportingOverflow(owedPC)
        if coinUnder || pcUnder { throw .checkedSubOverflow }
        return direction.isDown
            ? SwapReserves(input: coin, output: pc) : SwapReserves(input: pc, output: coin)
    }
}
