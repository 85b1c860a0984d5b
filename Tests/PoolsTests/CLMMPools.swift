import Markets
import Numbers

@testable import Pools

/// A pool written down: what the tests load into a state.
struct CLMMScript {
    var price: UInt128 = 1 << 64
    var tick: Int32 = 0
    var liquidity: UInt128 = 1_000_000_000_000
    var spacing: UInt16 = 10
    var fee: UInt32 = 2_500
    var protocolShare: UInt32 = 0
    var fundShare: UInt32 = 0
    var hasExtension = true
    /// Net liquidity of each tick that liquidity refers to.
    var ticks: [Int32: Int128] = [:]
    /// What rests in limit orders.
    var orders: [Int32: UInt64] = [:]
    var feeSide: UInt8 = 0
    var rule = CLMMFeeRule()
    var memory = CLMMFeeMemory()
    /// Arrays that the bitmap names but that are not known.
    var hidden: Set<Int32> = []

    func state() -> CLMMState {
        var state = CLMMState(capacity: 64)
        load(into: &state)
        return state
    }

    func load(into state: inout CLMMState) {
        let known = state.misfits
        state.forget()
        for event in events() { state.apply(event) }
        precondition(state.misfits == known, "the script is of a pool that can exist")
    }

    /// The first tick of the array that holds a tick.
    func start(of tick: Int32) -> Int32 {
        let width = 60 * Int32(spacing)
        return tick - ((tick % width) + width) % width
    }

    /// The ticks that are initialised, by liquidity or by orders.
    var initialised: Set<Int32> { Set(ticks.keys).union(orders.keys) }

    /// The pool as a feed would tell it.
    func events() -> [Event] {
        func event(_ kind: EventKind, _ field: Int32, _ words: Event.Words) -> Event {
            Event(
                kind: kind, flags: .none, instrument: InstrumentID(0), field: field,
                input: InputSequence(0), received: .never, words: words)
        }
        func number(_ number: Int32, _ words: UInt64...) -> Event {
            let four = words + [0, 0, 0]
            return event(
                .poolNumbers, number, Event.Words(four[0], four[1], four[2], four[3]))
        }
        var events = [
            number(0, UInt64(spacing) | UInt64(feeSide) << 16),
            number(2, UInt64(fee), UInt64(protocolShare), UInt64(fundShare)),
            number(3, 1, 1, 1, 1), number(6, hasExtension ? 1 : 2),
        ]
        if rule.isOn {
            events.append(event(.poolNumbers, 4, rule.words))
            events.append(event(.poolNumbers, 5, memory.words))
        }
        let starts = Set(initialised.map(start))
        for group in 0..<60 {
            var words: [UInt64] = [0, 0, 0, 0]
            for start in starts {
                let bit = Int(start / (60 * Int32(spacing))) + 7_680
                guard bit / 256 == group else { continue }
                words[bit / 64 % 4] |= 1 << UInt64(bit % 64)
            }
            let four = Event.Words(words[0], words[1], words[2], words[3])
            events.append(event(.poolNumbers, Int32(8 + group), four))
        }
        events.append(
            event(
                .pool, tick,
                Event.Words(
                    price.lowWord, price.highWord, liquidity.lowWord, liquidity.highWord)))
        for start in starts.sorted() where !hidden.contains(start) {
            events.append(event(.tickArray, start, Event.Words(1)))
            for tick in initialised where self.start(of: tick) == start {
                let net = UInt128(bitPattern: ticks[tick] ?? 0)
                let kind: UInt64 = ticks[tick] == nil ? 2 : 1
                let words = Event.Words(net.lowWord, net.highWord, kind, orders[tick] ?? 0)
                events.append(event(.tick, tick, words))
            }
        }
        return events
    }

    /// The pool of the reference, example B.
    static var exampleB: CLMMScript {
        CLMMScript(ticks: [
            -400: 0, -200: 500_000_000_000, -50: 300_000_000_000, 60: -400_000_000_000,
            200: -400_000_000_000,
        ])
    }

    /// The pool of the reference, example A.
    static var exampleA: CLMMScript {
        CLMMScript(
            price: 3_651_942_632_306_380_802, tick: -32_395, liquidity: 5_124_165_121_219,
            spacing: 60, fee: 1_000, protocolShare: 120_000, fundShare: 40_000,
            ticks: [
                -32_400: -277_065_331_032, -32_460: 536_061_033_698, -32_520: 790_917_615_645,
                -32_580: 128_451_145_459, -32_640: -1_492_054_447_712,
            ])
    }
}

