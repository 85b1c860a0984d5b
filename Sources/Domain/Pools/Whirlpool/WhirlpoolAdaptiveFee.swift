import Numbers

// The fee that follows volatility (whirlpool.md section 8). The price axis is cut into groups of
// ticks; the farther a swap comes from the group where the price was quiet, the more it pays.

/// What an adaptive fee is computed with: the constants of the Oracle account.
public struct WhirlpoolFeeConstants: BitwiseCopyable, Hashable, Sendable {
    /// Seconds after a swap within which the reference stays.
    public var filterPeriod: UInt16
    /// Seconds after a swap from which nothing of its volatility is left.
    public var decayPeriod: UInt16
    /// What is left of the volatility in between, in 1/10,000.
    public var reductionFactor: UInt16
    /// How steeply the fee grows, in 1/100,000.
    public var controlFactor: UInt32
    /// In 1/10,000 of a group.
    public var volatilityMax: UInt32
    /// In ticks.
    public var groupSize: UInt16
    /// A swap that moves the price by as many ticks is a major one.
    public var majorSwapTicks: UInt16

    @_noLocks init() {
        filterPeriod = 0
        decayPeriod = 0
        reductionFactor = 0
        controlFactor = 0
        volatilityMax = 0
        groupSize = 0
        majorSwapTicks = 0
    }

    /// What the program asks of constants before it takes them.
    @_noLocks func isSound(spacing: UInt16) -> Bool {
        let product = UInt64(volatilityMax) &* UInt64(groupSize)
        return filterPeriod > 0 && decayPeriod > filterPeriod && reductionFactor < 10_000
            && controlFactor < 100_000 && product <= UInt64(UInt32.max) && groupSize > 0
            && groupSize <= spacing && spacing % groupSize == 0 && majorSwapTicks > 0
            && UInt32(majorSwapTicks) <= 88 &* UInt32(spacing)
    }
}

/// What an adaptive fee remembers between swaps: the variables of the Oracle account.
public struct WhirlpoolFeeVariables: BitwiseCopyable, Hashable, Sendable {
    /// Seconds since 1970.
    public var lastReferenceUpdate: UInt64
    public var lastMajorSwap: UInt64
    /// In 1/10,000 of a group.
    public var volatilityReference: UInt32
    public var groupReference: Int32
    /// Of the last step, in 1/10,000 of a group.
    public var volatility: UInt32

    @_noLocks init() {
        lastReferenceUpdate = 0
        lastMajorSwap = 0
        volatilityReference = 0
        groupReference = 0
        volatility = 0
    }

    /// Moves the reference to the group where a swap begins, as far as time allows.
    @_noLocks mutating func refer(
        to group: Int32, at now: UInt64, _ constants: WhirlpoolFeeConstants
    ) throws(SwapError) {
        let last = max(lastReferenceUpdate, lastMajorSwap)
        guard now >= last else { throw .invalidTimestamp }
        // A reference older than an hour falls, however often major swaps have held it.
        let isStale = now &- lastReferenceUpdate > 3_600
        let elapsed = now &- last
        if !isStale && elapsed < UInt64(constants.filterPeriod) { return }
        let decays = !isStale && elapsed < UInt64(constants.decayPeriod)
        let left = UInt64(volatility) &* UInt64(constants.reductionFactor) / 10_000
        volatilityReference = decays ? UInt32(truncatingIfNeeded: left) : 0
        groupReference = group
        lastReferenceUpdate = now
    }

    /// The volatility of a swap that has come to a group.
    @_noLocks mutating func accumulate(_ group: Int32, _ constants: WhirlpoolFeeConstants) {
        let distance = (Int64(groupReference) &- Int64(group)).magnitude
        let sum = UInt64(volatilityReference) &+ distance &* 10_000
        volatility = UInt32(truncatingIfNeeded: min(sum, UInt64(constants.volatilityMax)))
    }
}

/// The fee of one swap as it goes from group to group.
struct AdaptiveFee: BitwiseCopyable {
    let constants: WhirlpoolFeeConstants
    var variables: WhirlpoolFeeVariables
    /// The static part, in 1/1,000,000.
    let base: UInt32
    let isDown: Bool
    var group: Int32
    /// Between these groups each group has a fee of its own; beyond them the volatility is at its
    /// most. The √price of the outer edge of each, 0 where that lies beyond the last tick.
    let lowGroup: Int32
    let lowPrice: UInt128
    let highGroup: Int32
    let highPrice: UInt128

