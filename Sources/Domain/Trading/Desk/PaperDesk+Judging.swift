import Markets
import Numbers

// From an opportunity to an order or a refusal: the gates in their order, each with what was and
// what may be.

/// An order as it would be sent, and what must be free for it.
struct OrderDraft: BitwiseCopyable {
    var quote: CycleQuote
    var net: Int64
    var limit: Ticks
    var poolBound: UInt64
    /// Of the asset that leaves the exchange, and of the one that leaves the wallet.
    var exchangeNeed: Int64
    var walletNeed: Int64
    var networkNeed: Int64
}

extension PaperDesk {
    /// Half of all nanoseconds: an arrival behind it is still a moment.
    static var momentMax: UInt64 { @_noLocks get { 1 &<< 63 } }
    /// The most that one leg may move of an asset, in atoms: more is no price but a fault, and a
    /// balance never overflows.
    static var moneyMax: Int64 { @_noLocks get { 1 &<< 50 } }

    @_noLocks mutating func consider(_ event: Event) {
        guard let opportunity = Opportunity(event), Int(opportunity.cycle) < cycleCount,
            opportunity.received.nanosecondsSinceBoot <= PaperDesk.momentMax
        else {
            strangers &+= 1
            return
        }
        let index = Int(opportunity.cycle)
        let cycle = unsafe cycles[index]
        if let answer = standing(cycle, at: opportunity.received) {
            return refuse(opportunity, answer)
        }
        let quote = markets.best(cycle, opportunity.direction)
        guard let quote, let cost = networkCash() else {
            return refuse(opportunity, GateAnswer(.edge, value: 0, limit: limits.edgeMin))
        }
        let net = quote.gross &- cost
        if net < limits.edgeMin {
            return refuse(opportunity, GateAnswer(.edge, value: net, limit: limits.edgeMin))
        }
        if quote.notional > limits.notionalMax {
            return refuse(
                opportunity,
                GateAnswer(.size, value: quote.notional, limit: limits.notionalMax))
        }
        guard let draft = draft(cycle, quote, net: net) else {
            return refuse(
                opportunity, GateAnswer(.size, value: .max, limit: limits.notionalMax))
        }
        if let answer = inventory(cycle, draft) { return refuse(opportunity, answer) }
        let order = unsafe orders[index]
        if order.isOpen {
            return refuse(
                opportunity, GateAnswer(.inFlight, value: Int64(order.number), limit: 0))
        }
        accept(opportunity, cycle, draft)
    }

    /// The gates that need no price.
    @_noLocks private func standing(_ cycle: CEXDEXCycle, at now: Instant) -> GateAnswer? {
        if isKilled { return GateAnswer(.killSwitch, value: 1, limit: 0) }
        if isPaused { return GateAnswer(.paused, value: 1, limit: 0) }
        // The network's fee is priced by a book too; it must be as good as the other two.
        if let answer = quarantine(cycle.book, now) { return answer }
        if let answer = quarantine(cycle.pool, now) { return answer }
        if network.isPricedByBook, let answer = quarantine(network.book, now) { return answer }
        if let answer = staleness(cycle.book, now) { return answer }
        if let answer = staleness(cycle.pool, now) { return answer }
        return network.isPricedByBook ? staleness(network.book, now) : nil
    }

    /// What a transaction costs now, in cash atoms; nil when nobody offers the asset.
    @_noLocks func networkCash() -> Int64? {
        network.isPricedByBook
            ? network.cash(ask: markets.top(of: network.book).ask) : network.fixedCash
    }

    @_noLocks private func quarantine(
        _ instrument: InstrumentID, _ now: Instant
    ) -> GateAnswer? {
        switch markets.standing(of: instrument, at: now) {
        case .quarantined:
            GateAnswer(.quarantined, value: Int64(instrument.index), limit: 0)
        case .live, .stale: nil
        }
    }

    @_noLocks private func staleness(
        _ instrument: InstrumentID, _ now: Instant
    ) -> GateAnswer? {
        switch markets.standing(of: instrument, at: now) {
        case .stale:
            GateAnswer(
                .stale,
                value: bounded(markets.continuity.silence(of: instrument, at: now).count),
                limit: bounded(markets.continuity.silenceMax(of: instrument).count))
        case .live, .quarantined: nil
        }
    }

