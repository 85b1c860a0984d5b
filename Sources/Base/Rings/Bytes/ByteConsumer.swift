public import Synchronization

/// One record as it lies in the ring: a view, valid until its end releases it.
@frozen @unsafe
public struct RecordView {
    public let bytes: UnsafeRawBufferPointer
    /// The number that the writer gave it.
    public let tag: UInt32

    @_noLocks @inlinable @inline(__always)
    init(bytes: UnsafeRawBufferPointer, tag: UInt32) {
        unsafe self.bytes = unsafe bytes
        unsafe self.tag = tag
    }
}

/// The reading end of a byte ring: look at the oldest record where it lies, then release it.
@safe @frozen
public struct ByteConsumer: ~Copyable, @unchecked Sendable {
    @usableFromInline let cursors: UnsafeMutablePointer<RingCursors>
    @usableFromInline let bytes: UnsafeMutableRawPointer
    @usableFromInline let size: UInt64
    /// Everything before this may be overwritten.
    @usableFromInline var popped: UInt64
    /// Everything before this was looked at.
    @usableFromInline var seen: UInt64
    @usableFromInline var pushedSeen: UInt64

    /// The one reading end of `memory`. Asking twice is a bug of ours and traps.
    public init(over memory: ByteRingMemory) {
        unsafe memory.cursors.pointee.takeConsumer()
        unsafe cursors = memory.cursors
        unsafe bytes = memory.bytes
        size = UInt64(memory.capacity)
        unsafe popped = memory.cursors.pointee.popped.load(ordering: .relaxed)
        seen = popped
        pushedSeen = popped
    }

    /// The next record, where it lies; nil when there is none. Several may be looked at before one
    /// `release()` frees them all.
    @_noLocks @inlinable @inline(__always)
    public mutating func next() -> RecordView? {
        while true {
            if seen == pushedSeen {
                unsafe pushedSeen = cursors.pointee.pushed.load(ordering: .acquiring)
                if seen == pushedSeen { return nil }
            }
            let place = Int(truncatingIfNeeded: seen & (size &- 1))
            let length = unsafe bytes.load(fromByteOffset: place, as: UInt32.self)
            if length == RecordHeader.padding {
                seen &+= size &- UInt64(truncatingIfNeeded: place)
                continue
            }
            let tag = unsafe bytes.load(fromByteOffset: place &+ 4, as: UInt32.self)
            let count = Int(truncatingIfNeeded: length)
            seen &+= RecordHeader.footprint(ofLength: count)
            let start = unsafe UnsafeRawPointer(bytes) + (place &+ RecordHeader.size)
            return unsafe RecordView(
                bytes: UnsafeRawBufferPointer(start: start, count: count), tag: tag)
        }
    }

    /// Frees every record looked at: its bytes may change from now on.
    @_noLocks @inlinable @inline(__always)
    public mutating func release() {
        popped = seen
        unsafe cursors.pointee.popped.store(popped, ordering: .releasing)
    }

    /// Goes back to the oldest record that was not released: the next `next()` gives it again.
    @_noLocks @inlinable @inline(__always)
    public mutating func rewind() { seen = popped }
}