/// A seeded generator (SplitMix64), so that a failure can be run again.
struct CLMMRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number whose size in bits is even-handed, from 1 up.
    mutating func amount(bits: Int) -> UInt64 {
        let wanted = Int.random(in: 1...bits, using: &self)
        return max(1, next() >> UInt64(64 - wanted))
    }

    /// A pool with positions of random edges around its price.
    mutating func pool() -> CLMMScript {
        var script = CLMMScript()
        script.spacing = [1, 4, 10, 60, 120].randomElement(using: &self)!
        script.fee = [100, 500, 2_500, 10_000, 83_271].randomElement(using: &self)!
        script.protocolShare = UInt32.random(in: 0...500_000, using: &self)
        script.fundShare = UInt32.random(in: 0...500_000, using: &self)
        script.tick = Int32.random(in: -60_000...60_000, using: &self)
        let low = CLMMTickMath.bits(at: script.tick)
        let high = CLMMTickMath.bits(at: script.tick + 1)
        script.price = UInt128.random(in: low..<high, using: &self)
        script.liquidity = 0
        let spacing = Int32(script.spacing)
        let middle = script.tick / spacing * spacing
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let lower = middle - spacing * Int32.random(in: -20...200, using: &self)
            let upper = lower + spacing * Int32.random(in: 1...300, using: &self)
            let size = UInt128(amount(bits: 60))
            script.ticks[lower, default: 0] += Int128(size)
            script.ticks[upper, default: 0] -= Int128(size)
            if lower <= script.tick && script.tick < upper { script.liquidity += size }
        }
        return script
    }
}

extension CLMMRandom {
    /// Gives a pool what newer builds of the program know.
    mutating func modernise(_ script: inout CLMMScript) {
        script.feeSide = UInt8.random(in: 0...2, using: &self)
        if Bool.random(using: &self) {
            let filter = UInt16.random(in: 1...60, using: &self)
            script.rule = CLMMFeeRule(
                filterPeriod: filter, decayPeriod: filter + 600,
                reduction: UInt16.random(in: 1..<10_000, using: &self),
                control: UInt32.random(in: 1..<100_000, using: &self),
                accumulatorMax: UInt32.random(in: 10_000...300_000, using: &self))
            script.memory = CLMMFeeMemory(
                updated: 2_000_000_000 - UInt64.random(in: 0...900, using: &self),
                index: script.tick / Int32(script.spacing) + Int32.random(in: -9...9, using: &self),
                reference: UInt32.random(in: 0...90_000, using: &self),
                accumulator: UInt32.random(in: 0...300_000, using: &self))
        }
        for _ in 0..<Int.random(in: 0...4, using: &self) { order(&script) }
    }

    /// Puts a limit order to where the price may come.
    mutating func order(_ script: inout CLMMScript) {
        let spacing = Int32(script.spacing)
        let middle = script.tick / spacing * spacing
        let tick = middle + spacing * Int32.random(in: -90...90, using: &self)
        script.orders[tick, default: 0] += amount(bits: 40)
    }

    /// Changes something of a pool.
    mutating func change(_ script: inout CLMMScript) {
        switch Int.random(in: 0..<7, using: &self) {
        case 0: script.liquidity += UInt128(amount(bits: 50))
        case 1:
            script.tick += Int32.random(in: -99...99, using: &self)
            let low = CLMMTickMath.bits(at: script.tick)
            let high = CLMMTickMath.bits(at: script.tick + 1)
            script.price = UInt128.random(in: low..<high, using: &self)
        case 2: script.ticks = script.ticks.filter { _ in Int.random(in: 0..<3, using: &self) > 0 }
        case 3: order(&script)
        case 4: script.orders = script.orders.mapValues { $0 / 2 }.filter { $0.value > 0 }
        case 5: script.fee = UInt32.random(in: 1...100_000, using: &self)
        default:
            let tick = script.tick / Int32(script.spacing) * Int32(script.spacing)
            script.ticks[tick + Int32(script.spacing) * 61, default: 0] += 1
        }
    }
}

extension ChainTime {
    /// After every opening.
    static let late = ChainTime(slot: 1, seconds: 2_000_000_000)
}

extension CLMMState {
    borrowing func quote(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil
    ) throws(CLMMError) -> CLMMResult {
        try quote(direction, amount, limit: limit, at: .late)
    }

    @discardableResult mutating func swap(
        _ direction: SwapDirection, _ amount: SwapAmount, limit: SqrtPrice? = nil
    ) throws(CLMMError) -> CLMMResult {
        try swap(direction, amount, limit: limit, at: .late)
    }
}
