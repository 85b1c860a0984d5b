import Markets
import Numbers
import Testing

@testable import Pools

/// The synthetic pool of the reference, example C.
func examplePool() -> [Event] {
    var script = Script()
    script.fee(3_000, 300, spacing: 64)
    script.pool(1 << 64, 1_000_000_000_000, 0)
    for start: Int32 in [-11_264, -5_632, 0, 5_632] { script.array(start, .present) }
    script.tick(64, 400_000_000_000)
    script.tick(128, -250_000_000_000)
    script.tick(640, -1_150_000_000_000)
    script.tick(-64, -200_000_000_000)
    script.tick(-640, 1_200_000_000_000)
    return script.events
}

func loaded(_ events: [Event]) -> WhirlpoolState {
    var state = WhirlpoolState()
    for event in events { state.apply(event) }
    return state
}

@Suite("The Whirlpool state")
struct WhirlpoolStateTests {
    @Test("the published swaps of the synthetic pool")
    func published() throws {
        let state = loaded(examplePool())
        let rise = try state.quote(.bToA, .exactIn(Atoms(5_000_000_000)))
        #expect(rise.amountOut.count == 4_961_166_959 && rise.fee.count == 15_000_001)
        #expect(rise.sqrtPrice.bits == 18_529_319_421_253_165_486 && rise.tick.count == 89)
        let fall = try state.quote(.aToB, .exactIn(Atoms(9_000_000_000)))
        #expect(fall.amountOut.count == 8_898_635_929 && fall.tick.count == -160)
        let out = try state.quote(.bToA, .exactOut(Atoms(4_000_000_000)))
        #expect(out.amountIn.count == 4_027_960_820 && out.protocolFee.count == 362_515)
        let limit = SqrtPrice(bits: 18_539_204_128_674_405_812)
        let part = try state.quote(.bToA, .exactIn(Atoms(10_000_000_000)), limit: limit)
        #expect(part.amountIn.count == 5_752_448_836 && part.sqrtPrice == limit)
        #expect(part.tick.count == 100 && part.lpFee.count == 17_257_348 - 517_719)
        #expect(throws: SwapError.tickArraySequenceInvalidIndex) {
            try state.quote(.bToA, .exactIn(Atoms(60_000_000_000)))
        }
    }

    @Test("a swap moves the pool to where its quote ends; two swaps are two quotes")
    func swap() throws {
        var state = loaded(examplePool())
        let quoted = try state.quote(.aToB, .exactIn(Atoms(9_000_000_000)))
        let done = try state.swap(.aToB, .exactIn(Atoms(9_000_000_000)))
        #expect(done == quoted)
        #expect(state.sqrtPrice == quoted.sqrtPrice && state.tick == quoted.tick)
        #expect(state.liquidity == quoted.liquidity)
        var events = examplePool()
        events[1] = .pool(
            sqrtPrice: quoted.sqrtPrice, liquidity: quoted.liquidity, tick: quoted.tick,
            flags: .none, instrument: InstrumentID(3), slot: Slot(2), input: InputSequence(2),
            received: .never)
        let fresh = loaded(events)
        #expect(
            try state.quote(.bToA, .exactIn(Atoms(123_456_789)))
                == fresh.quote(.bToA, .exactIn(Atoms(123_456_789))))
    }

    @Test("a refused swap leaves the pool where it was")
    func refusedSwap() {
        var state = loaded(examplePool())
        #expect(throws: SwapError.tickArraySequenceInvalidIndex) {
            try state.swap(.bToA, .exactIn(Atoms(60_000_000_000)))
        }
        #expect(Facts(state) == Facts(loaded(examplePool())))
    }

    @Test("a copy is equal and independent")
    func copy() throws {
        let original = loaded(examplePool())
        var copy = WhirlpoolState()
        copy.copy(from: original)
        #expect(Facts(copy) == Facts(original))
        try copy.swap(.aToB, .exactIn(Atoms(9_000_000_000)))
        var script = Script()
        script.tick(-64, 5)
        copy.apply(script.events[0])
        #expect(Facts(copy) != Facts(original))
        #expect(Facts(original) == Facts(loaded(examplePool())))
    }

    @Test("an unknown pool has no price")
    func unknown() {
        let state = WhirlpoolState()
        for direction in SwapDirection.allCases {
            #expect(throws: SwapError.invalidTickArraySequence) {
                try state.quote(direction, .exactIn(Atoms(1)))
            }
        }
        #expect(state.isKnown == false)
    }

    @Test("the checks before a swap, in the program's order")
    func checks() {
        let state = loaded(examplePool())
        func error(_ amount: UInt64, _ limit: UInt128) -> SwapError? {
            do throws(SwapError) {
                _ = try state.quote(.aToB, .exactIn(Atoms(amount)), limit: SqrtPrice(bits: limit))
                return nil
            } catch {
                return error
            }
        }
        #expect(error(0, 1) == .sqrtPriceOutOfBounds)
        #expect(error(0, 1 << 64) == .invalidSqrtPriceLimitDirection)
        #expect(error(0, 1 << 63) == .zeroTradableAmount)
        #expect(error(1, 1 << 63) == nil)
    }

    @Test("an event that does not fit makes the state forget, until the next snapshot")
    func misfits() {
        var cases: [Script] = []
        func add(_ build: (inout Script) -> Void) {
            var script = Script()
            build(&script)
            cases.append(script)
        }
        add { $0.tick(65, 1) }
        add { $0.tick(443_700, 1) }
        add { $0.tick(64 * 88 * 3, 1) }
        add { $0.array(1, .present) }
        add { $0.array(64 * 88 * 100, .present) }
        add { $0.pool(1, 1, 0) }
        add { $0.pool(1 << 64, 1, 1) }
        for number: Int32 in 5...9 { add { $0.array(5_632 * (number - 3), .uninitialised) } }
        var state = WhirlpoolState()
        for script in cases.prefix(7) {
            let before = state.misfits
            for event in examplePool() + script.events { state.apply(event) }
            #expect(state.misfits == before + 1)
            #expect(state.isKnown == false)
            for event in examplePool() { state.apply(event) }
            #expect(Facts(state) == Facts(loaded(examplePool())))
        }
        // Four arrays of eight are known; the fifth new one has no room.
        for script in cases.dropFirst(7) { for event in script.events { state.apply(event) } }
        #expect(state.isKnown == false)
    }

    @Test("segments are the stretches that one swap may use, and stop where it stops")
    func segments() {
        let state = loaded(examplePool())
        func walk(_ direction: SwapDirection) -> [PoolSegment] {
            var cursor = state.segmentCursor(direction)
            var found: [PoolSegment] = []
            while let segment = state.nextSegment(&cursor) { found.append(segment) }
            #expect(state.nextSegment(&cursor) == nil)
            return found
        }
        func price(_ tick: Int32) -> SqrtPrice { TickMath.sqrtPrice(at: TickIndex(tick)) }
        #expect(
            walk(.bToA) == [
                PoolSegment(liquidity: 1_000_000_000_000, from: price(0), to: price(64)),
                PoolSegment(liquidity: 1_400_000_000_000, from: price(64), to: price(128)),
                PoolSegment(liquidity: 1_150_000_000_000, from: price(128), to: price(640)),
                // Two arrays up are known; the third isn't.
                PoolSegment(liquidity: 0, from: price(640), to: price(11_263)),
            ])
        #expect(
            walk(.aToB) == [
                PoolSegment(liquidity: 1_000_000_000_000, from: price(0), to: price(-64)),
                PoolSegment(liquidity: 1_200_000_000_000, from: price(-64), to: price(-640)),
                PoolSegment(liquidity: 0, from: price(-640), to: price(-11_264)),
            ])
    }
}
