import Markets
import Numbers
import Pools

/// The liquidity that refers to a tick, and that joins when the price rises through it.
struct RebuiltTick: Equatable {
    var gross: UInt128
    var net: Int128
}

/// Where a pool stands.
struct Standing: Equatable {
    var sqrtPrice: UInt128
    var liquidity: UInt128
    var tick: Int32
}

/// A pool whose ticks are put together from recorded changes, with a state to quote.
struct RebuiltPool: ~Copyable {
    let spacing: UInt16
    private(set) var ticks: [Int32: RebuiltTick]
    private(set) var state: WhirlpoolState
    /// The pool's liquidity less the sum of the nets at and below its tick. 0 in theory; two of the
    /// pools of April 2022 carry a constant difference since before that day.
    let offset: Int128
    /// Starts of the arrays that exist.
    private var arrays: Set<Int32> = []
    /// Each tick's √price, ascending, and the sum of the nets up to it.
    private var steps: [(price: UInt128, sum: Int128)] = []

    init(
        _ account: WhirlpoolAccount, ticks: [Int32: RebuiltTick], arrays: Set<Int32>,
        tick: Int32, liquidity: UInt128
    ) {
        spacing = account.tickSpacing
        self.ticks = ticks
        state = WhirlpoolState(capacity: max(1, min(arrays.count, 4096)))
        let below = ticks.lazy.filter { $0.key <= tick }.reduce(Int128(0)) { $0 &+ $1.value.net }
        offset = Int128(truncatingIfNeeded: liquidity) &- below
        state.apply(
            .poolFee(
                rate: account.feeRate, protocolShare: account.protocolShare,
                tickSpacing: spacing, flags: .none, instrument: InstrumentID(0), slot: Slot(0),
                input: InputSequence(0), received: .never))
        for start in arrays { setArray(startingAt: start, isPresent: true) }
        for (index, tick) in ticks { show(index, tick) }
        sum()
    }

    /// The array's account begins, or no longer is. An array that begins has no ticks.
    mutating func setArray(startingAt start: Int32, isPresent: Bool) {
        if isPresent { arrays.insert(start) } else { arrays.remove(start) }
        state.apply(
            .tickArray(
                start: TickIndex(start), presence: isPresent ? .present : .missing, flags: .none,
                instrument: InstrumentID(0), slot: Slot(0), input: InputSequence(0),
                received: .never))
    }

    /// Adds liquidity to a range, or takes it away. False when a tick has less than is taken.
    mutating func change(_ range: TickRange, by delta: Int128) -> Bool {
        for (index, net) in [(range.lower, delta), (range.upper, 0 &- delta)] {
            var tick = ticks[index] ?? RebuiltTick(gross: 0, net: 0)
            let gross = Int128(truncatingIfNeeded: tick.gross) &+ delta
            guard gross >= 0 else { return false }
            tick.gross = UInt128(gross)
            tick.net &+= net
            ticks[index] = gross == 0 ? nil : tick
            show(index, tick)
        }
        sum()
        return true
    }

    /// The liquidity at a √price; nil when it would be negative.
    func liquidity(at price: UInt128) -> UInt128? {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].price <= price { low = middle + 1 } else { high = middle }
        }
        return UInt128(exactly: low == 0 ? offset : offset &+ steps[low - 1].sum)
    }

    /// Where the pool stands at a √price; nil where it cannot.
    func standing(at price: UInt128) -> Standing? {
        guard price >= TickMath.sqrtPriceMin.bits, price <= TickMath.sqrtPriceMax.bits,
            let liquidity = liquidity(at: price)
        else { return nil }
        let tick = TickMath.tick(at: SqrtPrice(bits: price)).count
        return Standing(sqrtPrice: price, liquidity: liquidity, tick: tick)
    }

    /// The √price beyond which no swap from a tick can go: the far edge of the last array that it
    /// may use.
    func farEdge(from tick: Int32, isDown: Bool) -> UInt128 {
        let width = Int32(WhirlpoolState.slotsPerArray) * Int32(spacing)
        var start = tick / width * width - (tick % width < 0 ? width : 0)
        let step = isDown ? -width : width
        for _ in 0..<2 where arrays.contains(start + step) { start += step }
        let edge = isDown ? start : start + width
        let legal = min(max(edge, TickMath.tickMin.count), TickMath.tickMax.count)
        return TickMath.sqrtPrice(at: TickIndex(legal)).bits
    }

    /// What a swap would do from there.
    mutating func quote(
        _ swap: DayInstruction, from standing: Standing
    ) throws(SwapError) -> SwapResult {
        state.apply(
            .pool(
                sqrtPrice: SqrtPrice(bits: standing.sqrtPrice), liquidity: standing.liquidity,
                tick: TickIndex(standing.tick), flags: .none, instrument: InstrumentID(0),
                slot: Slot(0), input: InputSequence(0), received: .never))
        let amount = UInt64(truncatingIfNeeded: swap.amount)
        return try state.quote(
            swap.direction, swap.isInput ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount)),
            limit: SqrtPrice(bits: swap.limit))
    }

    private mutating func show(_ index: Int32, _ tick: RebuiltTick) {
        state.apply(
            .tick(
                index: TickIndex(index), net: tick.net, initialised: tick.gross != 0,
                flags: .none, instrument: InstrumentID(0), slot: Slot(0),
                input: InputSequence(0), received: .never))
    }

    private mutating func sum() {
        var sum: Int128 = 0
        steps = ticks.keys.sorted().map { index in
            sum &+= ticks[index]?.net ?? 0
            return (TickMath.sqrtPrice(at: TickIndex(index)).bits, sum)
        }
    }
}
