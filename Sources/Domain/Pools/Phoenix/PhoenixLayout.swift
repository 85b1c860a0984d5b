public import Solana

/// Where a Phoenix market's numbers stand in its account (phoenix.md section 2). Read from the
/// program's source, not checked with an account of the chain; what a swap does and how it is
/// written agree with swaps that the chain executed, of one market and without an expired order.
public enum PhoenixLayout {
    /// The header in front of the market's own data.
    static var headerBytes: Int { @_noLocks get { 576 } }
    /// Where the bids' tree begins.
    static var bidsStart: Int { @_noLocks get { 880 } }
    /// What a tree needs besides its nodes.
    static var treeBytes: Int { @_noLocks get { 32 } }
    /// A node of a tree of orders.
    static var orderBytes: Int { @_noLocks get { 64 } }
    /// A node of the tree of traders.
    static var traderBytes: Int { @_noLocks get { 144 } }
    /// The most orders that a side of any market has room for.
    static var ordersMax: Int { @_noLocks get { 4_096 } }
    /// What a header begins with.
    static var mark: UInt64 { @_noLocks get { 8_167_313_896_524_341_111 } }

    /// PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY
    public static var program: PublicKey {
        @_noLocks get {
            PublicKey(
                words: 0x1370_7333_4FEA_D005, 0xF4B6_ED48_93E0_63A5, 0x24F9_4176_FC91_3D59,
                0xEBBB_A142_A841_247C)
        }
    }

    /// The length of a market's account; nil for numbers of places that the program doesn't offer.
    @_noLocks static func marketBytes(bids: UInt64, asks: UInt64, seats: UInt64) -> Int? {
        guard bids == asks, bids == 512 || bids == 1_024 || bids == 2_048 || bids == 4_096,
            seats == 128 || seats == 2 &* bids &+ 1 || seats == 2 &* bids &+ 129
        else { return nil }
        return bidsStart &+ 3 &* treeBytes &+ orderBytes &* Int(truncatingIfNeeded: bids &+ asks)
            &+ traderBytes &* Int(truncatingIfNeeded: seats)
    }
}

/// A view of a market's account, checked once; its orders are read in place.
public struct PhoenixMarket {
    public let terms: PhoenixTerms
    /// How many orders either side has room for, and how many traders.
    public let ordersMax: Int
    public let tradersMax: Int
    public let baseMint: PublicKey
    public let baseVault: PublicKey
    public let quoteMint: PublicKey
    public let quoteVault: PublicKey
    /// Grows with each instruction that changes the market.
    public let sequence: UInt64
    let data: AccountBytes

    /// Checks owner, kind, sizes and length. Orders are checked when they are read. Sizes with
    /// which no market can be made, or a market that was not initialised, are `valueOutOfRange`.
    @_noLocks public init(_ data: AccountBytes, owner: PublicKey) throws(AccountError) {
        guard owner == PhoenixLayout.program else { throw .wrongOwner }
        guard data.count >= 8 else { throw .truncated }
        guard data.load(UInt64.self, at: 0) == PhoenixLayout.mark else {
            throw .wrongDiscriminator
        }
        guard data.count >= PhoenixLayout.bidsStart else { throw .truncated }
        let bids = data.load(UInt64.self, at: 16)
        let seats = data.load(UInt64.self, at: 32)
        guard
            let length = PhoenixLayout.marketBytes(
                bids: bids, asks: data.load(UInt64.self, at: 24), seats: seats)
        else { throw .valueOutOfRange }
        guard data.count >= length else { throw .truncated }
        guard data.count == length else { throw .wrongLength }
        ordersMax = Int(truncatingIfNeeded: bids)
        tradersMax = Int(truncatingIfNeeded: seats)
        baseMint = data.key(at: 48)
        baseVault = data.key(at: 80)
        quoteMint = data.key(at: 128)
        quoteVault = data.key(at: 160)
        sequence = data.load(UInt64.self, at: 272)
        terms = try PhoenixTerms(data)
        self.data = data
    }

    /// The orders of one side.
    @_noLocks func tree(_ side: PhoenixSide) throws(AccountError) -> PhoenixTree {
        let width = PhoenixLayout.treeBytes &+ PhoenixLayout.orderBytes &* ordersMax
        return try PhoenixTree(
            data, at: PhoenixLayout.bidsStart &+ (side.isAsks ? width : 0), capacity: ordersMax,
            side)
    }
}

extension PhoenixTerms {
    /// From a market's account, whose length has been checked.
    @_noLocks init(_ data: AccountBytes) throws(AccountError) {
        self.init()
        baseLotSize = data.load(UInt64.self, at: 112)
        quoteLotSize = data.load(UInt64.self, at: 192)
        baseLotsPerUnit = data.load(UInt64.self, at: 832)
        tickSize = data.load(UInt64.self, at: 840)
        feeBasisPoints = data.load(UInt64.self, at: 856)
        // The number of the next order begins with 1, and the program stops at the highest.
        let nextOrder = data.load(Int64.self, at: 848)
        guard let status = PhoenixStatus(number: data.load(UInt64.self, at: 8)), nextOrder > 0,
            nextOrder < .max, areSound
        else { throw .valueOutOfRange }
        self.status = status
    }
}
