import Numbers
import Pools

/// The swap as the reference describes it, step by step, with paper arithmetic, dictionaries and
/// no regard for speed. Ticks' prices come from the tables, which the vectors prove.
struct SlowWhirlpool {
    var price: UInt128
    var liquidity: UInt128
    var tick: Int32
    var spacing: Int32
    var rate: UInt64
    var share: UInt64
    /// Net liquidity of each initialised tick.
    var nets: [Int32: Int128] = [:]
    /// Starts of the arrays that are known.
    var starts: Set<Int32> = []

    static let one64: Big = Big(UInt128(1) << 64)
    static let low: UInt128 = 4_295_048_016
    static let high: UInt128 = 79_226_673_515_401_279_992_447_579_055

    func start(of tick: Int32) -> Int32 {
        var start = tick / (88 * spacing) * (88 * spacing)
        while start > tick { start -= 88 * spacing }
        return start
    }

    func sequence(_ down: Bool) -> [Int32] {
        let width = 88 * spacing
        var base = start(of: tick)
        if !down && tick + spacing >= base + width { base += width }
        var found: [Int32] = []
        for step: Int32 in 0..<3 {
            let start = down ? base - step * width : base + step * width
            guard starts.contains(start) else { break }
            found.append(start)
        }
        return found
    }

    struct Outcome: Equatable {
        var amountIn: UInt64
        var amountOut: UInt64
        var fee: UInt64
        var protocolFee: UInt64
        var price: UInt128
        var tick: Int32
        var liquidity: UInt128
        var crossed: [Int32]
    }

    func deltaA(_ a: UInt128, _ b: UInt128, up: Bool) throws -> Big {
        let product = Big(liquidity) * Big(max(a, b) - min(a, b))
        if product.digits.count > 6 { throw SwapError.multiplicationOverflow }
        let numerator = product.shifted(digits: 2)
        let divisor = Big(a) * Big(b)
        return up ? Big.ceiling(numerator, divisor) : Big.floor(numerator, divisor)
    }

    /// Nil when the product does not fit 128 bits.
    func deltaB(_ a: UInt128, _ b: UInt128, up: Bool) -> Big? {
        let product = Big(liquidity) * Big(max(a, b) - min(a, b))
        if product.digits.count > 4 { return nil }
        return up ? Big.ceiling(product, Self.one64) : Big.floor(product, Self.one64)
    }

    func amount(isA: Bool, _ a: UInt128, _ b: UInt128, up: Bool) throws -> UInt64 {
        if isA {
            let amount = try deltaA(a, b, up: up)
            guard let wide = amount.value else { throw SwapError.numberDownCast }
            guard wide <= UInt128(UInt64.max) else { throw SwapError.tokenMaxExceeded }
            return UInt64(wide)
        }
        guard let amount = deltaB(a, b, up: up) else {
            throw SwapError.multiplicationShiftRightOverflow
        }
        guard let wide = amount.value, wide <= UInt128(UInt64.max) else {
            throw SwapError.multiplicationOverflow
        }
        return UInt64(wide)
    }

    /// Where `budget` of the fixed token moves the price.
    func moved(isA: Bool, isInput: Bool, by budget: UInt64) throws -> UInt128 {
        let shifted = Big(liquidity) * Self.one64
        if isA {
            if budget == 0 { return price }
            let part = Big(budget) * Big(price)
            if !isInput && shifted <= part { throw SwapError.divideByZero }
            let divisor = isInput ? shifted + part : shifted - part
            return Big.ceiling(shifted * Big(price), divisor).value!
        }
        if liquidity == 0 { throw SwapError.divideByZero }
        let numerator = Big(budget) * Self.one64
        return isInput
            ? price + Big.floor(numerator, Big(liquidity)).value!
            : price - Big.ceiling(numerator, Big(liquidity)).value!
    }

    struct Step {
        var amountIn: UInt64
        var amountOut: UInt64
        var fee: UInt64
        var next: UInt128
    }

