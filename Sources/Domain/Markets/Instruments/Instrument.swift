public import Numbers

/// A connection's place in the table that the settings fix at start.
@frozen public struct SourceID: BitwiseCopyable, Hashable, Sendable {
    public let index: UInt16
    @_noLocks @inlinable public init(_ index: UInt16) { self.index = index }
}

/// The step of a price or of a size: `units · 10^−decimals`, so 0.01 is 1 and 2.
@frozen public struct Increment: BitwiseCopyable, Hashable, Sendable {
    public let units: UInt64
    public let decimals: UInt8

    /// Units 1 or more, decimals 0 ... 18.
    public init(units: UInt64 = 1, decimals: UInt8) {
        precondition(units > 0 && decimals <= 18, "an increment is positive")
        self.units = units
        self.decimals = decimals
    }
}

/// What a venue says of one of its order books, and what trading there costs us.
@frozen public struct BookTerms: BitwiseCopyable, Hashable, Sendable {
    public var base: AssetID
    public var quote: AssetID
    /// One `Ticks`, in quote per base.
    public var tick: Increment
    /// One `Lots`, in base.
    public var lot: Increment
    /// The smallest order.
    public var sizeMin: Lots
    /// Of the account's tier, charged on the notional.
    public var takerFee: HundredthsOfBasisPoint

    public init(
        base: AssetID, quote: AssetID, tick: Increment, lot: Increment,
        sizeMin: Lots = Lots(1), takerFee: HundredthsOfBasisPoint
    ) {
        precondition(UInt64(takerFee.count) < HundredthsOfBasisPoint.whole, "a fee is a share")
        self.base = base
        self.quote = quote
        self.tick = tick
        self.lot = lot
        self.sizeMin = sizeMin
        self.takerFee = takerFee
    }
}

/// The two tokens of a pool, in the order of its account.
@frozen public enum PoolToken: UInt8, Sendable, CaseIterable {
    case a
    case b
}

/// Whose pool it is, and which of its tokens plays which role. Its fee is part of its state and
/// travels as events.
@frozen public struct PoolTerms: BitwiseCopyable, Hashable, Sendable {
    public var kind: PoolKind
    public var base: AssetID
    public var quote: AssetID
    /// Which of the pool's tokens is the base.
    public var baseToken: PoolToken

    public init(
        kind: PoolKind = .whirlpool, base: AssetID, quote: AssetID, baseToken: PoolToken
    ) {
        self.kind = kind
        self.base = base
        self.quote = quote
        self.baseToken = baseToken
    }
}

/// What kind of market an instrument is.
public enum InstrumentTerms: Hashable, Sendable {
    case book(BookTerms)
    case pool(PoolTerms)
}

/// One market we watch, as the settings describe it.
public struct Instrument: Hashable, Sendable {
    public var id: InstrumentID
    /// For people: `coinbase SOL-USD`.
    public var name: String
    /// The venue's own name for it: a product id, an account address.
    public var address: String
    public var source: SourceID
    /// Silence of the source after which nothing of it may be traded on.
    public var silenceMax: Nanoseconds
    public var terms: InstrumentTerms

    public init(
        id: InstrumentID, name: String, address: String, source: SourceID,
        silenceMax: Nanoseconds, terms: InstrumentTerms
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.source = source
        self.silenceMax = silenceMax
        self.terms = terms
    }
}
