import Numbers

/// What crossing one initialised tick needs, in 32 bytes: its √price, computed once when the tick
/// becomes known, and the liquidity that joins when the price rises through it.
@frozen @usableFromInline
struct TickRow: BitwiseCopyable {
    @usableFromInline var price: UInt128
    @usableFromInline var net: Int128
}

/// One tick array of a pool: which of its slots hold an initialised tick, and its neighbours.
@usableFromInline
struct TickSpan: BitwiseCopyable {
    /// The first tick of the array.
    var start: Int32
    var isKnown: Bool
    /// Whether the array reaches the lowest (highest) tick that exists: a search ends there.
    var touchesFloor: Bool
    var touchesCeiling: Bool
    /// The places of the next arrays down and up, −1 where there is none that is known.
    var below: Int32
    var above: Int32
    /// Bit i: slot i holds an initialised tick.
    var bitmap: UInt128
    /// The edges at which a search through this array ends when no tick is left, and their √prices.
    var floorTick: Int32
    var ceilingTick: Int32
    var floorPrice: UInt128
    var ceilingPrice: UInt128

    /// The array from `start` to `last`, without a tick and without neighbours.
    @_noLocks init(start: Int32, last: Int32) {
        self.start = start
        isKnown = true
        touchesFloor = start <= TickMath.tickMin.count
        touchesCeiling = last >= TickMath.tickMax.count
        below = -1
        above = -1
        bitmap = 0
        floorTick = max(start, TickMath.tickMin.count)
        ceilingTick = min(last, TickMath.tickMax.count)
        floorPrice = TickMath.bits(at: floorTick)
        ceilingPrice = TickMath.bits(at: ceilingTick)
    }

    /// A place that holds no array.
    @_noLocks init() {
        start = 0
        isKnown = false
        touchesFloor = false
        touchesCeiling = false
        below = -1
        above = -1
        bitmap = 0
        floorTick = 0
        ceilingTick = 0
        floorPrice = 0
        ceilingPrice = 0
    }
}
