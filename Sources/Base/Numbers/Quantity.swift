// Numbers: what an amount is, exactly.
//
// A number has a type and a type has a unit. Two quantities mix only where an operator here says
// they may, rounding is always an argument, and time is a value that somebody passes in: no module
// below System reads a clock. This module knows no market, no thread and no text format.

/// A count of one thing. Two quantities mix only where an operator says they may.
public protocol Quantity:
    BitwiseCopyable, Comparable, Hashable, Sendable, CustomStringConvertible
{
    associatedtype Count: FixedWidthInteger & BitwiseCopyable & Sendable
    static var symbol: StaticString { get }
    var count: Count { get }
    init(_ count: Count)
}

extension Quantity {
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.count < b.count }
    @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.count + b.count) }
    @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.count - b.count) }
    public var description: String { "\(count) \(Self.symbol)" }
}

/// Which way a division that leaves a remainder goes. Always an argument, never a habit.
@frozen public enum Rounding: Sendable {
    case up
    case down

    /// For hot code, where a comparison of enums would look up metadata in a debug build.
    public var isUp: Bool {
        @_noLocks @inlinable @inline(__always) get {
            switch self {
            case .up: true
            case .down: false
            }
        }
    }
}
