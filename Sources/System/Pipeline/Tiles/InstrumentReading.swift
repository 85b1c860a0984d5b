import Markets
import Meters
import Numbers
import Trading

/// What an instrument shows, in three machine words: written by the price tile in housekeeping,
/// read by the console. For people only.
struct InstrumentReading {
    static let width = 3

    var standing: Standing
    /// A book: its best bid and ask in ticks, 0 for an empty side. A pool: the bits of its price, a
    /// `Double`, 0 while there is none; and nothing.
    var first: UInt64
    var second: UInt64

    init(of instrument: InstrumentID, in markets: borrowing MarketState, at now: Instant) {
        standing = markets.standing(of: instrument, at: now)
        if markets.isPool(instrument) {
            first = markets.price(of: instrument)?.bitPattern ?? 0
            second = 0
        } else {
            let top = markets.top(of: instrument)
            first = top.bid.size.count > 0 ? UInt64(bitPattern: top.bid.price.count) : 0
            second = top.ask.size.count > 0 ? UInt64(bitPattern: top.ask.price.count) : 0
        }
    }

    init(from view: GaugeView, at index: Int) {
        // 0: nobody has looked yet, and nothing is believed of it.
        standing =
            Standing(rawValue: UInt8(truncatingIfNeeded: view[index * Self.width] &- 1))
            ?? .quarantined
        first = view[index * Self.width + 1]
        second = view[index * Self.width + 2]
    }

    func write(to gauges: borrowing Gauges, at index: Int) {
        gauges.set(index * Self.width, UInt64(standing.rawValue) + 1)
        gauges.set(index * Self.width + 1, first)
        gauges.set(index * Self.width + 2, second)
    }
}
