import Markets
public import Numbers
public import Solana

/// Where a DAMM v2 pool's numbers stand in its accounts (meteora.md section 2.1). The pool's first
/// eight bytes are those of an older program's pool as well: only the owner tells them apart.
public enum DAMMLayout {
    /// The length of a pool's account.
    public static var poolBytes: Int { @_noLocks @inlinable get { 1_112 } }
    /// The length of a config account.
    public static var configBytes: Int { @_noLocks @inlinable get { 328 } }

    static var pool: AccountShape {
        @_noLocks get { AccountShape(mark: 0xBC6D_B111_046D_9AF1, length: poolBytes) }
    }
    static var config: AccountShape {
        @_noLocks get { AccountShape(mark: 0x82CC_FA1E_E0AA_0C9B, length: configBytes) }
    }

    /// cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x9C15_7A65_3521_2D09, 0x8EDB_706A_B6D4_872B, 0x20AF_6AF7_9F38_5297,
                0xED5A_F938_3A06_ED6C)
        }
    }
}

/// A decoded pool account. Its numbers stay in the groups in which they travel.
public struct DAMMAccount: BitwiseCopyable, Sendable {
    public let mintA: PublicKey
    public let mintB: PublicKey
    public let vaultA: PublicKey
    public let vaultB: PublicKey
    /// Whether the mint belongs to Token-2022.
    public let isToken2022A: Bool
    public let isToken2022B: Bool
    public let sqrtPrice: SqrtPrice
    /// L times 2⁶⁴.
    public let liquidity: UInt128
    public let terms: DAMMTerms
    public let baseFee: DAMMBaseFee
    let range: Event.Words
    let termsWords: Event.Words
    let baseFeeWords: Event.Words
    let dynamicFee: Event.Words
    let bins: Event.Words
    let volatility: Event.Words
    let reserves: Event.Words

    /// Checks owner, kind and length, and that no field that a swap reads holds what the program
    /// never writes: a price of 0 or, where there is a range, outside it.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        try DAMMLayout.pool.check(data, isOwned: owner == DAMMLayout.program)
        termsWords = DAMMAccount.terms(data)
        baseFeeWords = DAMMAccount.words(data, at: 8)
        guard
            let terms = DAMMTerms(activation: termsWords.w2, bytes: termsWords.w3),
            let baseFee = DAMMBaseFee(baseFeeWords),
            data.load(UInt8.self, at: 482) <= 1, data.load(UInt8.self, at: 483) <= 1
        else { throw .valueOutOfRange }
        let price = data.load(UInt128.self, at: 456)
        range = DAMMAccount.words(data, at: 424)
        guard price != 0 else { throw .valueOutOfRange }
        if !terms.feeMode.isCompounding {
            guard range.low128 != 0, price >= range.low128, price <= range.high128 else {
                throw .valueOutOfRange
            }
        }
        self.terms = terms
        self.baseFee = baseFee
        dynamicFee = DAMMAccount.words(data, at: 56)
        bins = DAMMAccount.words(data, at: 88)
        volatility = DAMMAccount.words(data, at: 120)
        reserves = Event.Words(
            data.load(UInt64.self, at: 680), data.load(UInt64.self, at: 688))
        mintA = data.key(at: 168)
        mintB = data.key(at: 200)
        vaultA = data.key(at: 232)
        vaultB = data.key(at: 264)
        isToken2022A = data.load(UInt8.self, at: 482) == 1
        isToken2022B = data.load(UInt8.self, at: 483) == 1
        sqrtPrice = SqrtPrice(bits: price)
        liquidity = data.load(UInt128.self, at: 360)
    }

    /// Thirty-two bytes.
    @_noLocks private static func words(_ data: AccountBytes, at offset: Int) -> Event.Words {
        Event.Words(
            data.load(UInt64.self, at: offset), data.load(UInt64.self, at: offset &+ 8),
            data.load(UInt64.self, at: offset &+ 16), data.load(UInt64.self, at: offset &+ 24))
    }

    /// The first √price, the activation, and the small fields that `DAMMTerms` takes in one word.
    @_noLocks private static func terms(_ data: AccountBytes) -> Event.Words {
        var small = UInt64(data.load(UInt8.self, at: 480))
        small |= UInt64(data.load(UInt8.self, at: 481)) &<< 8
        small |= UInt64(data.load(UInt8.self, at: 484)) &<< 16
        small |= UInt64(data.load(UInt8.self, at: 486)) &<< 24
        small |= UInt64(data.load(UInt8.self, at: 696)) &<< 32
        small |= UInt64(data.load(UInt8.self, at: 48)) &<< 40
        small |= UInt64(data.load(UInt16.self, at: 54)) &<< 48
        return Event.Words(
            data.load(UInt64.self, at: 152), data.load(UInt64.self, at: 160),
            data.load(UInt64.self, at: 472), small)
    }
}
