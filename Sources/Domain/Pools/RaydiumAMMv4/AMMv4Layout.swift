public import Solana

/// Where a Raydium AMM v4 pool's numbers stand in its account (raydium.md section 1.1). The account
/// has no discriminator: its owner and its length tell it.
public enum AMMv4Layout {
    /// The length of a pool account.
    public static var poolBytes: Int { @_noLocks @inlinable get { 752 } }

    /// 675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x3FC3_0236_C449_D94B, 0x4C52_A316_ED90_7720, 0xA9A2_21F1_5C97_B9A1,
                0xCD8A_B6F8_7DEC_FF0C)
        }
    }
}

/// A decoded pool account.
public struct AMMv4Account: BitwiseCopyable, Sendable {
    public var status: AMMv4Status
    /// The bump of the authority's address.
    public var nonce: UInt64
    /// The swap fee as a fraction of the input: 25 / 10,000 unless the pool says otherwise.
    public var feeNumerator: UInt64
    public var feeDenominator: UInt64
    /// Profit that the vaults owe, in atoms: no part of the reserves.
    public var owedCoin: UInt64
    public var owedPC: UInt64
    /// Seconds since 1970; while the pool waits for trade, a swap before it fails.
    public var openTime: UInt64
    public var coinVault: PublicKey
    public var pcVault: PublicKey
    public var coinMint: PublicKey
    public var pcMint: PublicKey
    /// Where a pool on an order book keeps what it has there, and the order book.
    public var openOrders: PublicKey
    public var market: PublicKey
    public var marketProgram: PublicKey

    /// Decodes a pool account. A status that is none, or a fee that is no part of the input, is
    /// `valueOutOfRange`.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        guard owner == AMMv4Layout.program else { throw .wrongOwner }
        guard data.count >= AMMv4Layout.poolBytes else { throw .truncated }
        guard data.count == AMMv4Layout.poolBytes else { throw .wrongLength }
        feeNumerator = data.load(UInt64.self, at: 176)
        feeDenominator = data.load(UInt64.self, at: 184)
        guard let status = AMMv4Status(number: data.load(UInt64.self, at: 0)),
            feeNumerator < feeDenominator
        else { throw .valueOutOfRange }
        self.status = status
        nonce = data.load(UInt64.self, at: 8)
        owedCoin = data.load(UInt64.self, at: 192)
        owedPC = data.load(UInt64.self, at: 200)
        openTime = data.load(UInt64.self, at: 224)
        coinVault = data.key(at: 336)
        pcVault = data.key(at: 368)
        coinMint = data.key(at: 400)
        pcMint = data.key(at: 432)
        openOrders = data.key(at: 496)
        market = data.key(at: 528)
        marketProgram = data.key(at: 560)
    }
}
