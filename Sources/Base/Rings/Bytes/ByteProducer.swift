public import Synchronization

/// The writing end of a byte ring: claim room, write into it, publish. A claim that is not
/// published costs nothing; the next claim takes its place.
@safe @frozen
public struct ByteProducer: ~Copyable, @unchecked Sendable {
    @usableFromInline let cursors: UnsafeMutablePointer<RingCursors>
    @usableFromInline let bytes: UnsafeMutableRawPointer
    @usableFromInline let size: UInt64
    @usableFromInline var pushed: UInt64
    @usableFromInline var poppedSeen: UInt64
    /// Where the claimed record begins, past any padding.
    @usableFromInline var claimedAt: UInt64
    /// Bytes claimed; -1 when nothing is.
    @usableFromInline var claimedLength: Int = -1

    /// The one writing end of `memory`. Asking twice is a bug of ours and traps.
    public init(over memory: ByteRingMemory) {
        unsafe memory.cursors.pointee.takeProducer()
        unsafe cursors = memory.cursors
        unsafe bytes = memory.bytes
        size = UInt64(memory.capacity)
        unsafe pushed = memory.cursors.pointee.pushed.load(ordering: .relaxed)
        poppedSeen = pushed &- UInt64(memory.gauge.waiting)
        claimedAt = pushed
    }

    /// The longest record this ring takes, in bytes.
    public var recordLengthMax: Int {
        @_noLocks @inlinable get {
            Int(truncatingIfNeeded: size >> 1) &- RecordHeader.size
        }
    }

    /// Room for one record, in one piece and aligned to 8; nil when the ring has none now.
    ///
    /// - Parameters:
    ///   - length: bytes, `0...recordLengthMax`.
    ///   - tag: a number that travels with the record.
    /// - Returns: `length` bytes to write, valid until the next call to this end.
    @_noLocks @inlinable @inline(__always)
    public mutating func claim(length: Int, tag: UInt32 = 0) -> UnsafeMutableRawBufferPointer? {
        precondition(length >= 0 && length <= recordLengthMax, "a record fits half the ring")
        let footprint = RecordHeader.footprint(ofLength: length)
        let place = pushed & (size &- 1)
        let rest = size &- place
        let padding = footprint <= rest ? 0 : rest
        guard hasRoom(forBytes: footprint &+ padding) else {
            claimedLength = -1
            return nil
        }
        if padding > 0 {
            unsafe bytes.storeBytes(
                of: RecordHeader.padding, toByteOffset: Int(truncatingIfNeeded: place),
                as: UInt32.self)
        }
        claimedAt = pushed &+ padding
        claimedLength = length
        let header = Int(truncatingIfNeeded: claimedAt & (size &- 1))
        unsafe bytes.storeBytes(of: tag, toByteOffset: header &+ 4, as: UInt32.self)
        return unsafe UnsafeMutableRawBufferPointer(
            start: bytes + (header &+ RecordHeader.size), count: length)
    }

    /// Shows the claimed record to the other end.
    @_noLocks @inlinable @inline(__always)
    public mutating func publish() { publish(length: claimedLength) }

    /// Shows the first `length` bytes of the claimed record to the other end, and gives back what
    /// was claimed too much.
    @_noLocks @inlinable @inline(__always)
    public mutating func publish(length: Int) {
        precondition(length >= 0 && length <= claimedLength, "what is published was claimed")
        let header = Int(truncatingIfNeeded: claimedAt & (size &- 1))
        unsafe bytes.storeBytes(
            of: UInt32(truncatingIfNeeded: length), toByteOffset: header, as: UInt32.self)
        pushed = claimedAt &+ RecordHeader.footprint(ofLength: length)
        claimedLength = -1
        unsafe cursors.pointee.pushed.store(pushed, ordering: .releasing)
    }

    /// Copies one record into the ring; false when the ring has no room now.
    @_noLocks @inlinable
    public mutating func push(_ record: UnsafeRawBufferPointer, tag: UInt32 = 0) -> Bool {
        guard let room = unsafe claim(length: record.count, tag: tag) else { return false }
        if record.count > 0 { unsafe room.copyMemory(from: record) }
        publish()
        return true
    }

    @_noLocks @inlinable @inline(__always)
    mutating func hasRoom(forBytes wanted: UInt64) -> Bool {
        if size &- (pushed &- poppedSeen) >= wanted { return true }
        unsafe poppedSeen = cursors.pointee.popped.load(ordering: .acquiring)
        return size &- (pushed &- poppedSeen) >= wanted
    }
}
