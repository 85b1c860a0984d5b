import Foundation
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// A real pool and its tick arrays, as the chain held them in 2022.
struct RealPool {
    var pool: [UInt8] = []
    /// By start tick.
    var arrays: [Int32: [UInt8]] = [:]

    static let folder = "data/whirlpool/essentials_accounts"
    static let address = key("HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ")

    init() throws {
        let folder = Shared.root.appendingPathComponent(Self.folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            guard name.hasPrefix("sol_usdc_wp_") else { continue }
            let file = try Data(contentsOf: folder.appendingPathComponent(name))
            let json = try JSONSerialization.jsonObject(with: file) as? [String: Any]
            let account = json?["account"] as? [String: Any]
            let text = (account?["data"] as? [String])?.first ?? ""
            let bytes = Array(Data(base64Encoded: text) ?? Data())
            if name.hasPrefix("sol_usdc_wp_whirlpool") { pool = bytes }
            if name.hasPrefix("sol_usdc_wp_ta_") {
                let start = bytes[8..<12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                arrays[Int32(bitPattern: start)] = bytes
            }
        }
    }
}

/// Everything a state knows, for comparison.
struct Facts: Equatable {
    var price: UInt128
    var liquidity: UInt128
    var tick: Int32
    var spacing: UInt16
    var rate: UInt32
    var share: UInt32
    var ticks: [Int32: [Int32: Int128]] = [:]

    init(_ state: borrowing WhirlpoolState) {
        price = state.sqrtPrice.bits
        liquidity = state.liquidity
        tick = state.tick.count
        spacing = state.tickSpacing
        rate = state.feeRate.count
        share = state.protocolShare.count
        for index in 0..<state.capacity where state.spans[index].isKnown {
            let span = state.spans[index]
            ticks[span.start] = [:]
            for slot in 0..<88 where span.bitmap >> UInt128(slot) & 1 == 1 {
                let tick = span.start + Int32(slot) * Int32(state.tickSpacing)
                ticks[span.start]?[tick] = state.rows[index * 88 + slot].net
            }
        }
    }

    /// What the accounts say, read here byte by byte.
    init(_ real: RealPool, uninitialised: Set<Int32> = []) {
        func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt128 {
            bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt128($1) }
        }
        price = number(real.pool, 65, 16)
        liquidity = number(real.pool, 49, 16)
        tick = Int32(bitPattern: UInt32(number(real.pool, 81, 4)))
        spacing = UInt16(number(real.pool, 41, 2))
        rate = UInt32(number(real.pool, 45, 2))
        share = UInt32(number(real.pool, 47, 2))
        for (start, bytes) in real.arrays {
            ticks[start] = [:]
            for slot in 0..<88 where bytes[12 + 113 * slot] == 1 {
                ticks[start]?[start + Int32(slot) * Int32(spacing)] =
                    Int128(bitPattern: number(bytes, 13 + 113 * slot, 16))
            }
        }
        for start in uninitialised { ticks[start] = [:] }
    }
}

/// A feed and its reader.
struct Pair: ~Copyable {
    var diff = WhirlpoolDiff(instrument: InstrumentID(5), pool: RealPool.address)
    var state = WhirlpoolState()

    mutating func pool(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes {
            try diff.update(pool: AccountBytes($0), owner: whirlpoolProgram)
        }
    }
    mutating func array(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes {
            try diff.update(tickArray: AccountBytes($0), owner: whirlpoolProgram)
        }
    }
    /// Passes on what is owed, one batch.
    mutating func drain() -> [Event] {
        var events: [Event] = []
        while let event = diff.next(
            slot: Slot(7), input: InputSequence(8), received: Instant(nanosecondsSinceBoot: 9))
        {
            state.apply(event)
            events.append(event)
        }
        return events
    }
    mutating func snapshot(_ real: RealPool) throws {
        diff.beginSnapshot()
        try pool(real.pool)
        for start in real.arrays.keys.sorted() { try array(real.arrays[start]!) }
    }
}

