public import Synchronization

/// The writing end of a ring. It moves between threads but never copies, so a ring has one writer.
///
/// Its functions may be called from a `@_noLocks` turn with a concrete element. (The compiler
/// checks them there: it refuses the mark on code that is still generic.)
@safe @frozen
public struct Producer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let cursors: UnsafeMutablePointer<RingCursors>
    @usableFromInline let places: UnsafeMutablePointer<Element>
    @usableFromInline let size: UInt64
    @usableFromInline var pushed: UInt64
    @usableFromInline var poppedSeen: UInt64

    /// The one writing end of `memory`. Asking twice is a bug of ours and traps.
    public init(over memory: RingMemory<Element>) {
        unsafe memory.cursors.pointee.takeProducer()
        unsafe cursors = memory.cursors
        unsafe places = memory.places
        size = UInt64(memory.capacity)
        unsafe pushed = memory.cursors.pointee.pushed.load(ordering: .relaxed)
        poppedSeen = pushed &- UInt64(memory.gauge.waiting)
    }

    /// Pushes one element; false when the ring is full. Never waits, never allocates.
    @inlinable @inline(__always)
    public mutating func push(_ element: Element) -> Bool {
        guard stage(element) else { return false }
        publish()
        return true
    }

    /// Writes one element that the other end does not see before `publish()`; false when the ring
    /// is full. A batch staged and then published costs the other core one cache line, not many.
    @inlinable @inline(__always)
    public mutating func stage(_ element: Element) -> Bool {
        if pushed &- poppedSeen == size {
            unsafe poppedSeen = cursors.pointee.popped.load(ordering: .acquiring)
            if pushed &- poppedSeen == size { return false }
        }
        assert(pushed &- poppedSeen < size)
        let place = Int(truncatingIfNeeded: pushed & (size &- 1))
        unsafe (places + place).initialize(to: element)
        pushed &+= 1
        return true
    }

    /// The next free place, to write an element where it will lie; nil when the ring is full.
    @inlinable @inline(__always)
    public mutating func claim() -> UnsafeMutablePointer<Element>? {
        guard hasRoom(for: 1) else { return nil }
        return unsafe places + Int(truncatingIfNeeded: pushed & (size &- 1))
    }

    /// Stages what was written to the place of `claim`.
    @inlinable @inline(__always)
    public mutating func commit() {
        assert(pushed &- poppedSeen < size, "claim gave a place")
        pushed &+= 1
    }

    /// Shows the other end everything staged.
    @inlinable @inline(__always)
    public mutating func publish() {
        unsafe cursors.pointee.pushed.store(pushed, ordering: .releasing)
    }

    /// Whether `count` elements fit now. They still fit later: only this end fills places.
    @inlinable @inline(__always)
    public mutating func hasRoom(for count: Int) -> Bool {
        let wanted = UInt64(truncatingIfNeeded: count)
        if size &- (pushed &- poppedSeen) >= wanted { return true }
        unsafe poppedSeen = cursors.pointee.popped.load(ordering: .acquiring)
        return size &- (pushed &- poppedSeen) >= wanted
    }

    /// How many elements fit now: `0...capacity`. Asks the other core; `hasRoom` seldom does.
    @inlinable
    public mutating func freePlaces() -> Int {
        unsafe poppedSeen = cursors.pointee.popped.load(ordering: .acquiring)
        return Int(truncatingIfNeeded: size &- (pushed &- poppedSeen))
    }
}
