import Markets
import Numbers
import Solana
import Testing

@testable import Pools

extension DLMMChain {
    /// Changes something of an account, and gives its role and start. Nothing is done that the
    /// program could not do.
    mutating func change(_ seeded: inout Seeded) -> (role: PoolRole, start: Int32) {
        switch seeded.below(8) {
        case 0...2:
            changePair(&seeded)
            return (.pool, 0)
        case 3:
            if bitmap == nil || seeded.below(4) == 0 {
                bitmap = bitmap == nil ? DLMMBytes.bitmap([]) : nil
            } else {
                bitmap?[40 + Int(seeded.below(1_536))] = UInt8(truncatingIfNeeded: seeded.next())
            }
            return (.bitmap, 0)
        default:
            let index = Int32(seeded.below(8)) - 4
            if arrays[index] == nil || seeded.below(12) == 0 {
                arrays[index] =
                    arrays[index] == nil ? DLMMBytes.array(Int64(index)) : nil
            } else {
                changeBin(&seeded, index, Int(seeded.below(70)))
            }
            return (.array, index)
        }
    }

    private mutating func changePair(_ seeded: inout Seeded) {
        switch seeded.below(6) {
        case 0: DLMMBytes.put(Int32(seeded.below(3_500)) - 1_750, at: 76, &pair)
        case 1: DLMMBytes.put(seeded.next(), at: 40, &pair)
        case 2: DLMMBytes.put(seeded.next(), at: 56, &pair)
        case 3: pair[584 + Int(seeded.below(128))] = UInt8(truncatingIfNeeded: seeded.next())
        case 4:
            pair[35] = UInt8(seeded.below(3))
            pair[36] = UInt8(seeded.below(2))
            pair[82] = UInt8(seeded.below(2))
            pair[86] = UInt8(seeded.below(2))
            pair[264] = UInt8(seeded.below(2))
        default:
            DLMMBytes.put(UInt16(truncatingIfNeeded: seeded.next()), at: 8, &pair)
            DLMMBytes.put(seeded.next() >> 32, at: 16, &pair)
            DLMMBytes.put(seeded.next() >> seeded.below(64), at: 816, &pair)
        }
    }

    private mutating func changeBin(_ seeded: inout Seeded, _ index: Int32, _ slot: Int) {
        let start = 56 + 144 * slot
        let price = DLMMPrice.price(ofBin: index * 70 + Int32(slot), binStep: 250) ?? 0
        DLMMBytes.put(price, at: start + 16, &arrays[index]!)
        for offset in [0, 8, 112, 128] where seeded.below(2) == 0 {
            let value = seeded.below(3) == 0 ? 0 : seeded.next() >> seeded.below(64)
            DLMMBytes.put(value, at: start + offset, &arrays[index]!)
        }
        arrays[index]![start + 140] = UInt8(seeded.below(3))
    }

    /// Tells one account.
    func tell(_ feed: inout DLMMFeed, _ role: PoolRole, _ start: Int32) throws(AccountError) {
        switch role {
        case .pool: try feed.read(.pool, pair)
        case .bitmap:
            if let bitmap {
                try feed.read(.bitmap, bitmap)
            } else {
                try feed.missing(.bitmap)
            }
        default:
            if let array = arrays[start] {
                try feed.read(.array, array, start: start)
            } else {
                try feed.missing(.array, start: start)
            }
        }
    }
}

