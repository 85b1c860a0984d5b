import Numbers
import Pools

/// √prices from `low` to `high`, both possible.
struct PriceRange: Equatable {
    var low: UInt128
    var high: UInt128

    init(_ price: UInt128) {
        low = price
        high = price
    }

    init(low: UInt128, high: UInt128) {
        self.low = low
        self.high = high
    }

    var isSingle: Bool { low == high }
}

/// The √prices from which a swap ends within a range.
///
/// A swap with a fixed amount ends higher the higher it begins: within a stretch of constant
/// liquidity the new √price rises with the old one, and a tick that is farther off costs more to
/// reach, fee included, so that less is left behind it. Roundings keep that order (they may make
/// equal what was not). So the √prices looked for are a range, and halving finds its ends exactly.
enum StateSearch {
    /// Nil when no √price leads there.
    static func before(
        _ swap: DayInstruction, endingIn after: PriceRange, _ pool: inout RebuiltPool
    ) -> PriceRange? {
        guard swap.amount <= UInt128(UInt64.max), after.high < top,
            let low = first(swap, reaching: after.low, near: after.low, &pool),
            let past = first(swap, reaching: after.high + 1, near: low, &pool),
            past > low
        else { return nil }
        let range = PriceRange(low: low, high: past - 1)
        let end = StateSearch.end(swap, from: low, seenFrom: after.low, &pool)
        return end >= after.low && end <= after.high ? range : nil
    }

    /// Above every √price.
    private static let top: UInt128 = 1 << 97

    /// Where a swap from a √price ends, seen from `target`. One that begins where it cannot get so
    /// far, or in no array, ends on the side where it begins; one that runs past the target and on
    /// beyond its last array ends on the other.
    private static func end(
        _ swap: DayInstruction, from price: UInt128, seenFrom target: UInt128,
        _ pool: inout RebuiltPool
    ) -> UInt128 {
        let isOutside = swap.isDown ? top : 0
        guard let standing = pool.standing(at: price) else {
            return price < TickMath.sqrtPriceMin.bits ? 0 : isOutside
        }
        do throws(SwapError) {
            return try pool.quote(swap, from: standing).sqrtPrice.bits
        } catch .invalidTickArraySequence {
            return isOutside
        } catch {
            let edge = pool.farEdge(from: standing.tick, isDown: swap.isDown)
            let isShort = swap.isDown ? edge > target : edge < target
            return isShort == swap.isDown ? top : 0
        }
    }

    /// The lowest √price whose swap ends at `target` or above.
    private static func first(
        _ swap: DayInstruction, reaching target: UInt128, near hint: UInt128,
        _ pool: inout RebuiltPool
    ) -> UInt128? {
        var guess = hint
        // The end moves almost as much as the beginning: this is close after a few rounds.
        for _ in 0..<8 {
            let end = end(swap, from: guess, seenFrom: target, &pool)
            guard end != target, end != 0, end != top else { break }
            let next = end < target ? guess + (target - end) : less(guess, end - target)
            guard next < top else { break }
            guess = next
        }
        var step: UInt128 = 1
        var low: UInt128
        var high: UInt128
        if end(swap, from: guess, seenFrom: target, &pool) >= target {
            high = guess
            low = less(guess, step)
            while end(swap, from: low, seenFrom: target, &pool) >= target {
                guard low > 0 else { return nil }
                high = low
                step <<= 1
                low = less(low, step)
            }
        } else {
            low = guess
            high = guess + step
            while end(swap, from: high, seenFrom: target, &pool) < target {
                guard high < top else { return nil }
                low = high
                step <<= 1
                high = min(high + step, top)
            }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let end = end(swap, from: middle, seenFrom: target, &pool)
            if end >= target { high = middle } else { low = middle }
        }
        return high
    }

    private static func less(_ price: UInt128, _ step: UInt128) -> UInt128 {
        price > step ? price - step : 0
    }
}
