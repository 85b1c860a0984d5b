import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Dynamic AMM state from events")
struct DynamicAMMStateTests {
    /// Both directions, priced, walked and settled: for what must never trap.
    static func exercise(_ state: inout DynamicAMMState, _ seeded: inout Seeded) {
        let time = ChainTime(slot: seeded.next(), seconds: Seeded.dynamicNow + seeded.below(9_000))
        let direction = seeded.dynamicDirection()
        _ = state.spot(direction, at: time)
        var cursor = state.stretchCursor(direction, at: time)
        var count = 0
        while state.nextStretch(&cursor) != nil { count += 1 }
        #expect(count <= 96)
        let amount: SwapAmount =
            seeded.below(2) == 0
            ? .exactIn(Atoms(seeded.dynamicSize(64))) : .exactOut(Atoms(seeded.dynamicSize(64)))
        _ = try? state.trade(direction, amount, at: time)
        _ = try? state.settle(direction, amount, at: time)
    }

    static func event(_ kind: EventKind, _ field: Int32, _ words: Event.Words) -> Event {
        Event(
            kind: kind, flags: .none, instrument: InstrumentID(3), field: field,
            input: InputSequence(1), received: .never, words: words)
    }

    @Test("the sum of the changes is the accounts as they are")
    func sums() throws {
        var seeded = Seeded(state: 67)
        for _ in 0..<150 {
            var plain = seeded.dynamicAMM()
            var diff = DynamicAMMFeed.diff()
            var state = DynamicAMMState()
            for (account, written) in plain.accounts {
                try DynamicAMMFeed.read(account, written, &diff)
            }
            #expect(DynamicAMMFeed.drain(&diff, into: &state) == (plain.depeg == 0 ? 7 : 8))
            for _ in 0..<8 {
                change(&plain, &seeded)
                for (account, written) in shuffled(plain.accounts, &seeded) {
                    try DynamicAMMFeed.read(account, written, &diff)
                    if seeded.below(3) == 0 { DynamicAMMFeed.drain(&diff, into: &state) }
                }
                DynamicAMMFeed.drain(&diff, into: &state)
                #expect(state.told == (try plain.state()).told)
            }
            // What was told already is not told again.
            for (account, written) in plain.accounts {
                try DynamicAMMFeed.read(account, written, &diff)
            }
            let owes = diff.hasNext
            #expect(!owes && state.misfits == 0)
        }
    }

    /// In any order, but with the pool's own account first: a stake pool's needs it.
    private func shuffled(
        _ accounts: [(PoolAccount, WrittenAccount)], _ seeded: inout Seeded
    ) -> [(PoolAccount, WrittenAccount)] {
        var rest = Array(accounts.dropFirst())
        for place in rest.indices { rest.swapAt(place, Int(seeded.below(UInt64(rest.count)))) }
        return [accounts[0]] + rest
    }

    private func change(_ plain: inout PlainDynamicAMM, _ seeded: inout Seeded) {
        switch seeded.below(8) {
        case 0: plain.a.total = seeded.dynamicSize(50)
        case 1: plain.b.supply = seeded.dynamicSize(50)
        case 2: plain.a.shares = seeded.dynamicSize(50)
        case 3: plain.b.balance = seeded.dynamicSize(50)
        case 4: plain.a.takesDeposits.toggle()
        case 5: plain.fees[0] = seeded.below(1_000)
        case 6: plain.virtualPrice = plain.isStable ? seeded.dynamicSize(30) : 0
        default: plain.b.locked = seeded.dynamicSize(30)
        }
    }

