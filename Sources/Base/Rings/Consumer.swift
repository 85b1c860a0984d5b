public import Synchronization

/// The reading end of a ring. It moves between threads but never copies, so a ring has one reader.
@safe @frozen
public struct Consumer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    @usableFromInline let cursors: UnsafeMutablePointer<RingCursors>
    @usableFromInline let places: UnsafeMutablePointer<Element>
    @usableFromInline let size: UInt64
    @usableFromInline var popped: UInt64
    @usableFromInline var pushedSeen: UInt64

    /// The one reading end of `memory`. Asking twice is a bug of ours and traps.
    public init(over memory: RingMemory<Element>) {
        unsafe memory.cursors.pointee.takeConsumer()
        unsafe cursors = memory.cursors
        unsafe places = memory.places
        size = UInt64(memory.capacity)
        unsafe popped = memory.cursors.pointee.popped.load(ordering: .relaxed)
        pushedSeen = popped
    }

    /// Pops the oldest element; nil when the ring is empty. Never waits, never allocates.
    @inlinable @inline(__always)
    public mutating func pop() -> Element? {
        guard popped != pushedSeen || look() else { return nil }
        let element = unsafe places[place]
        popped &+= 1
        unsafe cursors.pointee.popped.store(popped, ordering: .releasing)
        return element
    }

    /// The oldest element, which stays; nil when the ring is empty.
    @inlinable @inline(__always)
    public mutating func peek() -> Element? {
        guard popped != pushedSeen || look() else { return nil }
        return unsafe places[place]
    }

    /// The oldest element where it lies, valid until `advance`; nil when the ring is empty.
    @inlinable @inline(__always)
    public mutating func front() -> UnsafePointer<Element>? {
        guard popped != pushedSeen || look() else { return nil }
        return unsafe UnsafePointer(places + place)
    }

    /// Frees the place of `front`.
    @inlinable @inline(__always)
    public mutating func advance() {
        assert(popped != pushedSeen, "front had an element")
        popped &+= 1
        unsafe cursors.pointee.popped.store(popped, ordering: .releasing)
    }

    /// Gives what waits, oldest first and at most `max` of it, to `body`, then frees all its places
    /// at once. Returns how many there were.
    @inlinable @inline(__always)
    public mutating func drain(max: Int, _ body: (Element) -> Void) -> Int {
        unsafe pushedSeen = cursors.pointee.pushed.load(ordering: .acquiring)
        let waiting = Int(truncatingIfNeeded: pushedSeen &- popped)
        let count = waiting < max ? waiting : max
        guard count > 0 else { return 0 }
        var done = 0
        while done < count {
            unsafe body(places[place])
            popped &+= 1
            done &+= 1
        }
        unsafe cursors.pointee.popped.store(popped, ordering: .releasing)
        return count
    }

    /// How many elements wait: `0...capacity`. Asks the other core.
    @inlinable
    public mutating func waiting() -> Int {
        unsafe pushedSeen = cursors.pointee.pushed.load(ordering: .acquiring)
        return Int(truncatingIfNeeded: pushedSeen &- popped)
    }

    @usableFromInline var place: Int {
        @inlinable @inline(__always) get {
            Int(truncatingIfNeeded: popped & (size &- 1))
        }
    }

    /// Asks the other core whether something came.
    @inlinable @inline(__always)
    mutating func look() -> Bool {
        unsafe pushedSeen = cursors.pointee.pushed.load(ordering: .acquiring)
        return popped != pushedSeen
    }
}
