import Numbers
import Pools

/// The ticks between which a position's liquidity counts, as an account or an instruction says.
struct TickRange: Hashable {
    var lower: Int32
    var upper: Int32

    /// Whether a position can have this range.
    var isLegal: Bool {
        lower < upper && lower >= TickMath.tickMin.count && upper <= TickMath.tickMax.count
    }

    /// Whether an array can start there: the first may begin one array below the lowest tick.
    static func holds(_ start: Int32) -> Bool {
        let width = Int64(WhirlpoolState.slotsPerArray) * Int64(UInt16.max)
        return Int64(start) > Int64(TickMath.tickMin.count) - width
            && start <= TickMath.tickMax.count
    }
}
