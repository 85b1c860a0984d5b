import Markets
import Numbers
import Trading

extension PriceTile {
    /// A book as it stands, with a hash over all its levels.
    func digest(of instrument: Instrument, _ terms: BookTerms) -> Replay.BookDigest {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ word: UInt64) {
            for place in 0..<8 {
                hash = (hash ^ (word >> UInt64(place * 8) & 0xFF)) &* 0x0000_0100_0000_01B3
            }
        }
        var counts = [0, 0]
        for (place, side) in Side.allCases.enumerated() {
            var cursor = BookCursor(side)
            while let level = nextLevel(instrument.id, &cursor) {
                add(UInt64(bitPattern: level.price.count))
                add(level.size.count)
                counts[place] += 1
            }
        }
        let top = topOfBook(instrument.id)
        func price(_ level: BookLevel) -> String {
            level.size.count == 0
                ? "–"
                : StatusText.amount(
                    level.price.count * Int64(terms.tick.units),
                    decimals: Int(terms.tick.decimals))
        }
        return Replay.BookDigest(
            name: instrument.name, bid: price(top.bid), ask: price(top.ask), bids: counts[0],
            asks: counts[1], digest: hash)
    }
}
