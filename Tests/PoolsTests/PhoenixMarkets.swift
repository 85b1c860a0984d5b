import Foundation
import Markets
import Numbers
import Solana

@testable import Pools

let phoenixProgram = key("PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY")
let phoenixMarket = key("4DoNfFBfF7UokCC2FQzriy7yHK6DY6NVdYpuekQ5pRgg")

/// Writes a number, or a key, as an account holds it.
func phoenixPut<Value>(_ value: Value, at offset: Int, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value) { raw in
        for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
    }
}

/// An order of a book, as a test writes it.
struct PlainOrder: Equatable {
    var ticks: UInt64
    var lots: UInt64
    var slot: UInt64 = 0
    var second: UInt64 = 0
    /// When it came.
    var number: UInt64 = 0
}

/// A market as a test writes it, its orders in no order.
struct PlainMarket {
    var baseLotSize: UInt64 = 1_000_000
    var quoteLotSize: UInt64 = 1
    var tickSize: UInt64 = 1_000
    var lotsPerUnit: UInt64 = 1_000
    var fee: UInt64 = 5
    var status: UInt64 = 1
    var places = 512
    var seats = 128
    var bids: [PlainOrder] = []
    var asks: [PlainOrder] = []

    /// Adds orders in the sequence of their arrival.
    mutating func add(bids new: [(UInt64, UInt64)] = [], asks others: [(UInt64, UInt64)] = []) {
        for (ticks, lots) in new {
            bids.append(PlainOrder(ticks: ticks, lots: lots, number: nextNumber))
        }
        for (ticks, lots) in others {
            asks.append(PlainOrder(ticks: ticks, lots: lots, number: nextNumber))
        }
    }

    var nextNumber: UInt64 { UInt64(bids.count + asks.count) + 1 }

    /// Book F of the reference's examples.
    static var f: PlainMarket {
        var market = PlainMarket()
        for i in 1...10 as ClosedRange<UInt64> {
            market.add(bids: [(100 - i, 10_000 * i)], asks: [(100 + i, 10_000 * i)])
        }
        return market
    }

    var sortedBids: [PlainOrder] {
        bids.sorted { ($1.ticks, $0.number) < ($0.ticks, $1.number) }
    }
    var sortedAsks: [PlainOrder] {
        asks.sorted { ($0.ticks, $0.number) < ($1.ticks, $1.number) }
    }

