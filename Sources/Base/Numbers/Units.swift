/// 10⁻⁹ SOL.
@frozen public struct Lamports: Quantity {
    public static var symbol: StaticString { "lamports" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }
}

/// The two roles of a token in a market. They exist only as types, to keep their atoms apart.
public enum BaseToken: Sendable {}
public enum QuoteToken: Sendable {}
/// The two roles of a token in a swap.
public enum InputToken: Sendable {}
public enum OutputToken: Sendable {}

/// The smallest unit of one token, in one role.
@frozen public struct Atoms<Token>: Quantity {
    public static var symbol: StaticString { "atoms" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }
}

/// A share in 1/10,000.
@frozen public struct BasisPoints: Quantity {
    public static var symbol: StaticString { "bps" }
    public let count: UInt32
    @inlinable public init(_ count: UInt32) { self.count = count }
}

/// A share in 1/1,000,000: the unit of Whirlpool fee rates and of our taker fees.
@frozen public struct HundredthsOfBasisPoint: Quantity {
    public static var symbol: StaticString { "1e-6" }
    public let count: UInt32
    @inlinable public init(_ count: UInt32) { self.count = count }
    /// The whole: 1,000,000 parts.
    public static var whole: UInt64 { @inlinable get { 1_000_000 } }
}

/// A venue's price, counted in that instrument's price increment.
@frozen public struct Ticks: Quantity {
    public static var symbol: StaticString { "ticks" }
    public let count: Int64
    @inlinable public init(_ count: Int64) { self.count = count }
}

/// A venue's size, counted in that instrument's size increment.
@frozen public struct Lots: Quantity {
    public static var symbol: StaticString { "lots" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }
}

/// A Solana slot number.
@frozen public struct Slot: Quantity {
    public static var symbol: StaticString { "slot" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }
}

/// A concentrated pool's tick: price = 1.0001^index.
@frozen public struct TickIndex: Quantity {
    public static var symbol: StaticString { "tick" }
    public let count: Int32
    @inlinable public init(_ count: Int32) { self.count = count }
}

/// The place of a recorded input in its journal, from 1. Every message carries the input that
/// caused it. 0 means none.
@frozen public struct InputSequence: Quantity {
    public static var symbol: StaticString { "input" }
    public let count: UInt64
    @inlinable public init(_ count: UInt64) { self.count = count }
}