@Suite("The Whirlpool diff", .enabled(if: Shared.exists(RealPool.folder), "needs ../shared/data"))
struct WhirlpoolDiffTests {
    @Test("a snapshot tells everything, in one batch that begins and ends")
    func snapshot() throws {
        let real = try RealPool()
        #expect(real.arrays.count == 7)
        var pair = Pair()
        try pair.snapshot(real)
        let events = pair.drain()
        #expect(Facts(pair.state) == Facts(real))
        #expect(pair.state.misfits == 0)
        #expect(events.first?.flags == .first | .snapshot)
        #expect(events.last?.flags == .last | .snapshot)
        #expect(events.dropFirst().dropLast().allSatisfy { $0.flags == .snapshot })
        #expect(events.allSatisfy { $0.instrument == InstrumentID(5) && $0.sequence == 7 })
        #expect(events.allSatisfy { $0.input == InputSequence(8) })
        #expect(pair.drain().isEmpty)
    }

    @Test("an account that says nothing new makes no event")
    func repetition() throws {
        let real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        try pair.pool(real.pool)
        for bytes in real.arrays.values { try pair.array(bytes) }
        #expect(pair.diff.hasNext == false)
        #expect(pair.drain().isEmpty)
    }

    /// The pool's account with another price, tick and liquidity.
    private func moved(
        _ bytes: [UInt8], sqrtPrice: UInt128, tick: Int32, liquidity: UInt128
    ) -> [UInt8] {
        var bytes = bytes
        for place in 0..<16 {
            bytes[49 + place] = UInt8(truncatingIfNeeded: liquidity >> UInt128(8 * place))
            bytes[65 + place] = UInt8(truncatingIfNeeded: sqrtPrice >> UInt128(8 * place))
        }
        for place in 0..<4 { bytes[81 + place] = UInt8(truncatingIfNeeded: tick >> (8 * place)) }
        return bytes
    }

    // Two swaps that were executed on the program from this state: end √price, tick, liquidity.
    @Test(
        "liquidity that the crossed ticks explain is told from a position that came or went",
        arguments: [
            (UInt128(3_685_439_636_467_227_518), Int32(-32_212), UInt128(178_449_959_182_609)),
            (UInt128(3_737_361_492_556_619_799), Int32(-31_932), UInt128(174_754_683_238_656)),
        ])
    func crossings(sqrtPrice: UInt128, tick: Int32, liquidity: UInt128) throws {
        let real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        try pair.pool(moved(real.pool, sqrtPrice: sqrtPrice, tick: tick, liquidity: liquidity))
        let explained = pair.diff.isLiquidityUnexplained
        #expect(!explained)
        try pair.pool(real.pool)
        let back = pair.diff.isLiquidityUnexplained
        #expect(!back)
        try pair.pool(moved(real.pool, sqrtPrice: sqrtPrice, tick: tick, liquidity: liquidity + 1))
        let unexplained = pair.diff.isLiquidityUnexplained
        #expect(unexplained)
    }

    @Test("random edits: the sum of the diffs is the whole account", arguments: 1...4)
    func edits(seed: Int) throws {
        var seeded = Seeded(state: UInt64(seed))
        var real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        for round in 0..<80 {
            let start = real.arrays.keys.sorted()[Int(seeded.below(7))]
            let isPool = seeded.below(4) == 0
            if isPool {
                real.pool[49 + Int(seeded.below(6))] = UInt8(truncatingIfNeeded: seeded.next())
                real.pool[65 + Int(seeded.below(7))] ^= UInt8(truncatingIfNeeded: seeded.next())
                real.pool[45] = UInt8(truncatingIfNeeded: seeded.next())
                let price = real.pool[65..<81].reversed().reduce(UInt128(0)) {
                    $0 << 8 | UInt128($1)
                }
                let tick = UInt32(bitPattern: TickMath.tick(at: SqrtPrice(bits: price)).count)
                for place in 0..<4 {
                    real.pool[81 + place] = UInt8(tick >> UInt32(place * 8) & 0xFF)
                }
                try pair.pool(real.pool)
            }
            for _ in 0..<seeded.below(5) {
                let slot = 12 + 113 * Int(seeded.below(88))
                real.arrays[start]![slot] = UInt8(seeded.below(2))
                let place = slot + 1 + Int(seeded.below(112))
                real.arrays[start]![place] = UInt8(truncatingIfNeeded: seeded.next())
            }
            try pair.array(real.arrays[start]!)
            // Every third round tells two rounds at once.
            if round % 3 == 0 { continue }
            let events = pair.drain()
            if events.isEmpty { continue }
            #expect(Facts(pair.state) == Facts(real))
            #expect(events.count { $0.flags.contains(.first) } == 1)
            #expect(events.first!.flags.contains(.first) && events.last!.flags.contains(.last))
            #expect(events.count { $0.flags.contains(.last) } == 1)
            #expect(events.allSatisfy { !$0.flags.contains(.snapshot) })
            #expect(events.count <= 13)
        }
        #expect(pair.state.misfits == 0)
    }

