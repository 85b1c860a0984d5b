import Markets
import Numbers
import Pools
import Testing
import Trading

/// A seeded stream of everything that can come: books, pools, gaps, silence, commands.
struct Stream {
    var chance: Chance
    var time: UInt64 = 1_000
    var input: UInt64 = 0

    init(seed: UInt64) { chance = Chance(state: seed) }

    mutating func next() -> [Event] {
        time += chance.below(900)
        input += 1
        switch chance.below(40) {
        case 0:
            return [status(.quarantined, InstrumentID(UInt16(chance.below(2))), received: time)]
        case 1:
            return [status(.disconnected, InstrumentID(UInt16(chance.below(2))), received: time)]
        case 2:
            time += chance.below(60_000)
            return [clock(time, input: input)]
        case 3...7: return [status(.live, InstrumentID(UInt16(chance.below(2))), received: time)]
        case 8...12: return snapshot()
        case 13...18: return pool()
        case 19: return [clock(time, input: input)]
        case 20: return [.stamps(time, input)]
        default: return diff()
        }
    }

    private mutating func snapshot() -> [Event] {
        let middle = 92 + Int64(chance.below(16))
        return levels(
            (1...5).flatMap { step -> [(Side, Int64, UInt64)] in
                [
                    (.ask, middle + step, 100 + chance.below(800)),
                    (.bid, middle - step, 100 + chance.below(800)),
                ]
            }, snapshot: true, input: input, received: time)
    }

    private mutating func diff() -> [Event] {
        let side: Side = chance.below(2) == 0 ? .ask : .bid
        let price = 85 + Int64(chance.below(30))
        return levels(
            [(side, price, chance.below(3) == 0 ? 0 : chance.below(900) + 1)], snapshot: false,
            input: input, received: time)
    }

    private mutating func pool() -> [Event] {
        DeskWorld.pool(
            root: 9 + chance.below(2), tenths: chance.below(2) * 9, input: input, received: time)
    }
}

extension Event {
    static func stamps(_ time: UInt64, _ input: UInt64) -> Event {
        Event(
            kind: .stamps, flags: .first | .last, instrument: poolID,
            input: InputSequence(input), received: Instant(nanosecondsSinceBoot: time),
            words: Words(time, time))
    }
}

/// Whether an instrument may be traded, by the rules' own words, kept apart from the code.
struct PlainContinuity {
    var isLive = false
    var hasSnapshot = false
    var heard: UInt64 = 0
}

@Suite("Streams of events")
struct StreamTests {
    private func run(seed: UInt64, count: Int) throws -> [Decision] {
        var world = DeskWorld(try DeskWorld.settings(lotsMax: 300))
        var stream = Stream(seed: seed)
        for _ in 0..<count { world.run(stream.next()) }
        return world.decisions
    }

    @Test("the same events give the same decisions, byte for byte")
    func replay() throws {
        let first = try run(seed: 42, count: 3_000)
        let second = try run(seed: 42, count: 3_000)
        #expect(first.count > 200 && first.count == second.count)
        let same = first.withUnsafeBytes { a in
            second.withUnsafeBytes { b in a.elementsEqual(b) }
        }
        #expect(same)
        let other = try run(seed: 43, count: 3_000)
        #expect(other != first)
    }

    @Test("decisions count on without a gap, and measured stamps change none of them")
    func stamps() throws {
        let decisions = try run(seed: 7, count: 2_000)
        let sequences = decisions.map(\.sequence)
        // Eight entries of the opening deposits come before.
        #expect(sequences == Array(9..<UInt64(9 + decisions.count)))
        var world = DeskWorld(try DeskWorld.settings(lotsMax: 300))
        var stream = Stream(seed: 7)
        for step in 0..<2_000 {
            let events = stream.next()
            world.run(events.filter { $0.kind != .stamps })
            world.run([.stamps(UInt64(step) * 977, 0)])
        }
        #expect(world.decisions == decisions)
    }

