public import Solana

/// The accounts of an AMM v4 pool's market on an order book, as its account there names them.
public struct AMMv4Market: BitwiseCopyable, Hashable, Sendable {
    public var bids: PublicKey
    public var asks: PublicKey
    public var eventQueue: PublicKey
    public var coinVault: PublicKey
    public var pcVault: PublicKey
    public var vaultSigner: PublicKey

    public init(
        bids: PublicKey, asks: PublicKey, eventQueue: PublicKey, coinVault: PublicKey,
        pcVault: PublicKey, vaultSigner: PublicKey
    ) {
        self.bids = bids
        self.asks = asks
        self.eventQueue = eventQueue
        self.coinVault = coinVault
        self.pcVault = pcVault
        self.vaultSigner = vaultSigner
    }
}

/// Who swaps, and with which accounts.
public struct AMMv4Taker: BitwiseCopyable, Hashable, Sendable {
    /// Signs, and owns the source.
    public var owner: PublicKey
    /// Of the input token; the direction follows from it.
    public var source: PublicKey
    public var destination: PublicKey

    public init(owner: PublicKey, source: PublicKey, destination: PublicKey) {
        self.owner = owner
        self.source = source
        self.destination = destination
    }
}

extension AMMv4Layout {
    /// `swap_base_in_v2` or `swap_base_out_v2` (raydium.md section 1.4), by the end that is fixed,
    /// for a pool on no order book.
    ///
    /// - Parameter limit: the least output to accept, or the greatest input.
    /// - Returns: nil when the pool's nonce makes no address.
    public static func swap(
        _ pool: PublicKey, _ account: AMMv4Account, _ amount: SwapAmount, limit: UInt64,
        _ taker: AMMv4Taker
    ) -> Instruction? {
        guard let authority = authority(of: account) else { return nil }
        return Instruction(
            program: program,
            accounts: [
                AccountMeta(TokenAccount.program),
                AccountMeta(pool, isWritable: true),
                AccountMeta(authority),
                AccountMeta(account.coinVault, isWritable: true),
                AccountMeta(account.pcVault, isWritable: true),
            ] + metas(taker),
            data: [amount.isInput ? 16 : 17] + SwapData.amounts(amount, limit: limit))
    }

    /// `swap_base_in` or `swap_base_out`: the older form with the accounts of the order book, which
    /// every pool takes.
    ///
    /// - Parameter targetOrders: named only in the form with 18 accounts; both forms mean the same.
    /// - Returns: nil when the pool's nonce makes no address.
    public static func swap(
        _ pool: PublicKey, _ account: AMMv4Account, on market: AMMv4Market,
        targetOrders: PublicKey? = nil, _ amount: SwapAmount, limit: UInt64, _ taker: AMMv4Taker
    ) -> Instruction? {
        guard let authority = authority(of: account) else { return nil }
        let written =
            [account.openOrders] + (targetOrders.map { [$0] } ?? [])
            + [account.coinVault, account.pcVault]
        let book = [
            account.market, market.bids, market.asks, market.eventQueue, market.coinVault,
            market.pcVault,
        ]
        return Instruction(
            program: program,
            accounts: [
                AccountMeta(TokenAccount.program),
                AccountMeta(pool, isWritable: true),
                AccountMeta(authority),
            ] + written.map { AccountMeta($0, isWritable: true) }
                + [AccountMeta(account.marketProgram)]
                + book.map { AccountMeta($0, isWritable: true) }
                + [AccountMeta(market.vaultSigner)] + metas(taker),
            data: [amount.isInput ? 9 : 11] + SwapData.amounts(amount, limit: limit))
    }

    /// What holds the pool's vaults: 5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1 with the usual
    /// nonce, 254.
    public static func authority(of account: AMMv4Account) -> PublicKey? {
        ProgramAddress.derive(
            seeds: [Array("amm authority".utf8), [UInt8(truncatingIfNeeded: account.nonce)]],
            program: program)
    }

    private static func metas(_ taker: AMMv4Taker) -> [AccountMeta] {
        [
            AccountMeta(taker.source, isWritable: true),
            AccountMeta(taker.destination, isWritable: true),
            AccountMeta(taker.owner, isSigner: true),
        ]
    }
}

extension SwapAmount {
    /// Whether the input is fixed.
    fileprivate var isInput: Bool {
        switch self {
        case .exactIn: true
        case .exactOut: false
        }
    }
}