    @Test("a state is known once every account is, and a snapshot forgets all")
    func knowing() throws {
        let plain = DynamicAMMSwapTests.staked
        var diff = DynamicAMMFeed.diff()
        var state = DynamicAMMState()
        let accounts = plain.accounts
        for (index, (account, written)) in accounts.enumerated() {
            #expect(!state.isKnown)
            try DynamicAMMFeed.read(account, written, &diff)
            DynamicAMMFeed.drain(&diff, into: &state)
            #expect(state.isKnown == (index == accounts.count - 1))
        }
        diff.beginSnapshot()
        try DynamicAMMFeed.read(accounts[0].0, accounts[0].1, &diff)
        DynamicAMMFeed.drain(&diff, into: &state)
        #expect(!state.isKnown && state.sideA.total == 0)
        let empty = state
        #expect(throws: PoolRefusal.self) {
            try empty.trade(.aToB, .exactIn(Atoms(1)), at: DynamicAMMSwapTests.now)
        }
    }

    @Test("an event that fits no such pool makes the state forget everything")
    func misfits() throws {
        let plain = DynamicAMMSwapTests.staked
        let strangers = [
            Self.event(.poolNumbers, 8, Event.Words()), Self.event(.poolNumbers, -1, Event.Words()),
            Self.event(.poolNumbers, 1, Event.Words(32)),
            // A stake pool without the stable curve.
            Self.event(.poolNumbers, 1, Event.Words(1 | 1 << 3)),
            Self.event(.poolNumbers, 5, Event.Words(1, 1, 1, 16)),
            Self.event(.tick, 0, Event.Words()), Self.event(.bin, 0, Event.Words()),
            Self.event(.pool, 0, Event.Words()), Self.event(.orders, 0, Event.Words()),
        ]
        for event in strangers {
            var state = try plain.state()
            state.apply(event)
            #expect(!state.isKnown && state.misfits == 1)
        }
        var state = try plain.state()
        state.apply(Self.event(.clock, 0, Event.Words()))
        state.apply(Self.event(.status, 0, Event.Words()))
        #expect(state.isKnown && state.misfits == 0)
        var copy = DynamicAMMState()
        copy.copy(from: state)
        #expect(copy.told == state.told)
    }

    @Test("random events never trap")
    func randomEvents() throws {
        var seeded = Seeded(state: 68)
        var state = DynamicAMMState()
        for round in 0..<20_000 {
            if round % 16 == 0 { state = try seeded.dynamicAMM().state() }
            var words = Event.Words(
                seeded.dynamicSize(64), seeded.dynamicSize(64), seeded.dynamicSize(64),
                seeded.dynamicSize(64))
            let field = Int32(seeded.below(9))
            if field == 1 { words.w0 &= 31 }
            if field == 5 || field == 6 { words.w3 = 15 }
            state.apply(Self.event(.poolNumbers, field, words))
            Self.exercise(&state, &seeded)
        }
    }

    @Test("random and damaged accounts never trap")
    func randomAccounts() throws {
        var seeded = Seeded(state: 69)
        for _ in 0..<1_000 {
            var plain = seeded.dynamicAMM()
            if seeded.below(2) == 0 { plain.isStable = true }
            var diff = DynamicAMMFeed.diff()
            for (account, written) in plain.accounts {
                var damaged = written
                for _ in 0..<seeded.below(4) {
                    let place = seeded.below(UInt64(min(damaged.bytes.count, 1_300)))
                    damaged.bytes[Int(place)] = UInt8(truncatingIfNeeded: seeded.next())
                }
                if seeded.below(20) == 0 {
                    damaged.bytes.removeLast(Int(seeded.below(UInt64(damaged.bytes.count + 1))))
                }
                if seeded.below(20) == 0 {
                    damaged.bytes = (0..<seeded.below(2_000)).map { _ in UInt8(seeded.below(256)) }
                }
                try? DynamicAMMFeed.read(account, damaged, &diff)
                _ = try? damaged.decode(DynamicAMMLayout.inspect(_:owner:))
            }
            var state = DynamicAMMState()
            DynamicAMMFeed.drain(&diff, into: &state)
            for _ in 0..<4 { Self.exercise(&state, &seeded) }
        }
    }
}