    @Test(
        "whatever comes, the ledger sums to nothing and rebuilds from its entries",
        arguments: 1...10 as ClosedRange<UInt64>)
    func ledger(seed: UInt64) throws {
        var settings = try DeskWorld.settings(lotsMax: 300)
        settings.bookLatency = Nanoseconds(seed * 700)
        settings.poolLatency = Nanoseconds(seed * 1_100)
        var desk = PaperDesk(settings)
        var stage = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        var stream = Stream(seed: seed)
        var decisions: [Decision] = []
        desk.deposit(400_000, of: cash, at: exchange, moment: .never)
        desk.deposit(2_000, of: base, at: exchange, moment: .never)
        desk.deposit(2_000, of: base, at: wallet, moment: .never)
        desk.deposit(200_000, of: stable, at: wallet, moment: .never)
        for _ in 0..<3_000 {
            for event in stream.next() {
                let found = stage.apply(event)
                desk.step(event)
                for index in 0..<found { desk.step(stage.opportunity(index).event) }
                for index in 0..<desk.decisionCount { decisions.append(desk.decision(index)) }
                desk.removeDecisions()
            }
            let sound = desk.checkInvariants()
            guard sound else {
                Issue.record("seed \(seed): an asset doesn't sum to 0, or an inventory is below it")
                return
            }
        }
        let entries = decisions.compactMap { LedgerEntry($0) }
        var audit = LedgerAudit(assets: 3, venues: 2)
        for entry in entries { audit.take(entry) }
        var twin = Ledger(assets: 3, venues: 2)
        try twin.rebuild(from: audit)
        let (ours, theirs) = (desk.ledger.hash, twin.hash)
        #expect(ours == theirs && entries.count > 8)
        // Orders, fills and settlements belong together.
        let accepted = decisions.filter { $0.kind == .accepted }.map(\.order)
        let settled = decisions.filter { $0.kind == .settled }.map(\.order)
        let fills = decisions.filter { $0.kind == .filled }.map(\.order)
        #expect(accepted == Array(1..<UInt32(accepted.count + 1)))
        #expect(Set(settled).isSubset(of: Set(accepted)) && accepted.count - settled.count <= 1)
        for order in settled { #expect(fills.filter { $0 == order }.count == 2) }
        for settlement in decisions.compactMap({ Settlement($0) }) {
            // The profit that is booked is what the legs moved, no more.
            #expect(
                settlement.profit <= settlement.cash + settlement.poolQuote,
                "seed \(seed): \(settlement)")
        }
    }

