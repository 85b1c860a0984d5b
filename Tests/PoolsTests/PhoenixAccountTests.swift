import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

@Suite("Phoenix accounts")
struct PhoenixAccountTests {
    private let mintA = key("So11111111111111111111111111111111111111112")
    private let mintB = key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")
    private let token = key("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    private let token2022 = key("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")

    @Test("the program, its log authority and a market's vaults are the chain's")
    func addresses() {
        #expect(PhoenixLayout.program == phoenixProgram)
        let log = ProgramAddress(seeds: [Array("log".utf8)], program: phoenixProgram)
        #expect(log?.key == PhoenixLayout.logAuthority && log?.bump == 255)
        #expect(
            PhoenixLayout.logAuthority == key("7aDTsspkQNGKmrexAN7FLx9oxU3iPczSSvHNggyuqYkR"))
        let base = PhoenixLayout.vaultAddress(market: phoenixMarket, mint: mintA)
        let quote = PhoenixLayout.vaultAddress(market: phoenixMarket, mint: mintB)
        #expect(base == key("8g4Z9d6PqGkgH31tMW6FwxGhwYJrXpxZHQrkikpLJKrG"))
        #expect(quote == key("3HSYXeGc3LjEPCuzoNDjQN37F1ebsSiR4CqXVqQCdekZ"))
    }

