import Numbers
import Pools

/// The replay forward, from both ends of the earliest range until they meet.
struct ForwardDay: ~Copyable {
    private var pool: RebuiltPool
    private var low: Standing
    private var high: Standing
    private var row: ReplayRow

    /// Nil where the pool cannot stand.
    init?(_ pool: consuming RebuiltPool, from prices: PriceRange, into row: ReplayRow) {
        guard let low = pool.standing(at: prices.low), let high = pool.standing(at: prices.high)
        else { return nil }
        self.low = low
        self.high = high
        self.row = row
        self.pool = pool
    }

    /// Does the instructions; false when one cannot be done.
    mutating func run(
        _ instructions: some Sequence<DayInstruction>, _ ranges: (DayInstruction) -> TickRange?
    ) -> Bool {
        for instruction in instructions {
            switch instruction.name {
            case "swap":
                guard swap(instruction) else { return false }
            case "increaseLiquidity", "decreaseLiquidity":
                guard let range = ranges(instruction), change(instruction, range) else {
                    return false
                }
            case "initializeTickArray":
                pool.setArray(startingAt: instruction.start, isPresent: true)
            default:
                break
            }
        }
        return true
    }

    /// The row with all that was counted, the end compared with the recorded accounts.
    consuming func finished(
        _ account: WhirlpoolAccount, _ ticks: [Int32: RebuiltTick]
    ) -> ReplayRow {
        let recorded = Standing(
            sqrtPrice: account.sqrtPrice.bits, liquidity: account.liquidity,
            tick: account.tick.count)
        var row = row
        row.compare("the end", expected: recorded.text, found: low.text)
        if low != high { row.compare("the end", expected: recorded.text, found: high.text) }
        if pool.ticks != ticks {
            row.compare("the end", expected: "the recorded ticks", found: "others")
        }
        return row
    }

    private mutating func swap(_ swap: DayInstruction) -> Bool {
        row.swaps += 1
        let isSingle = low == high
        guard let first = quote(swap, from: low),
            let second = isSingle ? first : quote(swap, from: high)
        else { return false }
        let isOneStep = first.crossed == 0 && second.crossed == 0 && swap.isInput
        let isSame = first.amountIn == second.amountIn && first.amountOut == second.amountOut
        if isSingle || isOneStep && isSame {
            if isSingle { row.single += 1 } else { row.ranged += 1 }
            row.compare(
                swap.place, expected: "in \(swap.moved.first), out \(swap.moved.second)",
                found: "in \(first.amountIn.count), out \(first.amountOut.count)")
        } else {
            row.unchecked[.severalStates, default: 0] += 1
        }
        low = Standing(first)
        high = Standing(second)
        return true
    }

    /// A quote that is refused is a mismatch: the chain did it.
    private mutating func quote(
        _ swap: DayInstruction, from standing: Standing
    ) -> SwapResult? {
        do throws(SwapError) {
            return try pool.quote(swap, from: standing)
        } catch {
            row.single += 1
            row.compare(
                swap.place, expected: "in \(swap.moved.first), out \(swap.moved.second)",
                found: error.description)
            return nil
        }
    }

    private mutating func change(_ change: DayInstruction, _ range: TickRange) -> Bool {
        let isDone = pool.change(range, by: change.delta)
        return isDone && low.add(change.delta, range) && high.add(change.delta, range)
    }
}

extension Standing {
    init(_ result: SwapResult) {
        self.init(
            sqrtPrice: result.sqrtPrice.bits, liquidity: result.liquidity,
            tick: result.tick.count)
    }

    var text: String { "√price \(sqrtPrice), liquidity \(liquidity), tick \(tick)" }

    /// Adds liquidity that counts where the pool stands in the range; false below 0.
    mutating func add(_ delta: Int128, _ range: TickRange) -> Bool {
        guard range.lower <= tick, tick < range.upper else { return true }
        guard let sum = UInt128(exactly: Int128(truncatingIfNeeded: liquidity) &+ delta) else {
            return false
        }
        liquidity = sum
        return true
    }
}