    /// The account, its trees grown in a random order over random places.
    func bytes(seed: UInt64 = 1) -> [UInt8] {
        var seeded = Seeded(state: seed)
        let trees = 880 + 96 + 64 * 2 * places
        var bytes = [UInt8](repeating: 0, count: trees + 144 * seats)
        func put(_ value: some FixedWidthInteger, _ offset: Int) {
            phoenixPut(value, at: offset, &bytes)
        }
        put(8_167_313_896_524_341_111 as UInt64, 0)
        put(status, 8)
        put(UInt64(places), 16)
        put(UInt64(places), 24)
        put(UInt64(seats), 32)
        put(9 as UInt32, 40)
        put(255 as UInt32, 44)
        phoenixPut(key("So11111111111111111111111111111111111111112"), at: 48, &bytes)
        phoenixPut(key("8g4Z9d6PqGkgH31tMW6FwxGhwYJrXpxZHQrkikpLJKrG"), at: 80, &bytes)
        put(baseLotSize, 112)
        put(6 as UInt32, 120)
        phoenixPut(key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"), at: 128, &bytes)
        phoenixPut(key("3HSYXeGc3LjEPCuzoNDjQN37F1ebsSiR4CqXVqQCdekZ"), at: 160, &bytes)
        put(quoteLotSize, 192)
        put(tickSize &* quoteLotSize, 200)
        put(77 as UInt64, 272)
        put(1 as UInt32, 312)
        put(lotsPerUnit, 832)
        put(tickSize, 840)
        put(nextNumber, 848)
        put(fee, 856)
        grow(sortedBids, at: 880, isBids: true, &bytes, &seeded)
        grow(sortedAsks, at: 912 + 64 * places, isBids: false, &bytes, &seeded)
        return bytes
    }

    /// Writes a tree whose leftmost order is the first of `orders`.
    private func grow(
        _ orders: [PlainOrder], at start: Int, isBids: Bool, _ bytes: inout [UInt8],
        _ seeded: inout Seeded
    ) {
        var free = Array(1...places)
        for place in free.indices.dropLast().reversed() {
            free.swapAt(place, Int(seeded.below(UInt64(place + 1))))
        }
        let nodes = orders.indices.map { UInt32(free[$0]) }
        /// The node of a branch over some orders.
        func branch(_ range: Range<Int>, under parent: UInt32) -> UInt32 {
            guard !range.isEmpty else { return 0 }
            // Mostly near the middle, as a tree that keeps its balance.
            let quarter = range.count / 4
            let place =
                range.lowerBound + quarter
                + Int(seeded.below(UInt64(max(range.count - 2 * quarter, 1))))
            let node = nodes[place]
            let offset = start + 32 + 64 * (Int(node) - 1)
            let order = orders[place]
            let left = branch(range.lowerBound..<place, under: node)
            let right = branch(place + 1..<range.upperBound, under: node)
            for (index, link) in [left, right, parent, UInt32(seeded.below(2))].enumerated() {
                phoenixPut(link, at: offset + 4 * index, &bytes)
            }
            let number = isBids ? ~order.number : order.number
            let words = [
                order.ticks, number, seeded.below(99), order.lots, order.slot, order.second,
            ]
            for (index, word) in words.enumerated() {
                phoenixPut(word, at: offset + 16 + 8 * index, &bytes)
            }
            return node
        }
        // Places outside the tree keep what orders left behind.
        for place in free.dropFirst(orders.count).prefix(40) {
            for offset in 0..<64 {
                bytes[start + 32 + 64 * (place - 1) + offset] = UInt8(seeded.below(256))
            }
        }
        phoenixPut(branch(orders.indices, under: 0), at: start, &bytes)
        phoenixPut(UInt64(orders.count), at: start + 16, &bytes)
    }

    /// What either side's levels must be, best first: one for each price and expiry.
    func levels(_ orders: [PlainOrder]) -> [PhoenixLevel] {
        var levels: [PhoenixLevel] = []
        for order in orders where order.lots > 0 {
            let level = PhoenixLevel(
                ticks: order.ticks, lots: order.lots, lastSlot: order.slot,
                lastSecond: order.second)
            let same = levels.firstIndex {
                $0.ticks == level.ticks && $0.lastSlot == level.lastSlot
                    && $0.lastSecond == level.lastSecond
            }
            if let same { levels[same].lots += level.lots } else { levels.append(level) }
        }
        func rank(_ expiry: UInt64) -> UInt64 { expiry == 0 ? .max : expiry - 1 }
        var prices: [UInt64] = []
        for level in levels where !prices.contains(level.ticks) { prices.append(level.ticks) }
        return prices.flatMap { price in
            levels.filter { $0.ticks == price }.sorted {
                (rank($0.lastSlot), rank($0.lastSecond)) < (rank($1.lastSlot), rank($1.lastSecond))
            }
        }
    }
    var bidLevels: [PhoenixLevel] { levels(sortedBids) }
    var askLevels: [PhoenixLevel] { levels(sortedAsks) }
}

/// A feed and its reader.
struct PhoenixPair: ~Copyable {
    var diff: PhoenixDiff
    var state: PhoenixState

    init(capacity: Int = 512) {
        diff = PhoenixDiff(
            instrument: InstrumentID(5), pool: phoenixMarket, capacity: capacity)
        state = PhoenixState(capacity: capacity)
    }

    mutating func read(_ bytes: [UInt8], owner: PublicKey = phoenixProgram) throws {
        let account = PoolAccount(key: phoenixMarket, role: .pool)
        try bytes.withUnsafeBytes {
            try PhoenixLayout.read(account, AccountBytes($0), owner: owner, into: &diff)
        }
    }

    /// Passes on what is owed, one batch, or the first `most` of it.
    @discardableResult
    mutating func drain(most: Int = .max) -> [Event] {
        var events: [Event] = []
        while events.count < most,
            let event = diff.next(
                slot: Slot(7), input: InputSequence(8), received: Instant(nanosecondsSinceBoot: 9))
        {
            state.apply(event)
            events.append(event)
        }
        return events
    }

    /// A pair that follows a market.
    static func of(_ market: PlainMarket, capacity: Int = 512, seed: UInt64 = 1) throws -> Self {
        var pair = PhoenixPair(capacity: capacity)
        try pair.read(market.bytes(seed: seed))
        pair.drain()
        return pair
    }

    var bids: [PhoenixLevel] { (0..<state.bidCount).compactMap { state.bid(at: $0) } }
    var asks: [PhoenixLevel] { (0..<state.askCount).compactMap { state.ask(at: $0) } }
}
