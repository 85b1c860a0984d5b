import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("DAMM v2 accounts")
struct DAMMAccountTests {
    @Test("an account of another owner, kind or length is refused by name")
    func shapes() throws {
        let good = DAMMBytes()
        let dynamicAMM = key("Eo7WjKq67rjJQSZxS6z3YkapzY3eMj6Xy8X5EQVn5UaB")
        #expect(throws: AccountError.wrongOwner) { try good.decode(owner: dynamicAMM) }
        #expect(throws: AccountError.truncated) {
            try good.with { $0.bytes.removeLast() }.decode()
        }
        #expect(throws: AccountError.wrongLength) {
            try good.with { $0.bytes.append(0) }.decode()
        }
        #expect(throws: AccountError.wrongDiscriminator) {
            try good.with { $0.bytes[0] = 0 }.decode()
        }
        for length in [0, 7, 8, 100] {
            #expect(throws: AccountError.truncated) {
                try good.with { $0.bytes = Array($0.bytes.prefix(length)) }.decode()
            }
        }
    }

    @Test(
        "a field with a value that the program never writes is refused",
        arguments: [(16, 5), (48, 101), (480, 2), (482, 2), (484, 3), (486, 2), (696, 2)])
    func values(_ offset: Int, _ value: UInt8) throws {
        #expect(throws: AccountError.valueOutOfRange) {
            try DAMMBytes().with { $0.bytes[offset] = value }.decode()
        }
        _ = try DAMMBytes().with { $0.bytes[offset] = value - 1 }.decode()
    }

    @Test("a price of 0 or outside the range is refused; a compounding pool has no range")
    func prices() throws {
        for price: UInt128 in [0, 4_295_048_015, 79_226_673_521_066_979_257_578_248_092] {
            #expect(throws: AccountError.valueOutOfRange) {
                try DAMMBytes().with { $0.put(price, at: 456) }.decode()
            }
        }
        let compounding = try DAMMBytes().with {
            $0.bytes[484] = 2
            $0.put(1 as UInt128, at: 456)
        }.decode()
        #expect(compounding.sqrtPrice.bits == 1)
    }

    @Test("a full account told as a snapshot and the sum of its changes give the same state")
    func sums() throws {
        var seeded = Seeded(state: 31)
        var bytes = DAMMBytes()
        var diff = DAMMBytes.diff()
        var state = DAMMState()
        var told = 0
        for _ in 0..<3_000 {
            for _ in 0..<1 + seeded.below(4) {
                let places = [8..<168, 360..<376, 424..<487, 680..<697]
                let place = places[Int(seeded.below(4))]
                let offset = place.lowerBound + Int(seeded.below(UInt64(place.count)))
                bytes.bytes[offset] = UInt8(truncatingIfNeeded: seeded.next())
            }
            do {
                try bytes.read(into: &diff)
            } catch {
                #expect(DAMMBytes.events(&diff).isEmpty)
                bytes = DAMMBytes()
                continue
            }
            let events = DAMMBytes.events(&diff)
            told += events.count
            for event in events { state.apply(event) }
            #expect(state.isKnown && state.misfits == 0)
            #expect(try DAMMFacts(state) == DAMMFacts(bytes.state()))
        }
        #expect(told > 1_000)
    }

    @Test("an account that says nothing new makes no event")
    func quiet() throws {
        var diff = DAMMBytes.diff()
        try DAMMBytes().read(into: &diff)
        let first = DAMMBytes.events(&diff)
        #expect(first.count == 8 && first[0].flags == .first | .snapshot)
        #expect(first[7].flags == .last | .snapshot && first[7].kind == .pool)
        try DAMMBytes().read(into: &diff)
        #expect(DAMMBytes.events(&diff).isEmpty)
        try DAMMBytes().with { $0.put(1 as UInt64, at: 680) }.read(into: &diff)
        let events = DAMMBytes.events(&diff)
        #expect(events.count == 1 && events[0].flags == .first | .last)
        #expect(events[0].words.w0 == 1)
    }

    @Test("events of any bits never trap, and one that does not fit empties the state")
    func anyEvents() throws {
        var seeded = Seeded(state: 32)
        let whole = try DAMMBytes().state()
        var state = whole
        var misfits: UInt64 = 0
        var known = 0
        for _ in 0..<20_000 {
            if !state.isKnown && seeded.below(4) == 0 {
                state = whole
                misfits = 0
            }
            if state.isKnown { known += 1 }
            let event = seeded.dammEvent()
            state.apply(event)
            #expect(state.misfits == misfits || !state.isKnown)
            misfits = state.misfits
            exercise(state, &seeded)
        }
        #expect(known > 5_000 && known < 19_000)
    }

    @Test("mutated and random bytes never trap")
    func anyBytes() throws {
        var seeded = Seeded(state: 33)
        var decoded = 0
        for round in 0..<15_000 {
            var bytes = DAMMBytes()
            if round % 3 == 0 {
                for offset in 8..<700 { bytes.bytes[offset] = UInt8(seeded.below(256)) }
                for offset in [480, 484, 486, 696] { bytes.bytes[offset] &= 1 }
                bytes.bytes[16] %= 5
                bytes.bytes[48] %= 101
                bytes.bytes[484] = 2
                bytes.put(UInt16(seeded.below(10_001)), at: 54)
                bytes.put(DAMMBytes.now / 2, at: 472)
                bytes.bytes[481] = 0
            } else {
                for _ in 0..<1 + seeded.below(12) {
                    bytes.bytes[Int(seeded.below(1_112))] = UInt8(seeded.below(256))
                }
            }
            guard let state = try? bytes.state() else { continue }
            decoded += 1
            exercise(state, &seeded)
        }
        #expect(decoded > 3_000)
    }

    /// Asks a state everything.
    private func exercise(_ state: DAMMState, _ seeded: inout Seeded) {
        let time = ChainTime(slot: seeded.next(), seconds: DAMMBytes.now + seeded.below(1_000))
        let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
        let amount = seeded.next() >> seeded.below(64)
        for mode in DAMMSwapMode.allCases {
            _ = try? state.quote(direction, mode, amount, at: time)
        }
        _ = state.spot(direction, at: time)
        var cursor = state.stretchCursor(direction, at: time)
        for _ in 0..<4 { _ = state.nextStretch(&cursor) }
    }
}

extension Seeded {
    /// An event of a pool, with any bits.
    fileprivate mutating func dammEvent() -> Event {
        var event = Event(
            kind: below(8) == 0 ? .pool : .poolNumbers,
            flags: below(50) == 0 ? .snapshot | .first : .none, instrument: InstrumentID(5),
            field: Int32(truncatingIfNeeded: below(8)), sequence: 1, input: InputSequence(1),
            received: .never,
            words: Event.Words(
                next() >> below(64), next() >> below(64), next() >> below(64),
                next() >> below(64)))
        if below(20) == 0 { event.field = Int32(truncatingIfNeeded: next()) }
        if event.field == 2 { event.words.w1 = event.words.w1 & ~0xFF | below(6) }
        if event.field == 1 {
            event.words.w2 = below(DAMMBytes.now)
            event.words.w3 = below(3) << 16 | below(2) << 24 | below(2) << 32 | below(101) << 40
        }
        return event
    }
}
