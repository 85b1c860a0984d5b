import Markets
import Numbers
import Solana
import Testing

@testable import Pools

extension Seeded {
    /// A market whose orders crowd at few prices, with a few expiries.
    mutating func phoenixMarket(orders most: UInt64 = 60) -> PlainMarket {
        var market = PlainMarket()
        market.lotsPerUnit = [1, 10, 1_000][Int(below(3))]
        market.tickSize = market.lotsPerUnit * (1 + below(20))
        market.baseLotSize = 1 + below(1_000_000)
        market.quoteLotSize = 1 + below(3) * below(1_000)
        market.fee = [0, 1, 2, 5, 100, 9_999, 10_000][Int(below(7))]
        for _ in 0..<below(most) { addOrder(&market) }
        return market
    }

    mutating func addOrder(_ market: inout PlainMarket) {
        let isBid = below(2) == 0
        var order = PlainOrder(
            ticks: isBid ? 100 - below(12) : 101 + below(12), lots: 1 + below(1 << below(14)))
        if below(3) == 0 { order.slot = 95 + below(10) }
        if below(3) == 0 { order.second = 995 + below(10) }
        order.number = market.nextNumber
        // Numbers grow for ever: no two orders share one.
        while (market.bids + market.asks).contains(where: { $0.number == order.number }) {
            order.number += 1_000
        }
        if isBid { market.bids.append(order) } else { market.asks.append(order) }
    }

    /// Orders come, go and shrink.
    mutating func change(_ market: inout PlainMarket) {
        for _ in 0..<below(8) {
            switch below(4) {
            case 0 where !market.bids.isEmpty:
                market.bids.remove(at: Int(below(UInt64(market.bids.count))))
            case 1 where !market.asks.isEmpty:
                market.asks.remove(at: Int(below(UInt64(market.asks.count))))
            case 2 where !market.asks.isEmpty:
                market.asks[Int(below(UInt64(market.asks.count)))].lots = below(50)
            default: addOrder(&market)
            }
        }
        if below(20) == 0 { market.fee = below(30) }
        if below(20) == 0 { market.status = 1 + below(2) }
    }
}

@Suite("The Phoenix diff")
struct PhoenixDiffTests {
    /// Whether the state holds what the market does, as deep as its room.
    private func agree(_ pair: borrowing PhoenixPair, _ market: PlainMarket) -> Bool {
        let room = pair.state.capacity
        let terms = pair.state.terms
        return pair.bids == Array(market.bidLevels.prefix(room))
            && pair.asks == Array(market.askLevels.prefix(room))
            && pair.state.bidsAreCut == (market.bidLevels.count > room)
            && pair.state.asksAreCut == (market.askLevels.count > room)
            && terms.feeBasisPoints == market.fee && terms.status.rawValue == market.status
            && terms.tickSize == market.tickSize && terms.baseLotsPerUnit == market.lotsPerUnit
            && terms.baseLotSize == market.baseLotSize
            && terms.quoteLotSize == market.quoteLotSize
    }

    @Test("a snapshot tells everything, in one batch that begins and ends")
    func snapshot() throws {
        var pair = PhoenixPair()
        #expect(pair.state.isKnown == false)
        try pair.read(PlainMarket.f.bytes())
        let events = pair.drain()
        #expect(agree(pair, .f) == true)
        #expect(events.count == 22)
        #expect(events.prefix(2).allSatisfy { $0.kind == .poolNumbers })
        #expect(events.first?.flags == .first | .snapshot)
        #expect(events.last?.flags == .last | .snapshot)
        #expect(events.dropFirst().dropLast().allSatisfy { $0.flags == .snapshot })
        #expect(events.allSatisfy { $0.instrument == InstrumentID(5) && $0.sequence == 7 })
        #expect(pair.drain().isEmpty)
        try pair.read(PlainMarket.f.bytes(seed: 99))
        #expect(pair.diff.hasNext == false)
        pair.diff.beginSnapshot()
        try pair.read(PlainMarket.f.bytes())
        #expect(pair.drain().count == 22)
        #expect(agree(pair, .f) && pair.state.misfits == 0)
    }

