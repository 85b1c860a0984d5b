/// What became of the recorded swaps of one pool.
public struct ReplayRow: Sendable, Equatable {
    /// Which capture they are from.
    public var capture: String
    /// The program.
    public var kind: String
    /// The pool's address in base58, or what stands for all pools of the kind.
    public var pool: String
    /// Recorded swaps.
    public var swaps = 0
    /// Swaps whose state before was one single state.
    public var single = 0
    /// Swaps whose state before was a range of √prices that all give the same amounts.
    public var ranged = 0
    /// Checked swaps whose amounts differ, and ends that differ from recorded accounts.
    public var mismatches = 0
    /// The others, by reason.
    public var unchecked: [ReplayReason: Int] = [:]
    /// The first mismatches.
    public var first: [ReplayMismatch] = []

    /// Mismatches that are kept.
    static let firstMax = 8

    public init(capture: String, kind: String, pool: String) {
        self.capture = capture
        self.kind = kind
        self.pool = pool
    }

    /// Swaps that were compared.
    public var checked: Int { single + ranged }

    mutating func skip(_ reason: ReplayReason, _ count: Int = 1) {
        guard count > 0 else { return }
        swaps += count
        unchecked[reason, default: 0] += count
    }

    /// Counts what another row counts, too.
    mutating func add(_ other: ReplayRow) {
        swaps += other.swaps
        single += other.single
        ranged += other.ranged
        mismatches += other.mismatches
        unchecked.merge(other.unchecked) { $0 + $1 }
        first = Array((first + other.first).prefix(ReplayRow.firstMax))
    }

    /// Counts a comparison; both sides are kept when they differ.
    mutating func compare(
        _ place: @autoclosure () -> String, expected: String, found: String
    ) {
        guard expected != found else { return }
        mismatches += 1
        guard first.count < ReplayRow.firstMax else { return }
        first.append(
            ReplayMismatch(
                kind: kind, pool: pool, place: place(), expected: expected, found: found))
    }
}

/// One difference, with both sides.
public struct ReplayMismatch: Sendable, Equatable {
    public var kind: String
    public var pool: String
    /// The slot and the transaction.
    public var place: String
    /// What the chain did.
    public var expected: String
    /// What we say.
    public var found: String
}
