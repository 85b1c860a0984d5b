/// An unsigned fixed-point number: 64 bits before the point, 64 behind it.
@frozen public struct Q64x64: BitwiseCopyable, Comparable, Hashable, Sendable {
    /// The value times 2⁶⁴.
    public let bits: UInt128

    @inlinable public init(bits: UInt128) { self.bits = bits }

    public static var one: Q64x64 { @inlinable get { Q64x64(bits: 1 << 64) } }

    @inlinable public static func < (a: Q64x64, b: Q64x64) -> Bool { a.bits < b.bits }

    /// For display and for a search that integers confirm; never for a recorded result.
    @inlinable public var approximation: Double {
        Double(UInt64(truncatingIfNeeded: bits >> 64))
            + Double(UInt64(truncatingIfNeeded: bits)) * 0x1p-64
    }
}

/// √(token B atoms per token A atom): the form in which concentrated pools keep their price.
@frozen public struct SqrtPrice: BitwiseCopyable, Comparable, Hashable, Sendable {
    public let value: Q64x64

    @inlinable public init(_ value: Q64x64) { self.value = value }
    @inlinable public init(bits: UInt128) { self.value = Q64x64(bits: bits) }
    @inlinable public var bits: UInt128 { value.bits }
    @inlinable public static func < (a: SqrtPrice, b: SqrtPrice) -> Bool { a.value < b.value }
}
