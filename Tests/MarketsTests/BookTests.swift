import Markets
import Numbers
import Testing

@Suite("Book")
struct BookTests {
    static func level(
        _ side: Side, _ price: Int64, _ size: UInt64, _ flags: EventFlags = .first | .last
    ) -> Event {
        .level(
            side: side, price: Ticks(price), size: Lots(size),
            stamped: WallTime(nanosecondsSince1970: 0), flags: flags,
            instrument: InstrumentID(0), sequence: 0, input: InputSequence(1), received: .never)
    }

    @Test("the best price is the highest bid and the lowest ask")
    func best() {
        var book = Book(windowTicks: 256, levelsMax: 100)
        book.apply(Self.level(.bid, 100, 5))
        book.apply(Self.level(.bid, 101, 6))
        book.apply(Self.level(.bid, 40, 7))
        book.apply(Self.level(.ask, 103, 8))
        book.apply(Self.level(.ask, 9_000_000, 9))
        let top = book.top
        #expect(top.bid == BookLevel(price: Ticks(101), size: Lots(6)))
        #expect(top.ask == BookLevel(price: Ticks(103), size: Lots(8)))
        #expect(!top.isCrossed)
        book.apply(Self.level(.ask, 103, 0))
        let next = book.best(.ask)
        #expect(next == BookLevel(price: Ticks(9_000_000), size: Lots(9)))
        let sound = book.checkInvariants()
        #expect(sound)
    }

    @Test("a side without levels shows size 0, and one-sided books are never crossed")
    func empty() {
        var book = Book(windowTicks: 256, levelsMax: 10)
        var top = book.top
        #expect(top.bid.size == Lots(0) && top.ask.size == Lots(0) && !top.isCrossed)
        book.apply(Self.level(.bid, 50, 1))
        top = book.top
        #expect(!top.isTwoSided && !top.isCrossed)
        book.apply(Self.level(.ask, 50, 1))
        top = book.top
        #expect(top.isCrossed)
    }

    @Test("a snapshot replaces everything")
    func snapshot() {
        var book = Book(windowTicks: 256, levelsMax: 100)
        for price in stride(from: Int64(1), to: 90_000, by: 999) {
            book.apply(Self.level(.ask, price, 1))
            book.apply(Self.level(.bid, price, 1))
        }
        book.apply(Self.level(.bid, 10, 3, .first | .snapshot))
        book.apply(Self.level(.ask, 12, 4, .last | .snapshot))
        let bids = walk(book, .bid)
        let asks = walk(book, .ask)
        #expect(bids == [BookLevel(price: Ticks(10), size: Lots(3))])
        #expect(asks == [BookLevel(price: Ticks(12), size: Lots(4))])
    }

    @Test("removing what isn't there changes nothing and is counted")
    func unknownRemoval() {
        var book = Book(windowTicks: 256, levelsMax: 10)
        let first = book.apply(Self.level(.bid, 7, 0))
        book.apply(Self.level(.bid, 50, 1))
        let inside = book.apply(Self.level(.bid, 49, 0))
        let far = book.apply(Self.level(.bid, 1, 0))
        let better = book.apply(Self.level(.bid, 50_000, 0))
        #expect([first, inside, far, better] == Array(repeating: .unknownRemoved, count: 4))
        let (count, counted) = (book.count(.bid), book.unknownRemovals)
        #expect(count == 1 && counted == 4)
    }

    @Test("a full side says so and keeps what it holds")
    func full() {
        var book = Book(windowTicks: 256, levelsMax: 4)
        for price in [Int64(100), 101, 5_000, 6_000] { book.apply(Self.level(.ask, price, 1)) }
        let near = book.apply(Self.level(.ask, 102, 1))
        let far = book.apply(Self.level(.ask, 7_000, 1))
        let better = book.apply(Self.level(.ask, 1, 1))
        let changed = book.apply(Self.level(.ask, 5_000, 9))
        #expect([near, far, better, changed] == [.full, .full, .full, .applied])
        let refused = book.fullRefusals
        let size = book.size(.ask, at: Ticks(5_000))
        #expect(refused == 3 && size == Lots(9))
        let sound = book.checkInvariants()
        #expect(sound)
    }

    @Test(
        "prices of zero, below it and beyond the limit are refused",
        arguments: [Int64(0), -1, .min, .max, (1 << 60) + 1])
    func range(price: Int64) {
        var book = Book(windowTicks: 256, levelsMax: 4)
        let change = book.apply(Self.level(.bid, price, 1))
        let count = book.count(.bid)
        #expect(change == .priceOutOfRange && count == 0)
    }

    @Test("what isn't a level, and a side that is none, are refused")
    func notALevel() {
        var book = Book(windowTicks: 256, levelsMax: 4)
        var event = Self.level(.bid, 5, 1)
        event.field = 2
        let side = book.apply(event)
        let clock = book.apply(.clock(input: InputSequence(1), received: .never))
        #expect(side == .notALevel && clock == .notALevel)
    }

    @Test("agrees with two dictionaries under random changes", arguments: 1...12)
    func twin(seed: Int) {
        var chance = Chance(state: UInt64(seed))
        let window = [256, 512, 1_024, 8_192, 262_144][seed % 5]
        var book = Book(windowTicks: window, levelsMax: 3_000)
        var naive = NaiveBook()
        var middle: Int64 = 1_000_000
        for step in 0..<4_000 {
            if chance.below(200) == 0 { middle += Int64(chance.below(8_000)) - 4_000 }
            let side: Side = chance.below(2) == 0 ? .bid : .ask
            let spread: UInt64 = chance.below(8) == 0 ? 400_000 : 60
            let offset = Int64(chance.below(spread)) - 5
            let price = max(1, side == .bid ? middle - offset : middle + offset)
            let size = chance.below(3) == 0 ? 0 : chance.below(1_000) + 1
            book.set(side, price: Ticks(price), size: Lots(size))
            naive.set(side, price, size)
            for side in Side.allCases {
                let (ours, theirs) = (book.best(side), naive.best(side))
                if ours != theirs {
                    Issue.record("seed \(seed) step \(step): \(ours) is not \(theirs)")
                    return
                }
            }
            if step % 400 == 0 {
                let sound = book.checkInvariants()
                #expect(sound, "seed \(seed) step \(step)")
            }
        }
        for side in Side.allCases {
            let levels = walk(book, side)
            #expect(levels == naive.walk(side), "seed \(seed)")
        }
    }

    @Test("levels beyond the window keep their order through thousands of removals")
    func far() {
        var chance = Chance(state: 77)
        var book = Book(windowTicks: 256, levelsMax: 5_000)
        var naive = NaiveBook()
        for round in 0..<4 {
            for _ in 0..<6_000 {
                let price = Int64(chance.below(4_000_000)) + 1
                let size = naive.sides[.ask]?.count ?? 0 < 4_900 ? chance.below(9) + 1 : 0
                book.set(.ask, price: Ticks(price), size: Lots(size))
                naive.set(.ask, price, size)
            }
            let keys = (naive.sides[.ask] ?? [:]).keys.sorted()
            for (index, price) in keys.enumerated() where index % 10 != round {
                book.set(.ask, price: Ticks(price), size: Lots(0))
                naive.set(.ask, price, 0)
            }
            let sound = book.checkInvariants()
            let levels = walk(book, .ask)
            #expect(sound && levels == naive.walk(.ask), "round \(round)")
        }
    }
}
