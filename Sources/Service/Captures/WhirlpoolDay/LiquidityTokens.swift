import Numbers
import Pools

/// The tokens that a change of liquidity moves: those that come round up, those that leave down.
struct LiquidityTokens: Equatable {
    var a: UInt64
    var b: UInt64

    init(a: UInt64, b: UInt64) {
        self.a = a
        self.b = b
    }

    /// Nil where the program would overflow.
    init?(
        of liquidity: UInt128, over range: TickRange, at price: UInt128, rounding: Rounding
    ) {
        let low = TickMath.sqrtPrice(at: TickIndex(range.lower)).bits
        let high = TickMath.sqrtPrice(at: TickIndex(range.upper)).bits
        let here = min(max(price, low), high)
        guard let a = LiquidityTokens.a(liquidity, from: here, to: high, rounding),
            let b = LiquidityTokens.b(liquidity, from: low, to: here, rounding)
        else { return nil }
        self.a = a
        self.b = b
    }

    /// L·(hi−lo)·2⁶⁴ ÷ (hi·lo)
    private static func a(
        _ liquidity: UInt128, from low: UInt128, to high: UInt128, _ rounding: Rounding
    ) -> UInt64? {
        guard low < high else { return 0 }
        let product = UInt256(product: liquidity, high - low)
        guard product.fits192 else { return nil }
        let quotient = product.shiftedLeft(by: 64).quotient(
            dividingBy: UInt256(product: high, low))
        guard quotient.value.high == 0 else { return nil }
        let up: UInt128 = rounding.isUp && !quotient.isExact ? 1 : 0
        return UInt64(exactly: quotient.value.low &+ up)
    }

    /// L·(hi−lo) ÷ 2⁶⁴
    private static func b(
        _ liquidity: UInt128, from low: UInt128, to high: UInt128, _ rounding: Rounding
    ) -> UInt64? {
        guard low < high else { return 0 }
        let product = UInt256(product: liquidity, high - low)
        guard product.high == 0 else { return nil }
        let up: UInt128 = rounding.isUp && product.low.lowWord != 0 ? 1 : 0
        return UInt64(exactly: UInt128(product.low.highWord) &+ up)
    }

    /// Whether a change at one of these √prices can have moved exactly this.
    func fits(
        _ liquidity: UInt128, over range: TickRange, at prices: PriceRange, rounding: Rounding
    ) -> Bool {
        // A falls and B rises with the price.
        guard
            let low = LiquidityTokens(
                of: liquidity, over: range, at: prices.low, rounding: rounding),
            let high = LiquidityTokens(
                of: liquidity, over: range, at: prices.high, rounding: rounding)
        else { return false }
        return high.a <= a && a <= low.a && low.b <= b && b <= high.b
    }
}

/// Finds a position's range from what one change of its liquidity moved.
enum RangeSearch {
    /// The only range with one tick in each array that fits; nil when there is none, or a second.
    static func range(
        of change: DayInstruction, lower: Int32, upper: Int32, spacing: UInt16,
        at prices: PriceRange
    ) -> TickRange? {
        let rounding: Rounding = change.isIncrease ? .up : .down
        let lowers = ticks(lower, spacing)
        let uppers = ticks(upper, spacing)
        var found: TickRange?
        for low in lowers {
            for high in uppers where high > low {
                let range = TickRange(lower: low, upper: high)
                guard
                    change.tokens.fits(
                        change.amount, over: range, at: prices, rounding: rounding)
                else { continue }
                if found != nil { return nil }
                found = range
            }
        }
        return found
    }

    private static func ticks(_ start: Int32, _ spacing: UInt16) -> [Int32] {
        (0..<Int32(WhirlpoolState.slotsPerArray)).map { start + $0 * Int32(spacing) }.filter {
            $0 >= TickMath.tickMin.count && $0 <= TickMath.tickMax.count
        }
    }
}

extension DayInstruction {
    var isIncrease: Bool { name == "increaseLiquidity" }
    /// What a change of liquidity moved.
    var tokens: LiquidityTokens { LiquidityTokens(a: moved.first, b: moved.second) }
}
