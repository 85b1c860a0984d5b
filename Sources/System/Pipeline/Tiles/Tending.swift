import Numbers
import Tiles

/// A tile whose turn does what is hot and nothing else. What it meets of the rest (a connection
/// that opens or ends, a request, a file's end) it leaves in its place, takes nothing behind it,
/// and says so; `tend` does it. So the order of everything is as if one function did it all, and a
/// proof can look at a whole turn.
protocol Tended: ~Copyable, SendableMetatype {
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
}

/// Such a tile as its runner steps it: what a turn left is done at once, before the next.
struct Tending<Body: Tended & ~Copyable>: Tile, ~Copyable {
    private var body: Body

    init(_ body: consuming Body) { self.body = body }

    mutating func turn(at now: Instant) -> Int {
        let work = body.turn(at: now)
        return body.needsTending ? work + body.tend(at: now) : work
    }

    mutating func housekeep(at now: Instant) { body.housekeep(at: now) }
    mutating func close(at now: Instant) { body.close(at: now) }
}

extension Tending: Parking where Body: Parking, Body: ~Copyable {
    mutating func park(until deadline: Instant) {
        if !body.needsTending { body.park(until: deadline) }
    }
}