    /// The fee where a swap begins. A reference outside the ticks that exist, or a volatility above
    /// its most, makes the program abort.
    @_noLocks init(
        _ constants: WhirlpoolFeeConstants, _ variables: WhirlpoolFeeVariables, base: UInt32,
        tick: Int32, isDown: Bool, at now: UInt64
    ) throws(SwapError) {
        guard constants.groupSize != 0 else { throw .aborted }
        let size = Int64(constants.groupSize)
        self.constants = constants
        self.variables = variables
        self.base = base
        self.isDown = isDown
        group = AdaptiveFee.group(of: tick, Int32(constants.groupSize))
        try self.variables.refer(to: group, at: now, constants)
        let reference = self.variables.volatilityReference
        guard reference <= constants.volatilityMax else { throw .aborted }
        let reach = (Int64(constants.volatilityMax &- reference) &+ 9_999) / 10_000
        let low = Int64(self.variables.groupReference) &- reach
        let high = Int64(self.variables.groupReference) &+ reach
        guard low &* size <= Int64(TickMath.tickMax.count),
            (high &+ 1) &* size >= Int64(TickMath.tickMin.count)
        else { throw .aborted }
        lowGroup = Int32(truncatingIfNeeded: low)
        highGroup = Int32(truncatingIfNeeded: high)
        lowPrice = AdaptiveFee.edge(low &* size)
        highPrice = AdaptiveFee.edge((high &+ 1) &* size)
    }

    /// ⌊tick ÷ size⌋
    @_noLocks static func group(of tick: Int32, _ size: Int32) -> Int32 {
        let (quotient, rest) = tick.quotientAndRemainder(dividingBy: size)
        return rest < 0 ? quotient &- 1 : quotient
    }

    /// The √price of a tick strictly within the limits, else 0.
    @_noLocks private static func edge(_ tick: Int64) -> UInt128 {
        guard tick > Int64(TickMath.tickMin.count), tick < Int64(TickMath.tickMax.count) else {
            return 0
        }
        return TickMath.bits(at: Int32(truncatingIfNeeded: tick))
    }

    /// Brings the volatility up to the group. Comes before each step.
    @_noLocks mutating func accumulate() {
        variables.accumulate(group, constants)
    }

    /// The whole fee, static and adaptive, of at most a tenth:
    /// ⌈control·(volatility·size)² ÷ (100,000·10,000²)⌉ comes on top of the static part.
    var rate: HundredthsOfBasisPoint {
        @_noLocks get {
            let moved = UInt64(variables.volatility) &* UInt64(constants.groupSize)
            let square = UInt128(product: moved, moved) &* UInt128(constants.controlFactor)
            // Beyond this the adaptive part alone is a tenth or more; up to it one word divides.
            guard square <= 1_000_000_000_000_000_000 else {
                return HundredthsOfBasisPoint(100_000)
            }
            let adaptive = (square.lowWord &+ 9_999_999_999_999) / 10_000_000_000_000
            let total = adaptive &+ UInt64(base)
            return HundredthsOfBasisPoint(UInt32(truncatingIfNeeded: min(total, 100_000)))
        }
    }

    /// How far the next step may go towards a target before the fee changes.
    @_noLocks func bound(_ target: UInt128, liquidity: UInt128) -> AdaptiveBound {
        if constants.controlFactor == 0 || liquidity == 0 {
            return AdaptiveBound(price: target, skips: true)
        }
        if lowPrice != 0 && group < lowGroup {
            return AdaptiveBound(price: isDown ? target : min(target, lowPrice), skips: true)
        }
        if highPrice != 0 && group > highGroup {
            return AdaptiveBound(price: isDown ? max(target, highPrice) : target, skips: true)
        }
        let size = Int32(constants.groupSize)
        let tick = isDown ? group &* size : group &* size &+ size
        let clamped = min(max(tick, TickMath.tickMin.count), TickMath.tickMax.count)
        let edge = TickMath.bits(at: clamped)
        return AdaptiveBound(price: isDown ? max(target, edge) : min(target, edge), skips: false)
    }

    /// Goes to the next group; the program does so even when a step ended within one.
    @_noLocks mutating func advance() {
        group = isDown ? group &- 1 : group &+ 1
    }

    /// Goes to the group behind the last one that a step without bound came through.
    @_noLocks mutating func advance(skippingTo price: UInt128, _ target: TickTarget) {
        let size = Int32(constants.groupSize)
        let isTarget = price == target.price
        let tick = isTarget ? target.tick : TickMath.tick(atBits: price)
        let isOnEdge = tick % size == 0 && (isTarget || TickMath.bits(at: tick) == price)
        let reached = AdaptiveFee.group(of: tick, size)
        let last = isOnEdge && !isDown ? reached &- 1 : reached
        if isDown ? last < group : last > group {
            group = last
            accumulate()
        }
        advance()
    }

    /// Notes the time of a swap that moved the price far.
    @_noLocks mutating func settle(from start: UInt128, to end: UInt128, at now: UInt64) {
        let (low, high) = start < end ? (start, end) : (end, start)
        let factor = TickMath.bits(at: Int32(constants.majorSwapTicks))
        let product = UInt256(product: low, factor)
        let far = product.high &<< 64 | product.low &>> 64
        // Below 2¹⁰¹: a √price has 96 bits, and the factor at most 69.
        if high >= far { variables.lastMajorSwap = now }
    }
}

/// Where a step must end, and whether the groups up to there are passed over at once.
struct AdaptiveBound {
    var price: UInt128
    var skips: Bool
}
