@testable import Pools

/// The program's matching as the reference tells it, order by order, in numbers of any size: slow,
/// and independent of the library.
struct SlowPhoenix {
    var market: PlainMarket

    struct Fill: Equatable {
        var base: UInt64 = 0
        var quote: UInt64 = 0
        var fee: UInt64 = 0
    }

    enum Stop: Error, Equatable {
        /// NewOrderError.
        case order
        /// An amount beyond 64 bits.
        case panic
    }

    /// A product or sum that has to fit 64 bits.
    private func fits(_ value: Big) throws -> UInt64 {
        guard let value = value.value, value <= UInt64.max else { throw Stop.panic }
        return UInt64(value)
    }

    /// The budget in adjusted quote lots.
    private func budget(_ lots: UInt64, buys: Bool) throws -> UInt64 {
        let most = Big(UInt64.max)
        guard lots != 0 else { return .max }
        let adjusted = try fits(Big(lots) * Big(market.lotsPerUnit))
        let fee = Big.ceiling(most * Big(market.fee), 10_000)
        let divisor = buys ? most + fee : most - fee
        guard !divisor.isZero else { throw Stop.panic }
        let share = Big.floor(Big(adjusted) * most, divisor)
        return most < share ? .max : UInt64(share.value ?? 0)
    }

    private func isExpired(_ order: PlainOrder, _ time: ChainTime) -> Bool {
        let slotOver = order.slot > 0 && time.slot > order.slot
        return slotOver || (order.second > 0 && time.seconds > order.second)
    }

    /// Does the order; `matches` is the most resting orders that it may meet.
    mutating func run(
        _ order: PhoenixOrder, at time: ChainTime, matches: Int = .max
    ) throws -> Fill {
        let before = market
        do {
            return try fill(order, at: time, matches)
        } catch {
            market = before
            throw error
        }
    }

    private mutating func fill(
        _ order: PhoenixOrder, at time: ChainTime, _ matches: Int
    ) throws -> Fill {
        let buys = order.direction == .bToA
        guard [order.baseLots, order.quoteLots].filter({ $0 > 0 }).count == 1 else {
            throw Stop.order
        }
        if buys, order.limit == 0 { throw Stop.order }
        if let slot = order.lastSlot, time.slot > slot { return Fill() }
        if let second = order.lastSecond, time.seconds > second { return Fill() }
        var baseLeft = order.baseLots > 0 ? order.baseLots : UInt64.max
        var quoteLeft = try budget(order.quoteLots, buys: buys)
        var matchesLeft = matches
        var book = buys ? market.sortedAsks : market.sortedBids
        var matched: (base: Big, adjusted: Big) = (0, 0)
        var isOver = false
        while !isOver, baseLeft > 0, quoteLeft > 0, matchesLeft > 0, let best = book.first {
            if let limit = order.limit, buys ? best.ticks > limit : best.ticks < limit { break }
            matchesLeft -= 1
            if best.lots == 0 || isExpired(best, time) {
                book.removeFirst()
                continue
            }
            let lot = try fits(Big(best.ticks) * Big(market.tickSize))
            let worth = try fits(Big(lot) * Big(best.lots))
            var (lots, value) = (best.lots, worth)
            if best.lots <= baseLeft && worth <= quoteLeft {
                book.removeFirst()
            } else {
                lots = min(baseLeft, quoteLeft / lot)
                value = lot * lots
                book[0].lots -= lots
                isOver = true
            }
            baseLeft -= lots
            quoteLeft -= value
            matched = (matched.base + Big(lots), matched.adjusted + Big(value))
        }
        let fill = try result(buys: buys, try fits(matched.base), try fits(matched.adjusted))
        if fill.base < order.baseLotsMin || fill.quote < order.quoteLotsMin { throw Stop.order }
        if buys { market.asks = book } else { market.bids = book }
        return fill
    }

    /// Adjusted quote lots in quote lots, rounded up as the program does.
    private func roundedUp(_ adjusted: Big) throws -> UInt64 {
        let unit = Big(market.lotsPerUnit)
        return try fits(Big.floor(Big(try fits(adjusted + unit - 1)), unit))
    }

    private func result(buys: Bool, _ base: UInt64, _ adjusted: UInt64) throws -> Fill {
        let fee = try roundedUp(Big.ceiling(Big(adjusted) * Big(market.fee), 10_000))
        let quote: UInt64
        if buys {
            quote = try fits(Big(try roundedUp(Big(adjusted))) + Big(fee))
        } else {
            let gross = adjusted / market.lotsPerUnit
            if gross < fee { throw Stop.panic }
            quote = gross - fee
        }
        return Fill(base: base, quote: quote, fee: fee)
    }
}
