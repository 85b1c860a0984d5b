import Markets
import Numbers

/// One price of one side, and how much stands there.
struct DrawnLevel: Equatable, Sendable {
    var price: Int64
    var size: UInt64
}

/// What changed at one price; size 0: nothing stands there any more.
struct LevelChange: Equatable, Sendable {
    var side: Side
    var price: Int64
    var size: UInt64
}

/// An order book drawn around a fair price: dozens of levels that come, go and change size. It is
/// never crossed and never empty.
struct GeneratedBook: Sendable {
    /// Best first.
    private(set) var bids: [DrawnLevel] = []
    private(set) var asks: [DrawnLevel] = []
    private let depth: Int
    /// The size unit: the largest usual size.
    private let sizeMost: UInt64
    private var random: RandomSource

    /// - Parameter price: the fair price in thousandths of a tick.
    init(around price: Int64, depth: Int, sizeDecimals: Int, seed: UInt64) {
        precondition(depth >= 2, "a side has two levels or more")
        self.depth = depth
        sizeMost = (0..<sizeDecimals).reduce(UInt64(60)) { size, _ in size * 10 }
        random = RandomSource(seed: seed, part: 2)
        let middle = GeneratedBook.middle(price)
        bids = side(bestAt: middle - 1, step: -1)
        asks = side(bestAt: middle + 1, step: 1)
    }

    /// Moves the book to a fair price; says what changed, bids first, each side from the touch out.
    mutating func move(to price: Int64) -> [LevelChange] {
        let middle = GeneratedBook.middle(price)
        let before = (bids: bids, asks: asks)
        bids = refreshed(bids, bestAt: middle - 1 - Int64(random.below(2)), step: -1)
        asks = refreshed(asks, bestAt: middle + 1 + Int64(random.below(2)), step: 1)
        return GeneratedBook.changes(from: before.bids, to: bids, side: .bid, step: -1)
            + GeneratedBook.changes(from: before.asks, to: asks, side: .ask, step: 1)
    }

    /// At least 3 ticks, so that both sides have room.
    private static func middle(_ price: Int64) -> Int64 { max(3, (price + 500) / 1_000) }

    private mutating func side(bestAt best: Int64, step: Int64) -> [DrawnLevel] {
        var levels: [DrawnLevel] = []
        var price = best
        while levels.count < depth && price > 0 {
            levels.append(DrawnLevel(price: price, size: size()))
            price += step * Int64(1 + random.below(3))
        }
        return levels
    }

    private mutating func refreshed(
        _ old: [DrawnLevel], bestAt best: Int64, step: Int64
    ) -> [DrawnLevel] {
        var levels = old
        // Whatever stands beyond the new touch is gone.
        levels.removeAll { step * ($0.price - best) < 0 }
        if levels.first?.price != best {
            levels.insert(DrawnLevel(price: best, size: size()), at: 0)
        }
        for _ in 0..<random.below(4) {
            insert(at: best + step * Int64(1 + random.below(UInt64(depth))), into: &levels, step)
        }
        for _ in 0..<random.below(4) {
            levels[Int(random.below(UInt64(levels.count)))].size = size()
        }
        if levels.count > 3 && random.below(3) == 0 {
            levels.remove(at: 1 + Int(random.below(UInt64(levels.count - 1))))
        }
        if levels.count > depth { levels.removeSubrange(depth...) }
        while levels.count < depth / 2, let last = levels.last, last.price + 2 * step > 0 {
            levels.append(DrawnLevel(price: last.price + 2 * step, size: size()))
        }
        return levels
    }

    private mutating func insert(at price: Int64, into levels: inout [DrawnLevel], _ step: Int64) {
        guard price > 0 else { return }
        let place = levels.firstIndex { step * ($0.price - price) >= 0 } ?? levels.count
        guard place == levels.count || levels[place].price != price else { return }
        levels.insert(DrawnLevel(price: price, size: size()), at: place)
    }

    /// Some sizes are round and short as text, some have every digit.
    private mutating func size() -> UInt64 {
        let size = 1 + random.below(sizeMost)
        return random.below(3) == 0 ? max(1, size / (sizeMost / 600) * (sizeMost / 600)) : size
    }

    private static func changes(
        from old: [DrawnLevel], to new: [DrawnLevel], side: Side, step: Int64
    ) -> [LevelChange] {
        var changes: [LevelChange] = []
        var place = 0
        for level in new {
            while place < old.count, step * (old[place].price - level.price) < 0 {
                changes.append(LevelChange(side: side, price: old[place].price, size: 0))
                place += 1
            }
            if place < old.count, old[place].price == level.price {
                if old[place].size != level.size {
                    changes.append(
                        LevelChange(side: side, price: level.price, size: level.size))
                }
                place += 1
            } else {
                changes.append(LevelChange(side: side, price: level.price, size: level.size))
            }
        }
        for gone in old[place...] {
            changes.append(LevelChange(side: side, price: gone.price, size: 0))
        }
        return changes
    }
}