    func step(_ down: Bool, _ isInput: Bool, _ remaining: UInt64, to aim: UInt128) throws -> Step {
        let fixedIsA = down == isInput
        let million: Big = 1_000_000
        let kept = Big(1_000_000 - rate)
        let budget =
            isInput
            ? UInt64(Big.floor(Big(remaining) * kept, million).value!) : remaining
        let first =
            fixedIsA
            ? try deltaA(price, aim, up: isInput) : deltaB(price, aim, up: isInput)
        var fixed = first.flatMap(\.value).flatMap { UInt64(exactly: $0) }
        let next: UInt128
        if let fixed, fixed <= budget {
            next = aim
        } else {
            next = try moved(isA: fixedIsA, isInput: isInput, by: budget)
        }
        let free = try amount(isA: !fixedIsA, price, next, up: !isInput)
        if next != aim || fixed == nil {
            fixed = try amount(isA: fixedIsA, price, next, up: isInput)
        }
        let amountIn = isInput ? fixed! : free
        let amountOut = isInput ? free : min(fixed!, remaining)
        let fee =
            isInput && next != aim
            ? remaining - amountIn
            : UInt64(Big.ceiling(Big(amountIn) * Big(rate), kept).value!)
        return Step(amountIn: amountIn, amountOut: amountOut, fee: fee, next: next)
    }

    func nextTick(_ down: Bool, from tick: Int32, last: Int32, isFloor: Bool) -> Int32 {
        let edge = down ? max(last, -443_636) : min(last + 88 * spacing - 1, 443_636)
        let found = nets.keys.filter { down ? $0 <= tick && $0 >= edge : $0 > tick && $0 <= edge }
        return (down ? found.max() : found.min()) ?? edge
    }

    func swap(down: Bool, isInput: Bool, amount: UInt64, limit: UInt128?) throws -> Outcome {
        let arrays = sequence(down)
        guard let last = arrays.last else { throw SwapError.invalidTickArraySequence }
        let stop = limit ?? (down ? Self.low : Self.high)
        guard stop >= Self.low && stop <= Self.high else { throw SwapError.sqrtPriceOutOfBounds }
        guard down ? stop < price : stop > price else {
            throw SwapError.invalidSqrtPriceLimitDirection
        }
        if amount == 0 { throw SwapError.zeroTradableAmount }
        var pool = self
        var remaining = amount
        var other: UInt64 = 0
        var out = Outcome(
            amountIn: 0, amountOut: 0, fee: 0, protocolFee: 0, price: price, tick: tick,
            liquidity: liquidity, crossed: [])
        // Above the last slot of the last array, and below its first, the search has no array.
        while remaining > 0 && pool.price != stop {
            if down ? pool.tick < last : pool.tick + spacing >= last + 88 * spacing {
                throw SwapError.tickArraySequenceInvalidIndex
            }
            let target = pool.nextTick(down, from: pool.tick, last: last, isFloor: false)
            let there = TickMath.sqrtPrice(at: TickIndex(target)).bits
            let step = try pool.step(
                down, isInput, remaining, to: down ? max(there, stop) : min(there, stop))
            let (paid, over) = step.amountIn.addingReportingOverflow(step.fee)
            if over { throw isInput ? SwapError.amountRemainingOverflow : .amountCalcOverflow }
            remaining -= isInput ? paid : step.amountOut
            let (sum, more) = other.addingReportingOverflow(isInput ? step.amountOut : paid)
            if more { throw SwapError.amountCalcOverflow }
            other = sum
            out.fee += step.fee
            out.protocolFee += UInt64(Big.floor(Big(step.fee) * Big(share), 10_000).value!)
            if step.next == there {
                if let net = pool.nets[target] {
                    pool.liquidity = try pool.crossing(net, down)
                    out.crossed.append(target)
                }
                pool.tick = down ? target - 1 : target
            } else if step.next != pool.price {
                pool.tick = TickMath.tick(at: SqrtPrice(bits: step.next)).count
            }
            pool.price = step.next
        }
        if !isInput && remaining > 0 && limit == nil { throw SwapError.partialFill }
        out.amountIn = isInput ? amount - remaining : other
        out.amountOut = isInput ? other : amount - remaining
        out.price = pool.price
        out.tick = pool.tick
        out.liquidity = pool.liquidity
        return out
    }

    func crossing(_ net: Int128, _ down: Bool) throws -> UInt128 {
        let joins = down ? net < 0 : net > 0
        let (value, over) =
            joins
            ? liquidity.addingReportingOverflow(net.magnitude)
            : liquidity.subtractingReportingOverflow(net.magnitude)
        if over { throw joins ? SwapError.liquidityOverflow : .liquidityUnderflow }
        return value
    }
}
