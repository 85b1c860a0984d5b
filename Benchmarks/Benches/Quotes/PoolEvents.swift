import Markets
import Numbers
import Pools

/// What makes a pool, as a feed tells it.
struct PoolEvents {
    /// When all is quoted and told.
    static let time = ChainTime(slot: 300_000_000, seconds: 1_800_000_000)
    static let received = Instant(nanosecondsSinceBoot: 1_000_000)

    private let instrument: InstrumentID
    private var events: [Event] = []

    init(_ instrument: InstrumentID = InstrumentID(0)) { self.instrument = instrument }

    mutating func add(_ kind: EventKind, _ field: Int32, _ words: UInt64...) {
        var four = words
        while four.count < 4 { four.append(0) }
        events.append(
            Event(
                kind: kind, flags: .none, instrument: instrument, field: field,
                sequence: Self.time.slot, input: InputSequence(1), received: Self.received,
                words: Event.Words(four[0], four[1], four[2], four[3])))
    }

    mutating func numbers(_ group: Int32, _ words: UInt64...) {
        var four = words
        while four.count < 4 { four.append(0) }
        add(.poolNumbers, group, four[0], four[1], four[2], four[3])
    }

    mutating func price(_ sqrtPrice: UInt128, liquidity: UInt128, tick: Int32) {
        add(
            .pool, tick, UInt64(truncatingIfNeeded: sqrtPrice),
            UInt64(truncatingIfNeeded: sqrtPrice >> 64), UInt64(truncatingIfNeeded: liquidity),
            UInt64(truncatingIfNeeded: liquidity >> 64))
    }

    /// An array whose ticks or bins follow.
    mutating func array(_ start: Int32) { add(.tickArray, start, 1) }

    mutating func tick(_ index: Int32, net: Int128) {
        let bits = UInt128(bitPattern: net)
        add(
            .tick, index, UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64),
            1)
    }

    /// All of them as one batch that replaces what was known.
    var snapshot: [Event] {
        events.enumerated().map { place, event in
            var event = event
            event.flags = .snapshot
            if place == 0 { event.flags = event.flags | .first }
            if place == events.count - 1 { event.flags = event.flags | .last }
            return event
        }
    }
}