    @Test("an array that vanishes, is watched no more, or returns")
    func presence() throws {
        var real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        let kept = real.arrays[-33_792]!
        real.arrays[-33_792] = nil
        try pair.diff.noteUninitialised(start: TickIndex(-33_792))
        #expect(pair.drain().map(\.kind) == [.tickArray])
        #expect(Facts(pair.state) == Facts(real, uninitialised: [-33_792]))
        pair.diff.forget(start: TickIndex(-33_792))
        #expect(pair.drain().map(\.kind) == [.tickArray])
        #expect(Facts(pair.state) == Facts(real))
        #expect(throws: SwapError.invalidTickArraySequence) {
            try pair.state.quote(.aToB, .exactIn(Atoms(1_000_000)))
        }
        real.arrays[-33_792] = kept
        try pair.array(kept)
        _ = pair.drain()
        #expect(Facts(pair.state) == Facts(real))
    }

    @Test("an array forgotten and watched again before anybody was told")
    func flicker() throws {
        var real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        pair.diff.forget(start: TickIndex(-33_792))
        for slot in 0..<80 { real.arrays[-33_792]![12 + 113 * slot] = 0 }
        try pair.array(real.arrays[-33_792]!)
        _ = pair.drain()
        #expect(Facts(pair.state) == Facts(real))
    }

    @Test("a refused account changes nothing")
    func refusals() throws {
        let real = try RealPool()
        var pair = Pair()
        #expect(throws: AccountError.poolUnknown) { try pair.array(real.arrays[-33_792]!) }
        try pair.snapshot(real)
        _ = pair.drain()
        var other = real.arrays[-33_792]!
        other[9_960] ^= 1
        #expect(throws: AccountError.wrongPool) { try pair.array(other) }
        var misplaced = real.arrays[-33_792]!
        misplaced[8] ^= 1
        #expect(throws: AccountError.misplacedArray) { try pair.array(misplaced) }
        var wider = real.pool
        wider[41] = 128
        wider[43] = 128
        #expect(throws: AccountError.valueOutOfRange) { try pair.pool(wider) }
        #expect(throws: AccountError.truncated) { try pair.pool(Array(real.pool.dropLast())) }
        try pair.diff.noteUninitialised(start: TickIndex(0))
        #expect(throws: AccountError.tooManyArrays) {
            try pair.diff.noteUninitialised(start: TickIndex(5_632))
        }
        #expect(pair.drain().count == 1)
        #expect(Facts(pair.state) == Facts(real, uninitialised: [0]))
    }

    @Test("the published swaps of the real pool")
    func published() throws {
        let real = try RealPool()
        var pair = Pair()
        try pair.snapshot(real)
        _ = pair.drain()
        let a = try pair.state.quote(.aToB, .exactIn(Atoms(5_000_000_000_000)))
        #expect(a.amountOut.count == 200_290_738_065 && a.fee.count == 10_000_000_001)
        #expect(a.protocolFee.count == 299_999_998 && a.crossed == 2)
        #expect(a.sqrtPrice.bits == 3_685_439_636_467_227_518)
        #expect(a.tick.count == -32_212 && a.liquidity == 178_449_959_182_609)
        let b = try pair.state.quote(.bToA, .exactOut(Atoms(1_000_000_000)))
        #expect(b.amountIn.count == 40_443_158 && b.fee.count == 80_887)
        #expect(b.sqrtPrice.bits == 3_706_020_013_001_183_056)
    }
}
