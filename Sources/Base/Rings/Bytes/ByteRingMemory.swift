import Synchronization

/// The shared part of a byte ring, which carries records of any length from one thread to another.
///
/// A record is a header of 8 bytes (length in bytes, then a tag, 32 bits each, in host order) and
/// its bytes, padded with up to 7 bytes to a multiple of 8. A record is never split: where it would
/// not fit before the end of the memory, a padding record fills the rest and the record begins at
/// the front. A record takes at most half the ring, so that it fits sooner or later wherever the
/// cursors stand.
@safe
public struct ByteRingMemory: @unchecked Sendable {
    let cursors: UnsafeMutablePointer<RingCursors>
    let bytes: UnsafeMutableRawPointer
    /// Its size in bytes, headers and padding included.
    public let capacity: Int

    /// Takes the memory of a byte ring.
    ///
    /// - Parameters:
    ///   - capacity: bytes, a power of two, 32 to 2³¹.
    ///   - start: where both cursors begin, a multiple of 8.
    ///   - allocator: where the memory comes from.
    public init(
        capacity: Int, startingAt start: UInt64 = 0, from allocator: RingAllocator = .heap
    ) {
        precondition(capacity & (capacity - 1) == 0, "a byte ring's capacity is a power of two")
        precondition(capacity >= 32, "a byte ring holds two short records")
        precondition(capacity <= 1 << 31, "a record's length fits its header")
        precondition(start % 8 == 0, "records begin at multiples of 8")
        self.capacity = capacity
        unsafe cursors = RingCursors.make(startingAt: start, from: allocator)
        unsafe bytes = allocator.take(bytes: capacity)
    }

    /// The longest record that a ring of `capacity` bytes takes: half of it, less the header.
    public static func recordLengthMax(capacity: Int) -> Int {
        capacity / 2 - RecordHeader.size
    }

    /// What others may know of this ring while it runs, in bytes.
    public var gauge: RingGauge { unsafe RingGauge(cursors: cursors, capacity: capacity) }
}

/// What stands before each record.
@usableFromInline
enum RecordHeader {
    @usableFromInline static var size: Int { @_noLocks @inlinable get { 8 } }
    /// The length that marks padding: skip to the front of the memory.
    @usableFromInline static var padding: UInt32 { @_noLocks @inlinable get { UInt32.max } }

    /// What a record of `length` bytes takes: its header and its bytes, rounded up to 8.
    @_noLocks @inlinable @inline(__always)
    static func footprint(ofLength length: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: (length &+ size &+ 7) & ~7)
    }
}
