public import Solana

/// What an AMM v4 pool has on an order book of Serum v3 or OpenBook v1, from its account there:
/// read from source, not executed. Five bytes of text, eight of flags, then the fields; seven bytes
/// of text end it.
public struct OpenOrdersAccount: BitwiseCopyable, Sendable {
    public var market: PublicKey
    public var owner: PublicKey
    /// In atoms; `free` is the part of `total` that no order holds. Until a maker's fill is settled
    /// from the market's queue of events, what it paid is still in `total`.
    public var coinFree: UInt64
    public var coinTotal: UInt64
    public var pcFree: UInt64
    public var pcTotal: UInt64

    /// The length of the account.
    public static var bytes: Int { @_noLocks @inlinable get { 3_228 } }

    /// "serum".
    private static var headLow: UInt32 { @_noLocks get { 0x7572_6573 } }
    private static var headHigh: UInt8 { @_noLocks get { 0x6D } }

    /// Decodes an account of a market's program.
    @_noLocks public init(_ data: AccountBytes) throws(AccountError) {
        guard data.count >= 13 else { throw .truncated }
        // Flags: initialised, open orders.
        guard data.load(UInt32.self, at: 0) == OpenOrdersAccount.headLow,
            data.load(UInt8.self, at: 4) == OpenOrdersAccount.headHigh,
            data.load(UInt64.self, at: 5) == 5
        else { throw .wrongDiscriminator }
        guard data.count >= OpenOrdersAccount.bytes else { throw .truncated }
        guard data.count == OpenOrdersAccount.bytes else { throw .wrongLength }
        market = data.key(at: 13)
        owner = data.key(at: 45)
        coinFree = data.load(UInt64.self, at: 77)
        coinTotal = data.load(UInt64.self, at: 85)
        pcFree = data.load(UInt64.self, at: 93)
        pcTotal = data.load(UInt64.self, at: 101)
        guard coinFree <= coinTotal, pcFree <= pcTotal else { throw .valueOutOfRange }
    }
}
