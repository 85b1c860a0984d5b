import Markets
import Numbers
import Pools
import Trading

/// Repeatable numbers from a seed (SplitMix64).
struct Chance {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
    mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(below(UInt64(range.upperBound - range.lowerBound) + 1))
    }
}

let base = AssetID(0)
let cash = AssetID(1)
let stable = AssetID(2)
let exchange = VenueID(0)
let wallet = VenueID(1)
let bookID = InstrumentID(0)
let poolID = InstrumentID(1)

/// A position of liquidity between two ticks.
struct Position {
    var low: Int32
    var high: Int32
    var liquidity: UInt128
}

/// A pool's whole state as one snapshot batch. `spacing` 8: an array spans 704 ticks.
func poolSnapshot(
    sqrtPrice: SqrtPrice, positions: [Position], feeRate: UInt32, slot: UInt64 = 1,
    input: UInt64 = 1, received: UInt64 = 0, instrument: InstrumentID = poolID
) -> [Event] {
    let at = Instant(nanosecondsSinceBoot: received)
    let width: Int32 = 704
    let tick = TickMath.tick(at: sqrtPrice).count
    func floor(_ index: Int32) -> Int32 {
        index / width - (index % width < 0 ? 1 : 0)
    }
    var events: [Event] = [
        .poolFee(
            rate: HundredthsOfBasisPoint(feeRate), protocolShare: BasisPoints(0), tickSpacing: 8,
            flags: .first | .snapshot, instrument: instrument, slot: Slot(slot),
            input: InputSequence(input), received: at)
    ]
    for array in floor(tick) - 2...floor(tick) + 2 {
        events.append(
            .tickArray(
                start: TickIndex(array * width), presence: .present, flags: .snapshot,
                instrument: instrument, slot: Slot(slot), input: InputSequence(input),
                received: at))
    }
    var nets: [Int32: Int128] = [:]
    var active: UInt128 = 0
    for position in positions {
        nets[position.low, default: 0] += Int128(position.liquidity)
        nets[position.high, default: 0] -= Int128(position.liquidity)
        if position.low <= tick && tick < position.high { active += position.liquidity }
    }
    for (index, net) in nets.sorted(by: { $0.key < $1.key }) {
        events.append(
            .tick(
                index: TickIndex(index), net: net, initialised: true, flags: .snapshot,
                instrument: instrument, slot: Slot(slot), input: InputSequence(input),
                received: at))
    }
    events.append(
        .pool(
            sqrtPrice: sqrtPrice, liquidity: active, tick: TickIndex(tick),
            flags: .last | .snapshot, instrument: instrument, slot: Slot(slot),
            input: InputSequence(input), received: at))
    return events
}

/// A book's levels as one batch.
func levels(
    _ levels: [(Side, Int64, UInt64)], snapshot: Bool, input: UInt64 = 1, received: UInt64 = 0,
    instrument: InstrumentID = bookID
) -> [Event] {
    levels.enumerated().map { index, level in
        var flags: EventFlags = snapshot ? .snapshot : .none
        if index == 0 { flags = flags | .first }
        if index == levels.count - 1 { flags = flags | .last }
        return .level(
            side: level.0, price: Ticks(level.1), size: Lots(level.2),
            stamped: WallTime(nanosecondsSince1970: 0), flags: flags, instrument: instrument,
            sequence: 0, input: InputSequence(input),
            received: Instant(nanosecondsSinceBoot: received))
    }
}

func status(
    _ status: Status, _ instrument: InstrumentID, input: UInt64 = 1, received: UInt64 = 0
) -> Event {
    .status(
        status, instrument: instrument, input: InputSequence(input),
        received: Instant(nanosecondsSinceBoot: received))
}

func clock(_ received: UInt64, input: UInt64 = 1) -> Event {
    .clock(input: InputSequence(input), received: Instant(nanosecondsSinceBoot: received))
}
