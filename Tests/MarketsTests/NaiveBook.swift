import Markets
import Numbers

/// The slow, obvious book: two dictionaries.
struct NaiveBook {
    var sides: [Side: [Int64: UInt64]] = [.bid: [:], .ask: [:]]

    mutating func set(_ side: Side, _ price: Int64, _ size: UInt64) {
        sides[side]?[price] = size == 0 ? nil : size
    }

    func best(_ side: Side) -> BookLevel {
        let levels = sides[side] ?? [:]
        guard let price = side == .bid ? levels.keys.max() : levels.keys.min(),
            let size = levels[price]
        else { return BookLevel(price: Ticks(0), size: Lots(0)) }
        return BookLevel(price: Ticks(price), size: Lots(size))
    }

    /// All levels from the touch outward.
    func walk(_ side: Side) -> [BookLevel] {
        let levels = sides[side] ?? [:]
        return levels.sorted { side == .bid ? $0.key > $1.key : $0.key < $1.key }
            .map { BookLevel(price: Ticks($0.key), size: Lots($0.value)) }
    }
}

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
}

func walk(_ book: borrowing Book, _ side: Side) -> [BookLevel] {
    var levels: [BookLevel] = []
    var cursor = BookCursor(side)
    while let level = book.next(&cursor) { levels.append(level) }
    return levels
}
