// Tiles: threads with names. A tile is one job as a loop body that never waits; a runner is one
// thread that steps one or more tiles; the topology says which tiles exist and what joins them.
// This is the only module in which a thread is made or a clock is read. It has never heard of a
// price or of a socket.

public import Numbers

/// One job, as a turn that never waits.
public protocol Tile: ~Copyable {
    /// Takes what is ready and returns how much work that was; 0 means there was nothing to do.
    mutating func turn(at now: Instant) -> Int
    /// Slow, rare work, about once a millisecond: publish counters, beat the heart.
    mutating func housekeep(at now: Instant)
}
