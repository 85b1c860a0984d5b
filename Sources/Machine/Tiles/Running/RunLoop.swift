public import Numbers
public import Synchronization

/// How long a runner may work off what was taken after its tile was closed.
@usableFromInline let closingMax = Nanoseconds.seconds(2)
/// Empty turns between two rehearsals, some 15 µs; a power of two.
@usableFromInline let rehearsalTurns = 128

extension RunnerState {
    /// The one loop of the system: turn, housekeeping when due, then work on or idle by the rule.
    ///
    /// - Parameter park: blocks until rung, until the tile's own input, or until the moment given;
    ///   nil when it has no input of its own and sleeps on the bell.
    @inlinable
    func loop<Body: Tile & ~Copyable>(
        _ tile: inout Body, park: ((inout Body, Instant) -> Void)?
    ) {
        let patience = self.patience
        let parks = self.parks
        let rehearses = self.spins
        let housekeeping = self.housekeeping
        let readers = unsafe self.readers
        let writers = unsafe self.writers
        var tally = Tally()
        var due = now()
        var emptyTurns = 0
        var closingSince = Instant.never
        while true {
            let now = self.now()
            let mayEnd = closingSince != .never
            let work = tile.turn(at: now)
            tally.count(work)
            let keepsHouse = now >= due
            if keepsHouse {
                keepHouse(&tile, &tally, at: now, closingSince: &closingSince)
                due = now + housekeeping
            }
            if closingSince != .never {
                if mayEnd && work == 0 { break }
                if now.since(closingSince) > closingMax {
                    noteUnfinished()
                    break
                }
            }
            // What housekeeping brought is for the next turn, and for neighbours, before any sleep.
            if work > 0 || keepsHouse {
                emptyTurns = 0
                unsafe wake(readers, writers)
                continue
            }
            emptyTurns &+= 1
            if rehearses && emptyTurns % rehearsalTurns == 0 { tally.rehearse(&tile) }
            if emptyTurns <= patience { continue }
            // While it closes it stays awake: the last neighbour may have rung for the last time.
            if parks && closingSince == .never {
                let found = nap(&tile, &tally, park, at: now)
                if found > 0 {
                    emptyTurns = 0
                    unsafe wake(readers, writers)
                }
            } else {
                tally.yields &+= 1
                giveCoreAway()
            }
        }
        let last = now()
        tile.housekeep(at: last)
        publish(tally, at: last)
        end()
        unsafe wake(readers, writers)
    }

    /// The slow part of a turn. Closes the tile when a stop was asked for and the runners that
    /// write to it have ended: nothing comes any more but what already waits.
    @inlinable @inline(never)
    func keepHouse<Body: Tile & ~Copyable>(
        _ tile: inout Body, _ tally: inout Tally, at now: Instant, closingSince: inout Instant
    ) {
        tile.housekeep(at: now)
        tally.housekeepings &+= 1
        publish(tally, at: now)
        guard closingSince == .never, isStopping, sourcesEnded else { return }
        tile.close(at: now)
        closingSince = now
    }

    /// Says that it will sleep, looks once more, and sleeps if there is still nothing. Where no
    /// other runner can bring anything, it goes to its own input at once, which misses nothing.
    ///
    /// - Returns: the work that the last look found.
    @inlinable
    func nap<Body: Tile & ~Copyable>(
        _ tile: inout Body, _ tally: inout Tally, _ park: ((inout Body, Instant) -> Void)?,
        at now: Instant
    ) -> Int {
        let forRoom = tile.waitsForRoom()
        if let park, !forRoom, !hasSources {
            tally.sleeps &+= 1
            park(&tile, now + sleepMax)
            return 0
        }
        let sleep: Doorbell.State =
            forRoom ? .asleepForRoom : park == nil ? .asleep : .asleepOnDescriptor
        announce(sleep)
        let began = self.now()
        let found = tile.turn(at: began)
        tally.count(found)
        // What it waits for has changed meanwhile: said anew at the next nap.
        if found == 0, tile.waitsForRoom() == forRoom {
            tally.sleeps &+= 1
            if let park, !forRoom {
                park(&tile, began + sleepMax)
            } else {
                sleepOnBell(sleep)
            }
        }
        rise(from: sleep)
        return found
    }

    /// Rings the bells behind which somebody sleeps: a reader in any case, a writer that has no
    /// room.
    @inlinable @inline(__always)
    func wake(
        _ readers: UnsafeBufferPointer<Doorbell>, _ writers: UnsafeBufferPointer<Doorbell>
    ) {
        if readers.isEmpty && writers.isEmpty { return }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        var index = 0
        while index < readers.count {
            let bell = unsafe readers[index]
            if bell.isAsleep { bell.ring() }
            index &+= 1
        }
        index = 0
        while index < writers.count {
            let bell = unsafe writers[index]
            if bell.isAsleepForRoom { bell.ring() }
            index &+= 1
        }
    }
}

/// What the loop counts, in its own locals until housekeeping.
@frozen @usableFromInline
struct Tally: ~Copyable {
    @usableFromInline var turns: UInt64 = 0
    @usableFromInline var worked: UInt64 = 0
    @usableFromInline var items: UInt64 = 0
    @usableFromInline var housekeepings: UInt64 = 0
    @usableFromInline var yields: UInt64 = 0
    @usableFromInline var sleeps: UInt64 = 0
    @usableFromInline var rehearsals: UInt64 = 0

    @inlinable init() {}

    /// The tile rehearses.
    @inlinable
    mutating func rehearse<Body: Tile & ~Copyable>(_ tile: inout Body) {
        tile.rehearse()
        rehearsals &+= 1
    }

    /// One turn that did so much work.
    @inlinable @inline(__always)
    mutating func count(_ work: Int) {
        turns &+= 1
        guard work > 0 else { return }
        worked &+= 1
        items &+= UInt64(truncatingIfNeeded: work)
    }
}