    @Test(
        "no opportunity and no order ever uses a quarantined or silent market",
        arguments: 1...10 as ClosedRange<UInt64>)
    func continuity(seed: UInt64) throws {
        let settings = try DeskWorld.settings(lotsMax: 300)
        var world = DeskWorld(settings)
        var stream = Stream(seed: seed)
        var plain = [PlainContinuity(), PlainContinuity()]
        let silenceMax: [UInt64] = [10_000, 50_000]
        var orders = 0
        for _ in 0..<3_000 {
            let events = stream.next()
            for event in events where event.instrument.index < 2 && event.kind != .stamps {
                let index = Int(event.instrument.index)
                plain[index].heard = event.received.nanosecondsSinceBoot
                if event.kind == .status {
                    plain[index].isLive = event.field == Status.live.rawValue
                    if !plain[index].isLive { plain[index].hasSnapshot = false }
                } else if event.flags.contains(.snapshot | .last) {
                    plain[index].hasSnapshot = true
                }
            }
            let before = world.decisions.count
            // To the desk comes an opportunity after every batch, wanted or not.
            world.run(events)
            world.opportunity(
                stream.input % 2 == 0 ? .bookToPool : .poolToBook, input: stream.input,
                received: stream.time)
            let added = world.decisions[before...]
            let accepted = added.compactMap { Acceptance($0) }
            guard !accepted.isEmpty else { continue }
            orders += accepted.count
            for (state, limit) in zip(plain, silenceMax) {
                #expect(
                    state.isLive && state.hasSnapshot && stream.time - state.heard <= limit,
                    "seed \(seed) at \(stream.time)")
            }
        }
        #expect(orders > 0)
    }

    @Test(
        "events of any content crash nothing and never unbalance the ledger",
        arguments: 1...6 as ClosedRange<UInt64>)
    func anything(seed: UInt64) throws {
        var world = DeskWorld(try DeskWorld.settings(edgeMin: .min, lotsMax: 300))
        var chance = Chance(state: seed)
        var stream = Stream(seed: seed)
        for _ in 0..<4_000 {
            var events = stream.next()
            let index = Int(chance.below(UInt64(events.count)))
            let wild = chance.next() >> chance.below(64)
            switch chance.below(12) {
            case 0: events[index].words.w0 = wild
            case 1: events[index].words.w1 = wild
            case 2: events[index].words.w2 = wild
            case 3: events[index].words.w3 = wild
            case 4: events[index].field = Int32(truncatingIfNeeded: wild)
            case 5: events[index].instrument = InstrumentID(UInt16(truncatingIfNeeded: wild))
            case 6: events[index].flags = EventFlags(bits: UInt8(truncatingIfNeeded: wild))
            // All kinds but the last, a command: a kill would end the test.
            case 7: events[index].kind = EventKind.allCases[Int(chance.below(11))]
            case 8: events[index].sequence = wild
            case 9: events.remove(at: index)
            default: break
            }
            world.run(events)
            world.opportunity(
                chance.below(2) == 0 ? .bookToPool : .poolToBook, received: stream.time)
            let sound = world.desk.checkInvariants()
            guard sound else {
                Issue.record("seed \(seed)")
                return
            }
        }
        world.opportunity(received: .max)
        world.opportunity(received: 1 << 63)
        world.feed([clock(.max)])
        let sound = world.desk.checkInvariants()
        #expect(sound && !world.acceptances.isEmpty)
    }

    @Test("a desk resumes with the money it had, and its numbers count on")
    func resume() throws {
        let settings = try DeskWorld.settings(lotsMax: 300)
        var world = DeskWorld(settings)
        // DeskWorld drops the deposits' records; here they are part of the story.
        world.desk = PaperDesk(settings)
        world.desk.deposit(1_000_000, of: cash, at: exchange, moment: .never)
        world.desk.deposit(5_000, of: base, at: wallet, moment: .never)
        world.desk.deposit(90_000, of: stable, at: wallet, moment: .never)
        world.collect()
        var stream = Stream(seed: 3)
        for _ in 0..<1_000 { world.run(stream.next()) }
        var desk = PaperDesk(settings)
        try desk.resume(from: past(world.decisions))
        let sound = desk.checkInvariants()
        #expect(sound)
        for asset in [base, cash, stable] {
            for venue in [exchange, wallet] {
                let account = Account(asset, at: venue)
                let ours = desk.ledger.balance(account)
                let theirs = world.desk.ledger.balance(account)
                #expect(ours == theirs)
            }
        }
        desk.deposit(1, of: cash, at: exchange, moment: .never)
        let next = desk.decision(0)
        #expect(next.sequence == UInt64(world.decisions.count) + 1)
        var digest = Digest()
        for decision in world.decisions { digest.add(decision) }
        let kept = world.desk.digest
        #expect(digest == kept)
        digest.add(next)
        digest.add(desk.decision(1))
        let goneOn = desk.digest
        #expect(goneOn == digest, "the digest counts on too")
        #expect(throws: LedgerFault.self) {
            var broken = PaperDesk(settings)
            try broken.resume(from: past(Array(world.decisions.dropFirst())))
        }
    }

    /// What decisions come to, for a desk of three assets and two venues.
    private func past(_ decisions: [Decision]) -> DeskPast {
        var past = DeskPast(assets: 3, venues: 2)
        for decision in decisions { past.take(decision) }
        return past
    }

    @Test("a rehearsal between events changes nothing that is found or held")
    func rehearsal() throws {
        let settings = try DeskWorld.settings(lotsMax: 300)
        var plain = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        var rehearsed = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        var stream = Stream(seed: 11)
        var all = 0
        rehearsed.rehearse()
        for _ in 0..<2_000 {
            for event in stream.next() {
                let (found, same) = (plain.apply(event), rehearsed.apply(event))
                #expect(found == same)
                for index in 0..<min(found, same) {
                    let (one, other) = (plain.opportunity(index), rehearsed.opportunity(index))
                    #expect(one.size == other.size && one.gross == other.gross)
                    #expect(one.poolQuote == other.poolQuote && one.worst == other.worst)
                    #expect(one.direction == other.direction && one.cycle == other.cycle)
                }
                all += found
                rehearsed.rehearse()
            }
        }
        #expect(all > 100)
        let (one, other) = (plain.evaluated, rehearsed.evaluated)
        #expect(one == other)
    }

    @Test("half a batch completes no opportunity")
    func halfBatch() throws {
        let settings = try DeskWorld.settings()
        var stage = PriceStage(
            settings.instruments, cycles: settings.cycles, capacity: settings.capacity)
        var counts: [Int] = []
        var events = levels(DeskWorld.asks, snapshot: true, received: 1_000)
        events += DeskWorld.pool(input: 2, received: 1_000)
        events += [status(.live, bookID, received: 1_000)]
        events += [status(.live, poolID, received: 1_000)]
        events += levels(
            [(.ask, 95, 700), (.ask, 96, 1)], snapshot: false, input: 3, received: 2_000)
        for event in events { counts.append(stage.apply(event)) }
        #expect(counts == Array(repeating: 0, count: events.count - 3) + [1, 0, 1])
        let opportunity = stage.opportunity(0)
        #expect(opportunity.direction == .bookToPool && opportunity.size == Lots(1_000))
        #expect(opportunity.input == InputSequence(3) && opportunity.cycle == 0)
        let again = try #require(Opportunity(opportunity.event))
        #expect(again.gross == opportunity.gross && again.poolQuote == opportunity.poolQuote)
        #expect(again.worst == opportunity.worst && again.pool == poolID)
    }
}
