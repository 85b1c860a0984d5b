public import Numbers
public import Synchronization

/// How long a run may work off what was taken after it was asked to end.
@usableFromInline let closingMax = Nanoseconds.seconds(2)

extension RunnerState {
    /// The one loop of the system: turn, housekeeping when due, then work on or idle by the rule.
    ///
    /// - Parameter sleep: blocks until rung, until the tile's own input, or until the moment given.
    @inlinable
    func loop<Body: Tile & ~Copyable>(
        _ tile: inout Body, onDescriptor: Bool, sleep: (inout Body, Instant) -> Void
    ) {
        let patience = self.patience
        let parks = self.parks
        let housekeeping = self.housekeeping
        let wakes = unsafe self.wakes
        var tally = Tally()
        var due = now()
        var emptyTurns = 0
        var closingSince = Instant.never
        while true {
            let now = self.now()
            let mayEnd = closingSince != .never && sourcesEnded
            let work = tile.turn(at: now)
            tally.turns &+= 1
            if now >= due {
                tile.housekeep(at: now)
                tally.housekeepings &+= 1
                publish(tally, at: now)
                due = now + housekeeping
                if closingSince == .never, isStopping {
                    tile.close(at: now)
                    closingSince = now
                }
            }
            if closingSince != .never {
                let late = now.since(closingSince) > closingMax
                if late || mayEnd && work == 0 { break }
            }
            if work > 0 {
                tally.worked &+= 1
                tally.items &+= UInt64(truncatingIfNeeded: work)
                emptyTurns = 0
                unsafe wake(wakes)
                continue
            }
            emptyTurns &+= 1
            if emptyTurns <= patience { continue }
            if parks {
                announce(onDescriptor: onDescriptor)
                let found = tile.turn(at: self.now())
                tally.turns &+= 1
                if found == 0 {
                    tally.sleeps &+= 1
                    sleep(&tile, due)
                } else {
                    tally.worked &+= 1
                    tally.items &+= UInt64(truncatingIfNeeded: found)
                    emptyTurns = 0
                }
                rise(onDescriptor: onDescriptor)
                if found > 0 { unsafe wake(wakes) }
            } else {
                tally.yields &+= 1
                giveCoreAway()
            }
        }
        let last = now()
        tile.housekeep(at: last)
        publish(tally, at: last)
        unsafe wake(wakes)
    }

    /// Rings the bells behind which somebody sleeps.
    @inlinable @inline(__always)
    func wake(_ wakes: UnsafeBufferPointer<Doorbell>) {
        if wakes.isEmpty { return }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        var index = 0
        while index < wakes.count {
            let bell = unsafe wakes[index]
            if bell.isAsleep { bell.ring() }
            index &+= 1
        }
    }
}
