/// A level of a market's book, and how much of it has been told.
struct PhoenixWatchedLevel: BitwiseCopyable {
    /// What the account says; 0 lots: that the level is gone.
    var level: PhoenixLevel
    /// The lots that were told last; 0: that there are none.
    var told: UInt64

    @_noLocks init(_ level: PhoenixLevel, told: UInt64) {
        self.level = level
        self.told = told
    }
}

/// The last copy of one side of a market, the best level first, and what of it has not been told.
/// Levels that are gone are told before levels that came, so that a reader with the same room never
/// holds more than it has room for.
@safe
struct PhoenixWatchedSide: ~Copyable {
    let side: PhoenixSide
    /// The most levels that are followed; the deepest are left out.
    let capacity: Int
    /// Whether levels were left out.
    private(set) var isCut = false

    /// Where an account's levels are gathered.
    private let gathered: UnsafeMutablePointer<PhoenixLevel>
    private var gatheredCount = 0
    private var gatheredIsCut = false
    /// What the account says and what was told, as one row in order; and room for the next one.
    /// Readers hold at most `capacity` levels, and so does the account: together twice as many.
    private var entries: UnsafeMutablePointer<PhoenixWatchedLevel>
    private var spare: UnsafeMutablePointer<PhoenixWatchedLevel>
    private var count = 0
    /// How many levels that are gone, and how many that came or changed, are untold; and before
    /// which entries there are none.
    private var goneOwed = 0
    private var hereOwed = 0
    private var goneNext = 0
    private var hereNext = 0

    init(_ side: PhoenixSide, capacity: Int) {
        self.side = side
        self.capacity = capacity
        let room = PhoenixGathering.room(for: capacity)
        unsafe gathered = .allocate(capacity: room)
        unsafe entries = .allocate(capacity: 2 * capacity)
        unsafe spare = .allocate(capacity: 2 * capacity)
        let none = PhoenixLevel(ticks: 0, lots: 0)
        unsafe gathered.initialize(repeating: none, count: room)
        let empty = PhoenixWatchedLevel(none, told: 0)
        unsafe entries.initialize(repeating: empty, count: 2 * capacity)
        unsafe spare.initialize(repeating: empty, count: 2 * capacity)
    }

    deinit {
        unsafe gathered.deallocate()
        unsafe entries.deallocate()
        unsafe spare.deallocate()
    }

    var owes: Bool { @_noLocks get { goneOwed &+ hereOwed > 0 } }

    @_noLocks mutating func forget() {
        count = 0
        gatheredCount = 0
        gatheredIsCut = false
        goneOwed = 0
        hereOwed = 0
        isCut = false
    }

    /// Reads the account's orders; what was there before stays until `take`.
    @_noLocks mutating func gather(_ market: PhoenixMarket) throws(AccountError) {
        var gathering = unsafe PhoenixGathering(gathered, capacity: capacity, side)
        try market.tree(side).read(into: &gathering)
        gatheredCount = gathering.count
        gatheredIsCut = gathering.isCut
    }

    /// Makes what was gathered the last copy: one walk along both rows.
    @_noLocks mutating func take() {
        isCut = gatheredIsCut
        var old = 0
        var new = 0
        var merged = 0
        goneOwed = 0
        hereOwed = 0
        while old < count || new < gatheredCount {
            var entry: PhoenixWatchedLevel
            if old == count || (new < gatheredCount && isNewBefore(new, old)) {
                entry = unsafe PhoenixWatchedLevel(gathered[new], told: 0)
                new &+= 1
            } else {
                entry = unsafe entries[old]
                old &+= 1
                if new < gatheredCount, unsafe gathered[new].isBeside(entry.level) {
                    entry.level = unsafe gathered[new]
                    new &+= 1
                } else {
                    entry.level.lots = 0
                }
            }
            if entry.level.lots == 0 && entry.told == 0 { continue }
            if entry.level.lots == 0 {
                goneOwed &+= 1
            } else if entry.level.lots != entry.told {
                hereOwed &+= 1
            }
            unsafe spare[merged] = entry
            merged &+= 1
        }
        unsafe (entries, spare) = (spare, entries)
        count = merged
        goneNext = 0
        hereNext = 0
    }

    @_noLocks private func isNewBefore(_ new: Int, _ old: Int) -> Bool {
        unsafe gathered[new].isBefore(entries[old].level, side)
    }

    /// The next level that is owed, with 0 lots where it is gone; nil when all has been told.
    @_noLocks mutating func next() -> PhoenixLevel? {
        let areGone = goneOwed > 0
        guard areGone || hereOwed > 0 else { return nil }
        var place = areGone ? goneNext : hereNext
        while place < count {
            let entry = unsafe entries[place]
            let isOwed = entry.level.lots != entry.told && (entry.level.lots == 0) == areGone
            place &+= 1
            guard isOwed else { continue }
            unsafe entries[place &- 1].told = entry.level.lots
            if areGone {
                goneOwed &-= 1
                goneNext = place
            } else {
                hereOwed &-= 1
                hereNext = place
            }
            return entry.level
        }
        return nil
    }
}
