import Markets
import Pools

/// A book and a pool side by side while a size grows.
struct CycleWalk: BitwiseCopyable {
    enum Step {
        case met
        case levelUsed
        case stretchUsed
    }

    /// One level of the book.
    struct Level: BitwiseCopyable {
        /// Its size in base atoms.
        var base: Double
        /// Base atoms per atom of the pool's quote, at its price with the exchange's fee.
        var inverse: Double

        @_noLocks init(base: Double, inverse: Double) {
            self.base = base
            self.inverse = inverse
        }
    }

    /// Base is sold to the pool, so that v rises.
    let isRising: Bool
    /// Base atoms so far.
    var base = 0.0
    private var level = Level(base: 0, inverse: 0)
    /// √ of base atoms per quote atom: where the pool is, and where the stretch ends.
    private var v = 0.0
    private var end = 0.0
    /// Base atoms that go in or out per v, and those left of a stretch that has one price.
    private var gain = 0.0
    private var flat = 0.0
    private var isFlat = false
    /// What fees leave of the stretch's price.
    private var kept = 1.0
    /// v at which the stretch's price, fees included, is the level's.
    private var target = 0.0

    @_noLocks init(isRising: Bool) {
        self.isRising = isRising
    }

    @_noLocks mutating func enter(_ level: Level) {
        self.level = level
        aim()
    }

    /// - Parameter baseToken: which of the pool's tokens is the base.
    @_noLocks mutating func enter(_ stretch: PoolStretch, _ baseToken: PoolToken) {
        let isA = baseToken == .a
        v = isA ? 1 / stretch.from : stretch.from
        end = isA ? 1 / stretch.to : stretch.to
        kept = stretch.inputKept * stretch.outputKept
        isFlat = stretch.from == stretch.to
        let depth =
            isRising ? stretch.depth / stretch.inputKept : stretch.depth * stretch.outputKept
        if isFlat {
            // What is for sale is quote where base goes in: so much base it takes to buy it.
            flat = isRising ? depth * v * v : depth
        } else {
            gain = depth
        }
        aim()
    }

    @_noLocks private mutating func aim() {
        target = approximateRoot(isRising ? kept * level.inverse : level.inverse / kept)
    }

    /// Whether the pool still has the better price.
    private var isProfitable: Bool { @_noLocks get { isRising ? target > v : target < v } }

    /// Goes on to the next thing that ends: the profit, the level, or the stretch.
    @_noLocks mutating func advance() -> Step {
        guard isProfitable else { return .met }
        if isFlat { return advanceFlat() }
        let meetsHere = isRising ? target <= end : target >= end
        let stop = meetsHere ? target : end
        let room = gain * (isRising ? stop - v : v - stop)
        if level.base <= room {
            base += level.base
            let moved = level.base / gain
            v = isRising ? v + moved : v - moved
            level.base = 0
            return .levelUsed
        }
        base += room
        level.base -= room
        v = stop
        return meetsHere ? .met : .stretchUsed
    }

    @_noLocks private mutating func advanceFlat() -> Step {
        if level.base <= flat {
            base += level.base
            flat -= level.base
            level.base = 0
            return .levelUsed
        }
        base += flat
        level.base -= flat
        flat = 0
        return .stretchUsed
    }
}
