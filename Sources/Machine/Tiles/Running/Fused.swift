public import Numbers

/// Two tiles that share one thread, stepped in turn; nest it for more. The types are known, so the
/// loop over both compiles to straight code.
@frozen
public struct Fused<First: Tile & ~Copyable, Second: Tile & ~Copyable>: Tile, ~Copyable {
    public var first: First
    public var second: Second

    @usableFromInline let clock: HostClock

    /// - Parameter clock: read after a turn of the first that worked, so that each turn knows when
    ///   it began; an empty one takes no time worth a look.
    @inlinable
    public init(_ first: consuming First, _ second: consuming Second, clock: HostClock) {
        self.first = first
        self.second = second
        self.clock = clock
    }

    @inlinable @inline(__always)
    public mutating func turn(at now: Instant) -> Int {
        let work = first.turn(at: now)
        return work &+ second.turn(at: work == 0 ? now : clock.now())
    }

    @inlinable
    public mutating func housekeep(at now: Instant) {
        first.housekeep(at: now)
        second.housekeep(at: now)
    }

    @inlinable
    public mutating func waitsForRoom() -> Bool {
        let firstWaits = first.waitsForRoom()
        return second.waitsForRoom() || firstWaits
    }

    @inlinable
    public mutating func rehearse() {
        first.rehearse()
        second.rehearse()
    }

    @inlinable
    public mutating func close(at now: Instant) {
        first.close(at: now)
        second.close(at: now)
    }
}

/// The first of the two does the waiting: it is the one with an outside.
extension Fused: Parking where First: Parking, First: ~Copyable, Second: ~Copyable {
    @inlinable
    public mutating func park(until deadline: Instant) { first.park(until: deadline) }
}