    /// The order's bounds, and what it may cost at worst within them.
    @_noLocks private func draft(
        _ cycle: CEXDEXCycle, _ quote: CycleQuote, net: Int64
    ) -> OrderDraft? {
        let whole = UInt128(HundredthsOfBasisPoint.whole)
        let slip = UInt128(bookSlippage.count)
        let worst = UInt128(UInt64(bitPattern: quote.worst.count))
        let poolSlip = UInt128(poolSlippage.count)
        let quoted = UInt128(quote.poolQuote)
        let networkNeed = bounded(network.fee.count)
        switch quote.direction {
        case .bookToPool:
            let limit = worst &+ worst &* slip / whole
            let most = limit.multipliedReportingOverflow(by: UInt128(quote.size.count))
            let least = quoted &* (whole &- poolSlip)
            guard limit <= UInt128(UInt64(Book.priceMax.count)), !most.overflow,
                let paid = cycle.cashPerTickLot.of(most.partialValue, rounding: .up),
                let fee = cycle.cashPerTickLot.of(
                    most.partialValue, share: cycle.takerFee, rounding: .up)
            else { return nil }
            let (need, overflow) = paid.addingReportingOverflow(fee)
            guard !overflow, need <= PaperDesk.moneyMax,
                quote.base <= UInt64(PaperDesk.moneyMax)
            else { return nil }
            return OrderDraft(
                quote: quote, net: net, limit: Ticks(Int64(truncatingIfNeeded: limit)),
                poolBound: UInt64(truncatingIfNeeded: (least &+ (whole &- 1)) / whole),
                exchangeNeed: need, walletNeed: bounded(quote.base), networkNeed: networkNeed)
        case .poolToBook:
            let limit = (worst &* (whole &- slip) &+ (whole &- 1)) / whole
            let most = quoted &* (whole &+ poolSlip) / whole
            guard most <= UInt128(UInt64(PaperDesk.moneyMax)),
                quote.base <= UInt64(PaperDesk.moneyMax)
            else { return nil }
            return OrderDraft(
                quote: quote, net: net, limit: Ticks(max(1, Int64(truncatingIfNeeded: limit))),
                poolBound: UInt64(truncatingIfNeeded: most), exchangeNeed: bounded(quote.base),
                walletNeed: Int64(truncatingIfNeeded: most), networkNeed: networkNeed)
        }
    }

    @_noLocks private func inventory(_ cycle: CEXDEXCycle, _ draft: OrderDraft) -> GateAnswer? {
        let isBuying = draft.quote.direction == .bookToPool
        let atExchange = Account(isBuying ? cycle.cash : cycle.base, at: cycle.exchange)
        let inWallet = Account(isBuying ? cycle.base : cycle.poolQuote, at: cycle.wallet)
        let native = Account(network.native, at: cycle.wallet)
        if let answer = lack(atExchange, draft.exchangeNeed) { return answer }
        guard inWallet == native else {
            return lack(inWallet, draft.walletNeed) ?? lack(native, draft.networkNeed)
        }
        let (need, overflow) = draft.walletNeed.addingReportingOverflow(draft.networkNeed)
        return lack(native, overflow ? .max : need)
    }

    @_noLocks private func lack(_ account: Account, _ need: Int64) -> GateAnswer? {
        let free = ledger.balance(account) &- held(account)
        return free < need ? GateAnswer(.inventory, value: free, limit: need) : nil
    }

    /// What the orders on their way hold back of an account.
    @_noLocks private func held(_ account: Account) -> Int64 {
        var sum: Int64 = 0
        for index in 0..<cycleCount {
            let order = unsafe orders[index]
            guard order.isOpen else { continue }
            let cycle = unsafe cycles[index]
            let isBuying = order.direction == .bookToPool
            if account == Account(isBuying ? cycle.cash : cycle.base, at: cycle.exchange) {
                sum &+= order.exchangeHeld
            }
            if account == Account(isBuying ? cycle.base : cycle.poolQuote, at: cycle.wallet) {
                sum &+= order.walletHeld
            }
            if account == Account(network.native, at: cycle.wallet) { sum &+= order.networkHeld }
        }
        return sum
    }

    @_noLocks private mutating func accept(
        _ opportunity: Opportunity, _ cycle: CEXDEXCycle, _ draft: OrderDraft
    ) {
        orderCount &+= 1
        var order = Order()
        order.number = orderCount
        order.direction = draft.quote.direction
        order.input = opportunity.input
        order.lots = draft.quote.size.count
        order.base = draft.quote.base
        order.limit = draft.limit
        order.poolBound = draft.poolBound
        order.bookArrival = opportunity.received + bookLatency
        order.poolArrival = opportunity.received + poolLatency
        order.bookIsOpen = true
        order.poolIsOpen = true
        order.exchangeHeld = draft.exchangeNeed
        order.walletHeld = draft.walletNeed
        order.networkHeld = draft.networkNeed
        order.networkCash = draft.quote.gross &- draft.net
        unsafe orders[Int(opportunity.cycle)] = order
        nextArrival = min(nextArrival, min(order.bookArrival, order.poolArrival))
        record(
            .accepted, code: 0, cycle: opportunity.cycle, order: order.number,
            input: opportunity.input, moment: opportunity.received,
            words: Decision.Words(
                order.direction == .bookToPool ? 0 : 1, order.lots, order.base,
                bits(order.limit.count), draft.quote.poolQuote, order.poolBound,
                bits(draft.quote.notional), bits(draft.quote.takerFee), bits(draft.quote.gross),
                bits(draft.net), order.bookArrival.nanosecondsSinceBoot,
                order.poolArrival.nanosecondsSinceBoot))
    }

    @_noLocks private mutating func refuse(_ opportunity: Opportunity, _ answer: GateAnswer) {
        let place = place(of: answer.gate)
        unsafe refused[place] &+= 1
        record(
            .refused, code: UInt8(truncatingIfNeeded: place), cycle: opportunity.cycle, order: 0,
            input: opportunity.input, moment: opportunity.received,
            words: Decision.Words(
                bits(answer.value), bits(answer.limit),
                opportunity.direction == .bookToPool ? 0 : 1, opportunity.size.count,
                bits(opportunity.gross)))
    }
}

/// A count as money, at most all there is.
@_noLocks func bounded(_ count: UInt64) -> Int64 {
    Int64(truncatingIfNeeded: min(count, UInt64(Int64.max)))
}
