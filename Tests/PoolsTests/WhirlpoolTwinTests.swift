import Markets
import Numbers
import Testing

@testable import Pools

/// A seeded sequence (SplitMix64), so that a failure can be repeated.
struct Seeded {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
    mutating func bits(_ width: UInt64) -> UInt128 {
        (UInt128(next()) << 64 | UInt128(next())) >> (128 - UInt128(max(width, 1)))
    }
}

/// The events that make up a pool.
struct Script {
    var events: [Event] = []

    mutating func fee(_ rate: UInt64, _ share: UInt64, spacing: Int32) {
        events.append(
            .poolFee(
                rate: HundredthsOfBasisPoint(UInt32(rate)),
                protocolShare: BasisPoints(UInt32(share)), tickSpacing: UInt16(spacing),
                flags: .first | .snapshot, instrument: InstrumentID(3), slot: Slot(1),
                input: InputSequence(1), received: .never))
    }
    mutating func pool(_ price: UInt128, _ liquidity: UInt128, _ tick: Int32) {
        events.append(
            .pool(
                sqrtPrice: SqrtPrice(bits: price), liquidity: liquidity, tick: TickIndex(tick),
                flags: .none, instrument: InstrumentID(3), slot: Slot(1),
                input: InputSequence(1), received: .never))
    }
    mutating func array(_ start: Int32, _ presence: TickArrayPresence) {
        events.append(
            .tickArray(
                start: TickIndex(start), presence: presence, flags: .none,
                instrument: InstrumentID(3), slot: Slot(1), input: InputSequence(1),
                received: .never))
    }
    mutating func tick(_ index: Int32, _ net: Int128, initialised: Bool = true) {
        events.append(
            .tick(
                index: TickIndex(index), net: net, initialised: initialised, flags: .none,
                instrument: InstrumentID(3), slot: Slot(1), input: InputSequence(1),
                received: .never))
    }
}

/// A pool nobody would run, in both forms.
func strangePool(_ seeded: inout Seeded) -> (SlowWhirlpool, Script) {
    let spacing = Int32([1, 2, 8, 64, 128, 500][Int(seeded.below(6))])
    let reach: UInt64 = seeded.below(3) == 0 ? 440_000 : 60_000
    var tick = Int32(seeded.below(2 * reach)) - Int32(reach)
    let floor = TickMath.sqrtPrice(at: TickIndex(tick)).bits
    let roof = TickMath.sqrtPrice(at: TickIndex(tick + 1)).bits
    var price = floor + UInt128(seeded.next()) % (roof - floor)
    if seeded.below(8) == 0 { price = floor }
    let isShifted = seeded.below(8) == 0
    if isShifted { price = floor }
    let liquidity = seeded.below(10) == 0 ? 0 : seeded.bits(seeded.below(100) + 1)
    var slow = SlowWhirlpool(
        price: price, liquidity: liquidity, tick: tick, spacing: spacing,
        rate: seeded.below(60_001), share: seeded.below(2_501))
    if isShifted {
        tick -= 1
        slow.tick = tick
    }
    var script = Script()
    script.fee(slow.rate, slow.share, spacing: spacing)
    script.pool(price, liquidity, tick)
    let base = slow.start(of: tick)
    for step: Int32 in -2...3 {
        let start = base + step * 88 * spacing
        guard start <= 443_636, start > -443_636 - 88 * spacing, seeded.below(12) != 0 else {
            continue
        }
        slow.starts.insert(start)
        let isThere = seeded.below(5) != 0
        script.array(start, isThere ? .present : .uninitialised)
        guard isThere else { continue }
        for _ in 0..<seeded.below(12) {
            let index = start + Int32(seeded.below(88)) * spacing
            guard abs(index) <= 443_636 else { continue }
            let size = Int128(seeded.bits(seeded.below(90) + 1) % (liquidity / 3 + 1_000_000))
            slow.nets[index] = seeded.below(2) == 0 ? size : -size
            script.tick(index, slow.nets[index]!)
        }
    }
    return (slow, script)
}

@Suite("Whirlpool against its slow twin")
struct WhirlpoolTwinTests {
    @Test("random pools and swaps agree to the last atom and to the error", arguments: 1...8)
    func twins(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed))
        var state = WhirlpoolState()
        var succeeded = 0
        for round in 0..<60 {
            let (slow, script) = strangePool(&seeded)
            for event in script.events { state.apply(event) }
            #expect(state.misfits == 0)
            for _ in 0..<6 {
                let down = seeded.below(2) == 0
                let isInput = seeded.below(2) == 0
                let amount = UInt64(truncatingIfNeeded: seeded.bits(seeded.below(64) + 1))
                let limit = randomLimit(&seeded, slow, down)
                let wanted = Result { () throws -> SlowWhirlpool.Outcome in
                    try slow.swap(down: down, isInput: isInput, amount: amount, limit: limit)
                }.mapError { $0 as! SwapError }
                let found = ours(state, down, isInput, amount, limit)
                #expect(found == wanted, "seed \(seed), round \(round), \(down), \(isInput)")
                if case .success = wanted { succeeded += 1 }
            }
        }
        #expect(succeeded > 60)
    }

    func randomLimit(_ seeded: inout Seeded, _ pool: SlowWhirlpool, _ down: Bool) -> UInt128? {
        guard seeded.below(3) == 0 else { return nil }
        let part = pool.price / UInt128(seeded.below(5_000) + 2)
        return down ? pool.price - part : pool.price + part
    }

    func ours(
        _ state: borrowing WhirlpoolState, _ down: Bool, _ isInput: Bool, _ amount: UInt64,
        _ limit: UInt128?
    ) -> Result<SlowWhirlpool.Outcome, SwapError> {
        do throws(SwapError) {
            var record = SwapRecord(feeGrowth: 0, protocolShare: state.protocolShare)
            let fixed: SwapAmount = isInput ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
            let direction: SwapDirection = down ? .aToB : .bToA
            let limit = limit.map { SqrtPrice(bits: $0) }
            var variables = state.feeVariables
            let traced = try state.quote(
                direction, fixed, limit: limit, variables: &variables, trace: &record)
            let result = try state.quote(direction, fixed, limit: limit)
            #expect(traced == result)
            return .success(
                SlowWhirlpool.Outcome(
                    amountIn: result.amountIn.count, amountOut: result.amountOut.count,
                    fee: result.fee.count, protocolFee: result.protocolFee.count,
                    price: result.sqrtPrice.bits, tick: result.tick.count,
                    liquidity: result.liquidity, crossed: record.crossed))
        } catch {
            return .failure(error)
        }
    }
}
