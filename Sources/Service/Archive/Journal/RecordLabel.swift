public import Numbers

/// The place of a record in its recording, from 1, without a gap. 0 means none.
@frozen public struct RecordSequence: Quantity {
    public static var symbol: StaticString { "record" }
    public let count: UInt64
    @inlinable @_noLocks public init(_ count: UInt64) { self.count = count }
}

/// What stands on a record beside its payload.
@frozen public struct RecordLabel: BitwiseCopyable, Equatable, Sendable {
    public var kind: RecordKind
    /// The kind's own.
    public var flags: UInt8
    /// Which source it came from; 0 for none.
    public var source: UInt16
    /// How often that source had connected.
    public var epoch: UInt32
    /// An input's own number; otherwise that of the input that caused it; 0 for none.
    public var input: InputSequence
    public var stamp: Instant
    /// From the kernel's receive stamp to `stamp`, in ns; 0 when the kernel gave none.
    public var kernelAge: UInt32

    @inlinable @_noLocks public init(
        _ kind: RecordKind, flags: UInt8 = 0, source: UInt16 = 0, epoch: UInt32 = 0,
        input: InputSequence, stamp: Instant, kernelAge: UInt32 = 0
    ) {
        self.kind = kind
        self.flags = flags
        self.source = source
        self.epoch = epoch
        self.input = input
        self.stamp = stamp
        self.kernelAge = kernelAge
    }
}