    @Test("a market's length follows from its room, and only the program's rooms are markets")
    func lengths() {
        let rooms: [(UInt64, UInt64, Int?)] = [
            (512, 128, 84_944), (512, 1_025, 214_112), (512, 1_153, 232_544),
            (1_024, 2_049, 427_104), (2_048, 4_225, 871_520), (4_096, 8_321, 1_723_488),
            (4_096, 8_193, 1_705_056), (512, 2_049, nil), (0, 1, nil), (.max, 128, nil),
        ]
        for (orders, seats, bytes) in rooms {
            #expect(
                PhoenixLayout.marketBytes(bids: orders, asks: orders, seats: seats) == bytes)
            #expect(
                PhoenixLayout.marketBytes(bids: orders, asks: orders &* 2, seats: seats) == nil)
        }
    }

    @Test("an account of another owner, kind, length or address is refused with its reason")
    func refusals() throws {
        var pair = PhoenixPair()
        let bytes = PlainMarket.f.bytes()
        #expect(throws: AccountError.wrongOwner) { try pair.read(bytes, owner: token) }
        #expect(throws: AccountError.wrongLength) { try pair.read(bytes + [0]) }
        for length in [0, 7, 8, 879, 880, 84_943] {
            let error = #expect(throws: AccountError.self) {
                try pair.read(Array(bytes.prefix(length)))
            }
            #expect(error == .truncated)
        }
        var other = bytes
        other[0] ^= 1
        #expect(throws: AccountError.wrongDiscriminator) { try pair.read(other) }
        let stranger = PoolAccount(key: mintA, role: .pool)
        let vault = PoolAccount(key: phoenixMarket, role: .vaultA)
        for account in [stranger, vault] {
            #expect(throws: AccountError.wrongPool) {
                try bytes.withUnsafeBytes {
                    try PhoenixLayout.read(
                        account, AccountBytes($0), owner: phoenixProgram, into: &pair.diff)
                }
            }
        }
        #expect(throws: AccountError.missing) {
            try PhoenixLayout.readMissing(stranger, into: &pair.diff)
        }
        #expect(pair.diff.hasNext == false)
    }

    @Test("values that the program never writes are refused, and change nothing")
    func ranges() throws {
        var pair = try PhoenixPair.of(.f)
        let wrong: [(Int, UInt64)] = [
            (8, 6), (16, 513), (24, 1_024), (32, 129), (112, 0), (192, 0), (832, 0), (832, 7),
            (840, 0), (840, 1_001), (848, 0), (848, 1 << 63), (848, UInt64.max >> 1), (856, 10_001),
        ]
        for (offset, value) in wrong {
            var bytes = PlainMarket.f.bytes()
            phoenixPut(value, at: offset, &bytes)
            #expect(throws: AccountError.valueOutOfRange) { try pair.read(bytes) }
        }
        // An order at price 0; more lots on a side than 64 bits count.
        var market = PlainMarket.f
        market.asks[9].ticks = 0
        #expect(throws: AccountError.valueOutOfRange) { try pair.read(market.bytes()) }
        market = .f
        market.asks[9].lots = .max
        #expect(throws: AccountError.valueOutOfRange) { try pair.read(market.bytes()) }
        #expect(pair.diff.hasNext == false)
        #expect(pair.bids == PlainMarket.f.bidLevels)
    }

    /// The offset of the bids' node that holds this price.
    private func node(_ bytes: [UInt8], ticks: UInt64, asks: Bool = false) -> Int {
        let start = asks ? 912 + 64 * 512 : 880
        func word(_ offset: Int, _ width: Int) -> UInt64 {
            bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        var reached = [Int(word(start, 4))]
        while let node = reached.popLast() {
            let offset = start + 32 + 64 * (node - 1)
            if word(offset + 16, 8) == ticks { return offset }
            reached += [Int(word(offset, 4)), Int(word(offset + 4, 4))].filter { $0 != 0 }
        }
        return 0
    }

    @Test("links that lead outside, in a circle, or to another count are a damaged tree")
    func damage() throws {
        var pair = PhoenixPair()
        let good = PlainMarket.f.bytes()
        let root = good[880..<884].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let leaf = node(good, ticks: 99)
        let middle = node(good, ticks: 95)
        // At 98 once more, with a number that came before the best order's.
        let earlier = node(good, ticks: 98) + 24
        let wrong: [(String, Int, UInt32)] = [
            ("root outside", 880, 513), ("no root", 880, 0),
            ("another root", 880, root == 7 ? 8 : 7), ("one order fewer", 896, 9),
            ("one order more", 896, 11),
            ("no orders", 896, 0), ("more orders than room", 896, 513), ("many orders", 900, 1),
            ("left outside", leaf, 513), ("left far outside", leaf, .max),
            ("right to the root", leaf + 4, root), ("left to the root", leaf, root),
            ("parent outside", leaf + 8, 600), ("no parent", leaf + 8, 0),
            ("parent itself", middle + 8, UInt32((middle - 912) / 64 + 1)),
            ("a child of itself", middle, UInt32((middle - 912) / 64 + 1)),
            ("price beyond the next", leaf + 16, 1), ("earlier, yet behind", earlier, .max),
        ]
        for (name, offset, value) in wrong {
            var bytes = good
            if offset == earlier { phoenixPut(98 as UInt64, at: leaf + 16, &bytes) }
            phoenixPut(value, at: offset, &bytes)
            let error = #expect(throws: AccountError.self, "\(name)") { try pair.read(bytes) }
            #expect(error == .damagedTree, "\(name)")
        }
        // A bid with an ask's number, and the other way round.
        for offset in [leaf, node(good, ticks: 103, asks: true)] {
            var bytes = good
            bytes[offset + 31] ^= 0x80
            #expect(throws: AccountError.damagedTree) { try pair.read(bytes) }
        }
        #expect(pair.diff.hasNext == false)
        try pair.read(good)
        pair.drain()
        #expect(pair.bids == PlainMarket.f.bidLevels && pair.asks == PlainMarket.f.askLevels)
    }

    @Test("orders of one price keep their sequence, and empty or aged ones are no obstacle")
    func onePrice() throws {
        var market = PlainMarket()
        market.add(bids: [(50, 1), (50, 2), (50, 0), (50, 4)], asks: [(60, 8), (60, 16)])
        market.bids[1].slot = 9
        market.bids[3].second = 4
        let pair = try PhoenixPair.of(market)
        #expect(
            pair.bids == [
                PhoenixLevel(ticks: 50, lots: 2, lastSlot: 9),
                PhoenixLevel(ticks: 50, lots: 4, lastSecond: 4), PhoenixLevel(ticks: 50, lots: 1),
            ])
        #expect(pair.asks == [PhoenixLevel(ticks: 60, lots: 24)])
    }

    @Test("a plan is the market, and once that is known its mints; mints of Token-2022 are none")
    func plan() throws {
        var known = KnownAccounts()
        let first = try PhoenixLayout.plan(phoenixMarket, known)
        #expect(first == [PoolAccount(key: phoenixMarket, role: .pool)])
        known[phoenixMarket] = .present(owner: phoenixProgram, data: PlainMarket.f.bytes())
        let all = try PhoenixLayout.plan(phoenixMarket, known)
        #expect(all.map(\.key) == [phoenixMarket, mintA, mintB])
        #expect(all.map(\.role) == [.pool, .mintA, .mintB])
        #expect(all.allSatisfy { PhoenixLayout.tellsWhole($0.role) && !$0.mayBeMissing })
        known[phoenixMarket] = .present(owner: token, data: PlainMarket.f.bytes())
        #expect(throws: AccountError.wrongOwner) { try PhoenixLayout.plan(phoenixMarket, known) }
        var pair = PhoenixPair()
        func read(_ bytes: [UInt8], _ owner: PublicKey) throws {
            try bytes.withUnsafeBytes {
                try PhoenixLayout.read(
                    all[1], AccountBytes($0), owner: owner, into: &pair.diff)
            }
        }
        var mint = [UInt8](repeating: 0, count: 82)
        #expect(throws: AccountError.valueOutOfRange) { try read(mint, token) }
        mint[45] = 1
        try read(mint, token)
        #expect(throws: AccountError.unsupportedExtension) { try read(mint, token2022) }
        #expect(throws: AccountError.wrongOwner) { try read(mint, phoenixProgram) }
        #expect(throws: AccountError.truncated) { try read(Array(mint.dropLast()), token) }
        #expect(throws: AccountError.wrongLength) { try read(mint + [0], token) }
        #expect(pair.diff.hasNext == false)
    }

    @Test("a market in words")
    func inspection() throws {
        let bytes = PlainMarket.f.bytes()
        let words = try bytes.withUnsafeBytes {
            try PhoenixLayout.inspect(AccountBytes($0), owner: phoenixProgram)
        }
        #expect(words.kind == "MarketHeader")
        let fields = Dictionary(uniqueKeysWithValues: words.fields.map { ($0.name, $0.value) })
        #expect(fields.count == words.fields.count)
        #expect(fields["program"] == "PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY")
        #expect(fields["status"] == "1 active")
        #expect(fields["sequence number"] == "77")
        #expect(fields["base mint"] == "So11111111111111111111111111111111111111112")
        #expect(fields["quote decimals"] == "6")
        #expect(fields["base lot (atoms)"] == "1000000")
        #expect(fields["tick (quote lots per base unit)"] == "1000")
        #expect(fields["bids (orders)"] == "10")
        #expect(fields["best bid (ticks × base lots)"] == "99 × 10000")
        #expect(fields["best ask (ticks × base lots)"] == "101 × 10000")
        var empty = PlainMarket()
        empty.status = 3
        let none = try empty.bytes().withUnsafeBytes {
            try PhoenixLayout.inspect(AccountBytes($0), owner: phoenixProgram)
        }
        #expect(none.fields.contains { $0.value == "none" })
        #expect(none.fields.contains { $0.value == "3 paused" })
    }

    @Test("mutated and random bytes never trap, nor do swaps on what they tell")
    func mutations() throws {
        var seeded = Seeded(state: 17)
        var pair = PhoenixPair(capacity: 8)
        let good = PlainMarket.f.bytes()
        var bytes = good
        // Header, trees' heads, and the nodes in use.
        let places = [Array(0..<928), Array(33_680..<33_712)].joined().map { $0 }
        let nodes = (64...103).compactMap { price -> Int? in
            let place = node(good, ticks: UInt64(price), asks: price > 100)
            return place == 0 ? nil : place
        }
        #expect(nodes.count >= 13)
        var refused = 0
        for round in 0..<20_000 {
            var changed: [Int] = []
            for _ in 0...seeded.below(3) {
                let place =
                    seeded.below(3) == 0
                    ? places[Int(seeded.below(UInt64(places.count)))]
                    : nodes[Int(seeded.below(UInt64(nodes.count)))] + Int(seeded.below(64))
                bytes[place] = UInt8(truncatingIfNeeded: seeded.next() >> seeded.below(8))
                changed.append(place)
            }
            do { try pair.read(bytes) } catch { refused += 1 }
            pair.drain()
            let time = ChainTime(slot: seeded.next() >> 32, seconds: seeded.next() >> 32)
            let amount = seeded.next() >> seeded.below(64)
            for direction in [SwapDirection.aToB, .bToA] {
                _ = try? pair.state.trade(direction, .exactIn(Atoms(amount)), at: time)
                _ = try? pair.state.trade(direction, .exactOut(Atoms(amount)), at: time)
            }
            for place in changed where round % 4 != 0 { bytes[place] = good[place] }
            if round % 4 == 0 { bytes = good }
        }
        #expect(refused > 5_000 && pair.state.misfits == 0)
        // Nothing but noise behind a header.
        for _ in 0..<300 {
            bytes = good
            for place in 880..<84_000 { bytes[place] = UInt8(truncatingIfNeeded: seeded.next()) }
            for head in [880, 33_680] {
                phoenixPut(UInt32(seeded.below(513)), at: head, &bytes)
                phoenixPut(seeded.below(513), at: head + 16, &bytes)
            }
            try? pair.read(bytes)
            pair.drain()
        }
    }
}
