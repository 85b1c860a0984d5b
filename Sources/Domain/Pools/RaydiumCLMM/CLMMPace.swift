import Numbers

/// How a dynamic fee goes along with the price: a step ends where the next spacing begins, and each
/// spacing has a rate of its own. Of a pool with a fixed rate, nothing of this happens.
struct CLMMPace: BitwiseCopyable {
    let rule: CLMMFeeRule
    var memory: CLMMFeeMemory
    /// The spacing of the step to come.
    var index: Int32
    let spacing: UInt16

    /// Where a step ends at the latest.
    struct Bound {
        var price: UInt128
        /// Whether this is the edge of a spacing, at `tick`.
        var isTick = false
        var tick: Int32 = 0
        /// Spacings are not counted one by one: nothing is for sale, or the fee grows no more.
        var isSkipping = false
    }

    @_noLocks init(_ pool: borrowing CLMMState, seconds: UInt64) {
        rule = pool.feeRule
        memory = pool.feeMemory
        spacing = pool.tickSpacing
        index = 0
        guard rule.isOn else { return }
        index = CLMMFeeMemory.index(of: pool.tick.count, spacing: spacing)
        memory.begin(at: index, seconds: seconds, rule)
    }

    /// The rate of the step to come, in 1/1,000,000.
    @_noLocks mutating func rate(_ base: UInt64) -> UInt64 {
        guard rule.isOn else { return base }
        memory.accumulate(at: index, rule)
        return rule.rate(base: base, accumulator: memory.accumulator, spacing: spacing)
    }

    /// Where the step to come ends at the latest, on its way to `aim`.
    @_noLocks func bound(
        _ aim: UInt128, _ direction: SwapDirection, liquidity: UInt128
    ) -> Bound {
        if !rule.isOn || liquidity == 0 || memory.accumulator == rule.accumulatorMax {
            return Bound(price: aim, isSkipping: true)
        }
        let edge = Int64(direction.isDown ? index : index &+ 1) &* Int64(spacing)
        let tick = Int32(truncatingIfNeeded: min(max(edge, -443_636), 443_636))
        let price = CLMMTickMath.bits(at: tick)
        if direction.isDown ? aim > price : aim < price { return Bound(price: aim) }
        return Bound(price: price, isTick: true, tick: tick)
    }

    /// Goes on to the spacing behind a step that ended at `tick`.
    @_noLocks mutating func advance(_ direction: SwapDirection, tick: Int32, _ bound: Bound) {
        guard rule.isOn else { return }
        if bound.isSkipping {
            index = CLMMFeeMemory.index(of: tick, spacing: spacing)
            if !direction.isDown && tick % Int32(spacing) == 0 { index &-= 1 }
            if memory.accumulator != rule.accumulatorMax {
                memory.accumulate(at: index, rule)
            }
        }
        index &+= direction.isDown ? -1 : 1
    }
}
