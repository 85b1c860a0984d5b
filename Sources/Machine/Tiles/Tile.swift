// Tiles: threads with names. A tile is one job as a loop body that never waits; a runner is one
// thread that steps one or more tiles; the topology says which tiles exist and what joins them.
// `Wiring` makes the rings and hands out their ends, a `Crew` starts the runners, and `Stopping`
// ends them, sources first, so that nothing taken is lost.
//
// This is the only module in which a thread is made or a clock is read. It has never heard of a
// price or of a socket.

public import Numbers

/// One job, as a turn that never waits.
public protocol Tile: ~Copyable, SendableMetatype {
    /// Takes what is ready and returns how much work that was; 0 means there was nothing to do.
    mutating func turn(at now: Instant) -> Int
    /// Slow, rare work, every ten milliseconds or so: publish counters, beat the heart.
    mutating func housekeep(at now: Instant)
    /// The run ends, and whoever wrote to this tile's runner has ended: take nothing more from
    /// outside. Further turns work off what was taken, until one of them finds nothing to do.
    /// Called once; a tile without an outside need not answer.
    mutating func close(at now: Instant)
    /// Whether a ring that it writes to is too full to go on. A runner that sleeps is woken by its
    /// readers only then.
    mutating func waitsForRoom() -> Bool
    /// Goes the way of the next message once without one, and changes nothing that anybody sees.
    /// Called by a runner that spins, each time it has found nothing for a while, so that code and
    /// data are still in the caches when something comes. Takes no longer than a message.
    mutating func rehearse()
}

extension Tile where Self: ~Copyable {
    public mutating func close(at now: Instant) {}
    public mutating func rehearse() {}
}

/// A tile that can wait for its own input, such as one that lets the kernel wake it for a socket.
public protocol Parking: ~Copyable, SendableMetatype {
    /// Blocks until the outside has something, until `deadline`, or, where other runners write to
    /// this one, until the doorbell's descriptor becomes readable; whichever is first. Waking for
    /// no reason is harmless. Not called while the tile waits for room.
    mutating func park(until deadline: Instant)
}
