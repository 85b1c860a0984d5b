import Markets
import Numbers
import Testing

@testable import Pools

@Suite("Raydium CLMM events")
struct CLMMEventTests {
    private func event(
        _ kind: EventKind, _ field: Int32, _ words: Event.Words, flags: EventFlags = .none
    ) -> Event {
        Event(
            kind: kind, flags: flags, instrument: InstrumentID(0), field: field,
            input: InputSequence(0), received: .never, words: words)
    }

    @Test("what does not fit makes the state forget, and is counted")
    func misfits() {
        let bad = [
            event(.poolNumbers, 0, Event.Words(0)), event(.poolNumbers, 0, Event.Words(11)),
            event(.poolNumbers, 0, Event.Words(10 | 3 << 16)),
            event(.poolNumbers, 2, Event.Words(1_000_000)),
            event(.poolNumbers, 2, Event.Words(1, 600_000, 400_001)),
            event(.poolNumbers, 3, Event.Words(3, 1, 1, 1)),
            event(.poolNumbers, 4, Event.Words(1)), event(.poolNumbers, 6, Event.Words(0)),
            event(.poolNumbers, 7, Event.Words()), event(.poolNumbers, 68, Event.Words()),
            event(.poolNumbers, -1, Event.Words()), event(.pool, 5, Event.Words(0, 1)),
            event(.tickArray, 10, Event.Words(1)), event(.tickArray, 0, Event.Words(3)),
            event(.tick, 1, Event.Words(0, 0, 1)), event(.tick, 600, Event.Words(0, 0, 1)),
            event(.tick, 10, Event.Words(0, 0, 3)), event(.tick, 10, Event.Words(0, 0, 2)),
        ]
        for (index, event) in bad.enumerated() {
            var state = CLMMScript.exampleB.state()
            state.apply(event)
            #expect(state.misfits == 1 && !state.isKnown, "event \(index)")
        }
    }

    @Test("a state without room for an array forgets")
    func room() {
        var state = CLMMState(capacity: 1)
        for event in CLMMScript.exampleB.events() { state.apply(event) }
        #expect(state.misfits > 0 && !state.isKnown)
    }

    @Test("a snapshot replaces all that was known; a closed array is no longer used")
    func snapshot() throws {
        var state = CLMMScript.exampleB.state()
        state.apply(event(.tickArray, 0, Event.Words(2)))
        #expect(throws: CLMMError.invalidFirstTickArrayAccount) {
            try state.quote(.bToA, .exactIn(Atoms(1_000_000)))
        }
        state.apply(event(.clock, 0, Event.Words(), flags: .snapshot | .first))
        #expect(!state.isKnown && state.misfits == 0)
        #expect(throws: PoolRefusal.self) {
            try state.trade(.aToB, .exactIn(Atoms(1_000_000)), at: .late)
        }
    }

    @Test("random events never trap, nor does what is asked between them", arguments: 1...4)
    func anything(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 1_000)
        var state = CLMMState(capacity: 4)
        var script = random.pool()
        var events: [Event] = []
        var answered = 0
        for round in 0..<6_000 {
            if round % 10 == 0 {
                script = random.pool()
                random.modernise(&script)
                events = script.events()
                for event in events { state.apply(event) }
            }
            var event = events.randomElement(using: &random)!
            switch Int.random(in: 0..<4, using: &random) {
            case 0: event.words.w0 = random.next() >> UInt64.random(in: 0..<64, using: &random)
            case 1: event.words.w3 = random.next() >> UInt64.random(in: 0..<64, using: &random)
            case 2: event.field &+= Int32.random(in: -99...99, using: &random)
            default:
                event.kind = [.pool, .tick, .tickArray, .poolNumbers, .bin].randomElement(
                    using: &random)!
            }
            if event.kind == .pool && Bool.random(using: &random) {
                event.words.w2 = random.next()
                event.words.w3 = random.next() >> UInt64.random(in: 0..<64, using: &random)
            }
            state.apply(event)
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let count = random.amount(bits: 64)
            let amount: SwapAmount =
                Bool.random(using: &random) ? .exactIn(Atoms(count)) : .exactOut(Atoms(count))
            let time = ChainTime(slot: 0, seconds: random.next() >> 30)
            if (try? state.settle(direction, amount, at: time)) != nil { answered += 1 }
            var cursor = state.stretchCursor(direction, at: time)
            var steps = 0
            while steps < 50, state.nextStretch(&cursor) != nil { steps += 1 }
            _ = state.spot(direction, at: time)
        }
        #expect(answered > 50)
        #expect(state.misfits > 50)
    }
}

@Suite("Raydium CLMM stretches")
struct CLMMStretchTests {
    @Test("the walk passes each tick once, with the liquidity between")
    func stretches() throws {
        let state = CLMMScript.exampleB.state()
        var cursor = state.stretchCursor(.bToA, at: .late)
        let stretches = [
            state.nextStretch(&cursor), state.nextStretch(&cursor), state.nextStretch(&cursor),
        ]
        let first = try #require(stretches[0])
        #expect(first.from == 1 && first.depth == 1_000_000_000_000)
        #expect(first.inputKept == 0.9975 && first.outputKept == 1)
        #expect(abs(first.to - 1.003_004_35) < 1e-8)
        let second = try #require(stretches[1])
        #expect(second.from == first.to && second.depth == 600_000_000_000)
        #expect(stretches[2] == nil)
        let now = state.spot(.aToB, at: .late)
        let early = state.spot(.aToB, at: ChainTime(slot: 0, seconds: 0))
        let spot = try #require(now)
        #expect(spot.from == 1 && spot.to == 1 && spot.depth == 0 && spot.inputKept == 0.9975)
        #expect(early == nil)
    }

    @Test("what the stretches promise is what a swap gives", arguments: 1...4)
    func promises(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 1_100)
        var compared = 0
        for _ in 0..<200 {
            var script = random.pool()
            if Bool.random(using: &random) { random.modernise(&script) }
            let state = script.state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            var cursor = state.stretchCursor(direction, at: .late)
            var paid = 0.0
            var received = 0.0
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                guard let stretch = state.nextStretch(&cursor) else { break }
                let (input, output) = Self.amounts(stretch, direction)
                paid += input / stretch.inputKept
                received += output * stretch.outputKept
            }
            guard paid > 1e6, paid < 1e17, received > 1e6,
                let trade = try? state.trade(
                    direction, .exactIn(Atoms(UInt64(paid))), at: .late)
            else { continue }
            compared += 1
            let error = abs(Double(trade.amountOut.count) - received)
            // An atom of the input may be worth many of the output.
            let atoms = 20 + 20 * received / paid
            #expect(error < atoms + received * 1e-6, "\(trade.amountOut) for \(received)")
        }
        #expect(compared > 20)
    }

    /// What a stretch takes and gives, before fees.
    private static func amounts(
        _ stretch: PoolStretch, _ direction: SwapDirection
    ) -> (input: Double, output: Double) {
        if stretch.from == stretch.to {
            let price = stretch.from * stretch.from
            return (direction.isDown ? stretch.depth / price : stretch.depth * price, stretch.depth)
        }
        let a = stretch.depth * abs(1 / stretch.from - 1 / stretch.to)
        let b = stretch.depth * abs(stretch.from - stretch.to)
        return direction.isDown ? (a, b) : (b, a)
    }
}