@Suite("Changes of DLMM accounts")
struct DLMMDiffTests {
    @Test("the sum of all changes is what the accounts say, and what a snapshot says")
    func sums() throws {
        var seeded = Seeded(state: 21)
        for _ in 0..<30 {
            var chain = DLMMChain()
            var feed = DLMMFeed()
            try feed.read(.pool, chain.pair)
            for _ in 0..<60 {
                for _ in 0...seeded.below(3) {
                    let (role, start) = chain.change(&seeded)
                    try chain.tell(&feed, role, start)
                }
                let events = feed.drain()
                #expect(events.isEmpty || events.first!.flags.contains(.first))
                #expect(events.isEmpty || events.last!.flags.contains(.last))
                #expect(feed.state.misfits == 0)
            }
            let told = DLMMFacts(feed.state)
            #expect(told == DLMMFacts(chain))
            var fresh = DLMMFeed()
            try fresh.read(.pool, chain.pair)
            for (index, bytes) in chain.arrays { try fresh.read(.array, bytes, start: index) }
            if let bitmap = chain.bitmap { try fresh.read(.bitmap, bitmap) }
            fresh.drain()
            #expect(told == DLMMFacts(fresh.state))
            feed.diff.beginSnapshot()
            try feed.read(.pool, chain.pair)
            feed.drain()
            chain.arrays = [:]
            chain.bitmap = nil
            #expect(DLMMFacts(feed.state) == DLMMFacts(chain))
        }
    }

    @Test("a change costs the events that it makes, and no change costs none")
    func counts() throws {
        var feed = DLMMFeed()
        var chain = DLMMChain()
        chain.arrays[0] = DLMMBytes.array(0, bins: [15: PlainPair.real().bins[15]!])
        try feed.read(.pool, chain.pair)
        try chain.tell(&feed, .array, 0)
        let snapshot = feed.drain()
        // Two groups of the pair, four of its bitmap, an array, a bin.
        #expect(snapshot.count == 8 && snapshot.allSatisfy { $0.flags.contains(.snapshot) })
        try chain.tell(&feed, .pool, 0)
        try chain.tell(&feed, .array, 0)
        #expect(feed.drain().isEmpty)
        DLMMBytes.put(16 as Int32, at: 76, &chain.pair)
        try chain.tell(&feed, .pool, 0)
        let moved = feed.drain()
        #expect(moved.count == 1 && moved[0].kind == .poolNumbers && moved[0].field == 1)
        chain.arrays[0]![56 + 144 * 15] += 1
        try chain.tell(&feed, .array, 0)
        let traded = feed.drain()
        #expect(traded.count == 1 && traded[0].kind == .bin && traded[0].field == 15)
        #expect(traded[0].words.w0 == 41_707_103 && traded[0].words.w3 == 400_644_670_508)
    }

    @Test("an account that is refused changes nothing")
    func refused() throws {
        var feed = DLMMFeed()
        try feed.read(.pool, DLMMBytes.pair())
        var bins = [Int: DLMMBin]()
        bins[15] = PlainPair.real().bins[15]
        bins[16] = PlainPair.real().bins[16]
        bins[16]?.price += 1
        #expect(throws: AccountError.valueOutOfRange) {
            try feed.read(.array, DLMMBytes.array(0, bins: bins))
        }
        feed.drain()
        #expect(DLMMFacts(feed.state) == DLMMFacts(DLMMChain()))
    }

    @Test("whether an account tells the whole")
    func whole() {
        #expect(!DLMMLayout.tellsWhole(.pool) && !DLMMLayout.tellsWhole(.array))
        #expect(!DLMMLayout.tellsWhole(.bitmap) && DLMMLayout.tellsWhole(.mintA))
    }
}

@Suite("DLMM states and events of any kind")
struct DLMMEventTests {
    /// An event, in the middle of a batch.
    static func event(
        _ kind: EventKind, _ field: Int32, _ words: Event.Words, _ flags: EventFlags = .none
    ) -> Event {
        Event(
            kind: kind, flags: flags, instrument: InstrumentID(0), field: field,
            input: InputSequence(0), received: .never, words: words)
    }

