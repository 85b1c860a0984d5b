public import Numbers
public import Tiles

/// A tile whose turn does what is hot and nothing else. What it meets of the rest (a connection
/// that opens or ends, a request, a file's end) it leaves in its place, takes nothing behind it,
/// and says so; `tend` does it. So the order of everything is as if one function did it all, and a
/// proof can look at a whole turn.
public protocol Tended: ~Copyable, SendableMetatype {
    /// As `Tile.turn`.
    mutating func turn(at now: Instant) -> Int
    /// Turns left something.
    var needsTending: Bool { get }
    /// Does what turns left. Returns how much that was.
    mutating func tend(at now: Instant) -> Int
    /// As `Tile.housekeep`.
    mutating func housekeep(at now: Instant)
    /// As `Tile.close`.
    mutating func close(at now: Instant)
    /// As `Tile.waitsForRoom`.
    mutating func waitsForRoom() -> Bool
    /// As `Tile.rehearse`.
    mutating func rehearse()
}

extension Tended where Self: ~Copyable {
    public mutating func rehearse() {}
}

/// Such a tile as its runner steps it: what a turn left is done at once, before the next.
@frozen
public struct Tending<Body: Tended & ~Copyable>: Tile, ~Copyable {
    @usableFromInline var body: Body

    @inlinable
    public init(_ body: consuming Body) { self.body = body }

    @inlinable @inline(__always)
    public mutating func turn(at now: Instant) -> Int {
        let work = body.turn(at: now)
        return body.needsTending ? work &+ body.tend(at: now) : work
    }

    @inlinable
    public mutating func housekeep(at now: Instant) { body.housekeep(at: now) }
    @inlinable
    public mutating func close(at now: Instant) { body.close(at: now) }
    @inlinable
    public mutating func waitsForRoom() -> Bool { body.waitsForRoom() }
    @inlinable
    public mutating func rehearse() { body.rehearse() }
}

extension Tending: Parking where Body: Parking, Body: ~Copyable {
    /// Not while something waits to be tended to: waiting would take its bytes away.
    @inlinable
    public mutating func park(until deadline: Instant) {
        if !body.needsTending { body.park(until: deadline) }
    }
}