    @Test("random changes: the sum of the diffs is the whole account", arguments: 1...6)
    func changes(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed))
        var market = seeded.phoenixMarket()
        let room = [512, 7, 3, 1][seed % 4]
        var pair = PhoenixPair(capacity: room)
        for round in 0..<150 {
            if seeded.below(30) == 0 { pair.diff.beginSnapshot() }
            seeded.change(&market)
            try pair.read(market.bytes(seed: seeded.next()))
            // Some rounds tell nothing, some only a part before the account changes again.
            if round % 3 == 0 { continue }
            if round % 5 == 0 {
                pair.drain(most: Int(seeded.below(6)))
                seeded.change(&market)
                try pair.read(market.bytes(seed: seeded.next()))
            }
            let events = pair.drain()
            #expect(agree(pair, market) == true)
            #expect(pair.state.misfits == 0)
            guard let last = events.last else { continue }
            #expect(last.flags.contains(.last))
            #expect(events.count { $0.flags.contains(.last) } == 1)
            var fresh = PhoenixPair(capacity: room)
            try fresh.read(market.bytes(seed: seeded.next()))
            fresh.drain()
            #expect(fresh.bids == pair.bids && fresh.asks == pair.asks)
            #expect(fresh.state.terms == pair.state.terms)
        }
    }

    @Test("a full market, each order with an expiry of its own, is told whole")
    func fullMarket() throws {
        var market = PlainMarket(places: 4_096, seats: 8_321)
        for number in 1...4_096 as ClosedRange<UInt64> {
            // One price, each expiry its own, the later orders expiring sooner.
            market.bids.append(
                PlainOrder(ticks: 100, lots: number, slot: 10_000 - number, number: number))
            market.asks.append(
                PlainOrder(ticks: 200 + number, lots: number, number: 5_000 + number))
        }
        var pair = PhoenixPair(capacity: 4_096)
        var bytes = market.bytes()
        #expect(bytes.count == 1_723_488)
        try pair.read(bytes)
        #expect(pair.drain().count == 8_194)
        #expect(pair.state.bidCount == 4_096 && pair.state.askCount == 4_096)
        #expect(pair.state.bid(at: 0) == PhoenixLevel(ticks: 100, lots: 4_096, lastSlot: 5_904))
        #expect(pair.state.bid(at: 4_095) == PhoenixLevel(ticks: 100, lots: 1, lastSlot: 9_999))
        #expect(pair.state.ask(at: 4_095) == PhoenixLevel(ticks: 4_296, lots: 4_096))
        // Every order another: all old ones go, then all new ones come.
        for index in market.bids.indices { market.bids[index].slot += 1 << 40 }
        for index in market.asks.indices { market.asks[index].ticks += 10_000 }
        bytes = market.bytes()
        try pair.read(bytes)
        #expect(pair.drain().count == 16_384)
        #expect(pair.bids == market.bidLevelsOfOnePrice && pair.state.misfits == 0)
    }

    @Test("of many expiries at one price the soonest are kept", arguments: [1, 2, 5, 64, 300])
    func crowdedPrice(room: Int) throws {
        var seeded = Seeded(state: UInt64(room))
        var market = PlainMarket()
        for number in 1...500 as ClosedRange<UInt64> {
            // Some expiries many times, some once; a better and a worse price besides.
            let slot = seeded.below(2) == 0 ? 100 + seeded.below(9) : 100 + seeded.below(1_000)
            let ticks: UInt64 = number % 100 == 0 ? 51 : number % 50 == 0 ? 49 : 50
            market.bids.append(
                PlainOrder(
                    ticks: ticks, lots: 1 + seeded.below(9), slot: slot, second: slot % 3,
                    number: number))
        }
        let pair = try PhoenixPair.of(market, capacity: room)
        #expect(agree(pair, market) == true)
    }

    @Test("events of any bits never trap; what does not fit is counted and forgotten")
    func randomEvents() throws {
        var seeded = Seeded(state: 3)
        var pair = try PhoenixPair.of(.f, capacity: 16)
        let time = ChainTime(slot: 1, seconds: 1)
        let kinds: [EventKind] = [.poolNumbers, .orders, .orders, .orders, .tick, .bin, .pool]
        for round in 0..<20_000 {
            func word(_ seeded: inout Seeded) -> UInt64 {
                seeded.next() >> (seeded.below(5) == 0 ? 0 : 40 + seeded.below(24))
            }
            var event = Event(
                kind: kinds[Int(seeded.below(7))], flags: EventFlags(bits: 0),
                instrument: InstrumentID(5), input: InputSequence(1), received: .never)
            event.field =
                seeded.below(20) == 0
                ? Int32(truncatingIfNeeded: seeded.next()) : Int32(seeded.below(3))
            event.words = Event.Words(
                word(&seeded), word(&seeded), seeded.below(2) == 0 ? 0 : word(&seeded),
                seeded.below(2) == 0 ? 0 : word(&seeded))
            if round % 40 == 0 {
                event.flags = .first | .snapshot
                pair.diff.beginSnapshot()
                try pair.read(PlainMarket.f.bytes())
                pair.drain()
            }
            pair.state.apply(event)
            let amount = seeded.next() >> seeded.below(64)
            for direction in [SwapDirection.aToB, .bToA] {
                _ = try? pair.state.trade(direction, .exactIn(Atoms(amount)), at: time)
                _ = try? pair.state.settle(direction, .exactOut(Atoms(amount)), at: time)
                _ = try? pair.state.quote(PhoenixOrder(direction, quoteLots: amount), at: time)
                var cursor = pair.state.stretchCursor(direction, at: time)
                while pair.state.nextStretch(&cursor) != nil {}
            }
        }
        #expect(pair.state.misfits > 1_000)
    }

    @Test("a state forgets at an event that cannot be: numbers, sides, levels, room")
    func misfits() throws {
        func event(_ kind: EventKind, _ field: Int32, _ words: Event.Words) -> Event {
            Event(
                kind: kind, flags: .none, instrument: InstrumentID(5), field: field,
                input: InputSequence(1), received: .never, words: words)
        }
        let wrong = [
            event(.poolNumbers, 0, Event.Words(0, 1, 1, 1)),
            event(.poolNumbers, 0, Event.Words(1, 0, 1, 1)),
            event(.poolNumbers, 0, Event.Words(1, 1, 0, 1)),
            event(.poolNumbers, 0, Event.Words(1, 1, 1, 0)),
            event(.poolNumbers, 0, Event.Words(1, 1, 3, 2)),
            event(.poolNumbers, 1, Event.Words(10_001, 1, 0, 0)),
            event(.poolNumbers, 1, Event.Words(1, 6, 0, 0)),
            event(.poolNumbers, 1, Event.Words(1, 1, 4, 0)),
            event(.poolNumbers, 2, Event.Words(1, 1, 0, 0)),
            event(.poolNumbers, -1, Event.Words(1, 1, 0, 0)),
            event(.orders, 2, Event.Words(99, 1, 0, 0)),
            event(.orders, -1, Event.Words(99, 1, 0, 0)),
            event(.orders, 0, Event.Words(0, 1, 0, 0)),
            event(.orders, 0, Event.Words(98, 0, 5, 0)),
            event(.orders, 1, Event.Words(500, 1, 0, 0)),
        ]
        for event in wrong {
            var pair = try PhoenixPair.of(.f, capacity: 10)
            pair.state.apply(event)
            #expect(pair.state.misfits == 1 && !pair.state.isKnown && pair.state.bidCount == 0)
        }
        var pair = try PhoenixPair.of(.f, capacity: 10)
        pair.state.apply(event(.orders, 1, Event.Words(101, 5, 0, 0)))
        pair.state.apply(event(.orders, 0, Event.Words(99, 0, 0, 0)))
        pair.state.apply(event(.orders, 0, Event.Words(98, 7, 5, 0)))
        #expect(pair.state.misfits == 0 && pair.state.ask(at: 0)?.lots == 5)
        #expect(
            pair.bids.prefix(2) == [
                PhoenixLevel(ticks: 98, lots: 7, lastSlot: 5),
                PhoenixLevel(ticks: 98, lots: 20_000),
            ])
    }

    @Test("a copy is equal and independent")
    func copies() throws {
        var pair = try PhoenixPair.of(.f)
        var copy = PhoenixState()
        copy.copy(from: pair.state)
        let time = ChainTime(slot: 1, seconds: 1)
        let order = PhoenixOrder(.bToA, baseLots: 40_000)
        let first = try copy.swap(order, at: time)
        #expect(try pair.state.quote(order, at: time) == first)
        #expect(copy.askCount == 8 && pair.state.askCount == 10)
        #expect(try copy.quote(order, at: time) != first)
        pair.state.forget()
        #expect(copy.isKnown && copy.terms.tickSize == 1_000)
    }
}

extension PlainMarket {
    /// The levels of many bids at one price, each with its own expiry.
    fileprivate var bidLevelsOfOnePrice: [PhoenixLevel] {
        bids.map { PhoenixLevel(ticks: $0.ticks, lots: $0.lots, lastSlot: $0.slot) }
            .sorted { $0.lastSlot < $1.lastSlot }
    }
}