    @Test("what does not fit makes the state forget all, and is counted")
    func misfits() {
        let plain = PlainPair.real()
        var other = plain.pair
        other.binStep = 80
        var outside = plain.pair
        outside.activeBin = 465_920
        let some = Event.Words(1, 2, 3, 4)
        let cases: [(EventKind, Int32, Event.Words)] = [
            (.poolNumbers, 55, some), (.poolNumbers, -1, some), (.poolNumbers, .max, some),
            (.poolNumbers, .min, some), (.poolNumbers, 0, Event.Words()),
            (.poolNumbers, 0, other.terms), (.poolNumbers, 1, outside.standing),
            (.poolNumbers, 2, Event.Words(2)), (.tickArray, 0, Event.Words(3)),
            (.tickArray, 6_656, Event.Words(1)), (.tickArray, .min, Event.Words(1)),
            (.bin, 70, some), (.bin, .min, some), (.bin, .max, some), (.bin, -465_921, some),
        ]
        for (kind, field, words) in cases {
            var state = plain.state()
            state.apply(Self.event(kind, field, words))
            #expect(state.misfits == 1 && !state.isKnown, "\(kind) \(field)")
            #expect(DLMMFacts(state) == DLMMFacts(DLMMState()))
        }
        var state = DLMMState()
        for (kind, field) in [(.bin, 15), (.tickArray, 0)] as [(EventKind, Int32)] {
            state.apply(Self.event(kind, field, Event.Words(1)))
        }
        #expect(state.misfits == 2)
        // Ones that other kinds of pools have.
        for kind in [EventKind.pool, .tick, .orders, .level, .clock] {
            state.apply(Self.event(kind, 1, some))
        }
        #expect(state.misfits == 2)
    }

    @Test("a bin where no price exists, and one array too many, do not fit")
    func room() {
        var state = PlainPair(step: 400).state()
        let end: Int32 = 6_655
        state.apply(Self.event(.tickArray, end, Event.Words(1)))
        state.apply(Self.event(.bin, end * 70, Event.Words()))
        #expect(state.misfits == 0)
        state.apply(Self.event(.bin, end * 70, Event.Words(1)))
        #expect(state.misfits == 1)
        state = PlainPair(step: 400).state()
        for index in Int32(0)..<16 { state.apply(Self.event(.tickArray, index, Event.Words(1))) }
        state.apply(Self.event(.tickArray, 3, Event.Words(0)))
        state.apply(Self.event(.tickArray, 20, Event.Words(1)))
        #expect(state.misfits == 0)
        state.apply(Self.event(.tickArray, 21, Event.Words(1)))
        #expect(state.misfits == 1)
    }

    @Test("random events never trap, nor do swaps on what they leave")
    func random() {
        var seeded = Seeded(state: 5)
        var state = DLMMState(capacity: 3)
        var copy = DLMMState(capacity: 3)
        let plain = PlainPair.real().pair
        let kinds: [EventKind] = [.poolNumbers, .poolNumbers, .tickArray, .bin, .bin, .pool]
        var known = 0
        for round in 0..<60_000 {
            var event = Self.event(
                kinds[Int(seeded.below(6))], Int32(seeded.below(60)),
                Event.Words(seeded.next(), seeded.next(), seeded.next(), seeded.next()))
            if seeded.below(20) == 0 { event.field = Int32(truncatingIfNeeded: seeded.next()) }
            if event.kind == .tickArray {
                event.words = Event.Words(seeded.below(4))
                event.field = Int32(seeded.below(3))
            }
            if event.kind == .poolNumbers && seeded.below(3) != 0 {
                event.field = Int32(seeded.below(3))
                event.words =
                    [plain.terms, plain.standing, Event.Words(1)][Int(event.field)]
                let flip: UInt64 = 1 << seeded.below(64)
                if seeded.below(2) == 0 { event.words.w1 ^= flip }
            }
            event.flags = EventFlags(bits: UInt8(seeded.below(16)))
            if round % 100 != 0 { event.flags = event.flags.contains(.asks) ? .asks : .none }
            state.apply(event)
            if state.isKnown { known += 1 }
            let time = ChainTime(slot: seeded.next(), seconds: seeded.next() >> seeded.below(64))
            let amount = seeded.next() >> seeded.below(64)
            for direction in [SwapDirection.aToB, .bToA] {
                _ = state.spot(direction, at: time)
                var cursor = state.stretchCursor(direction, at: time)
                while state.nextStretch(&cursor) != nil {}
                _ = try? state.trade(direction, .exactOut(Atoms(amount)), at: time)
                copy.copy(from: state)
                _ = try? copy.settle(direction, .exactIn(Atoms(amount)), at: time)
            }
        }
        #expect(known > 1_000 && state.misfits > 1_000)
    }
}
