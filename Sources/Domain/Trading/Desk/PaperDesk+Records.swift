import Markets
import Numbers

/// What became of a leg, while it is worked out.
struct FillRecord: BitwiseCopyable {
    var leg: Leg
    var outcome = FillOutcome.unfilled
    var asked: UInt64
    var base: UInt64 = 0
    var quote: Int64 = 0
    var takerFee: Int64 = 0
    var network: UInt64 = 0
    var worst = Ticks(0)
    var detail: UInt64 = 0

    @_noLocks init(_ leg: Leg, asked: UInt64) {
        self.leg = leg
        self.asked = asked
    }

    var code: UInt8 {
        @_noLocks get {
            switch outcome {
            case .filled: 0
            case .partlyFilled: 1
            case .unfilled: 2
            case .reverted: 3
            case .failed: 4
            case .unknownMarket: 5
            }
        }
    }

    var words: Decision.Words {
        @_noLocks get {
            var number: UInt64 = 0
            if case .pool = leg { number = 1 }
            return Decision.Words(
                number, asked, base, bits(quote), bits(takerFee), network, bits(worst.count),
                detail)
        }
    }
}

extension PaperDesk {
    @_noLocks mutating func record(
        _ kind: DecisionKind, code: UInt8, cycle: UInt16, order: UInt32, input: InputSequence,
        moment: Instant, words: Decision.Words
    ) {
        precondition(decisionCount < decisionsMax, "decisions are handed on in time")
        decisionSequence &+= 1
        let decision = Decision(
            kind, code: code, cycle: cycle, order: order, sequence: decisionSequence,
            input: input, moment: moment, words: words)
        digest.add(decision)
        unsafe (decisions + decisionCount).initialize(to: decision)
        decisionCount &+= 1
    }

    @_noLocks mutating func record(
        _ fill: FillRecord, cycle: UInt16, _ order: Order, moment: Instant
    ) {
        record(
            .filled, code: fill.code, cycle: cycle, order: order.number, input: order.input,
            moment: moment, words: fill.words)
    }

    /// The postings of one leg: base one way, the quote asset the other, and the fees.
    @_noLocks mutating func post(
        _ fill: FillRecord, _ order: Order, _ index: Int, _ quote: AssetID, at venue: VenueID,
        moment: Instant
    ) {
        let cycle = unsafe cycles[index]
        let amount = Int64(truncatingIfNeeded: fill.quote.magnitude)
        let base = bounded(fill.base)
        ledger.begin()
        if fill.quote < 0 {
            ledger.move(
                base, of: cycle.base, at: venue, from: .market, to: .inventory,
                input: order.input)
            ledger.move(
                amount, of: quote, at: venue, from: .inventory, to: .market, input: order.input)
        } else {
            ledger.move(
                base, of: cycle.base, at: venue, from: .inventory, to: .market,
                input: order.input)
            ledger.move(
                amount, of: quote, at: venue, from: .market, to: .inventory, input: order.input)
        }
        ledger.move(
            fill.takerFee, of: quote, at: venue, from: .inventory, to: .fees, input: order.input)
        ledger.move(
            bounded(fill.network), of: network.native, at: venue, from: .inventory, to: .fees,
            input: order.input)
        recordEntries(
            cycle: UInt16(truncatingIfNeeded: index), order: order.number, moment: moment)
    }

    /// Hands the ledger's new entries on as decisions.
    @_noLocks mutating func recordEntries(cycle: UInt16, order: UInt32, moment: Instant) {
        for index in 0..<ledger.entryCount {
            let entry = ledger.entry(index)
            record(
                .entry, code: entry.role, cycle: cycle, order: order, input: entry.input,
                moment: moment, words: entry.words)
        }
        ledger.removeEntries()
    }
}
