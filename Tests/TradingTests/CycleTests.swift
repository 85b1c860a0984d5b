import Markets
import Numbers
import Pools
import Testing

@testable import Trading

/// A small market made from a seed, in which every size can be tried.
struct SmallMarket: ~Copyable {
    var book = Book(windowTicks: 1_024, levelsMax: 64)
    var pools = PoolTable([.whirlpool], arrays: 8, levels: 1)
    let time = ChainTime(slot: 0, seconds: 0)
    let cycle: CEXDEXCycle
    /// Of one base atom, rounded up, in cash atoms.
    let worth: Int64

    /// - Parameter decimals: of the base. With 2 an atom is worth 10,000 of cash, and rounding is
    ///   as large as it can be; with 9 it is worth a thousandth, and rounding is next to nothing.
    init(seed: UInt64, decimals: UInt8) throws {
        var chance = Chance(state: seed)
        let isA = chance.below(2) == 0
        let lotDecimals = UInt8(1 + chance.below(3))
        let stableDecimals = UInt8(4 + chance.below(2))
        let assets = [
            Asset(id: base, name: "BASE", decimals: decimals),
            Asset(id: cash, name: "USD", decimals: 4),
            Asset(id: stable, name: "USDC", decimals: stableDecimals),
        ]
        // About 100 a piece, in stable atoms per base atom, and hundredths of a piece in atoms.
        let hundredth = decimals == 2 ? 1.0 : 1e7
        let perAtom = (stableDecimals == 4 ? 10_000.0 : 100_000.0) / hundredth
        let drift = Double(chance.within(-300...300)) * 1e-4
        let price = perAtom * (1 + drift)
        let root = isA ? price.squareRoot() : (1 / price).squareRoot()
        let sqrtPrice = SqrtPrice(bits: UInt128(root * 0x1p64))
        let tick = TickMath.tick(at: sqrtPrice).count
        let grid = tick / 8 * 8
        let scale = perAtom.squareRoot() * hundredth
        var positions = [
            Position(
                low: grid - 600, high: grid + 600,
                liquidity: UInt128(Double(chance.within(500...20_000)) * scale))
        ]
        for _ in 0..<chance.below(5) {
            let low = grid + Int32(chance.within(-40...30)) * 8
            positions.append(
                Position(
                    low: low, high: low + Int32(chance.within(1...20)) * 8,
                    liquidity: UInt128(Double(chance.within(500...20_000)) * scale)))
        }
        for event in poolSnapshot(
            sqrtPrice: sqrtPrice, positions: positions,
            feeRate: UInt32(chance.below(4) * 1_000))
        { _ = pools.apply(event, at: 0) }
        let perLot: UInt64 = lotDecimals == 3 ? 50 : lotDecimals == 2 ? 5 : 1
        let touch = 10_000 + chance.within(-200...200)
        for (side, sign) in [(Side.ask, Int64(1)), (.bid, -1)] {
            var price = touch + sign
            for _ in 0..<1 + chance.below(12) {
                book.set(side, price: Ticks(price), size: Lots(perLot * (1 + chance.below(30))))
                price += sign * chance.within(1...60)
            }
        }
        cycle = try CEXDEXCycle(
            book: bookID,
            terms: BookTerms(
                base: base, quote: cash, tick: Increment(decimals: 2),
                lot: Increment(decimals: lotDecimals),
                takerFee: HundredthsOfBasisPoint(UInt32(chance.below(4)) * 800)),
            pool: poolID,
            poolTerms: PoolTerms(base: base, quote: stable, baseToken: isA ? .a : .b),
            assets: assets, exchange: exchange, wallet: wallet,
            conversion: HundredthsOfBasisPoint(UInt32(chance.within(998_000...1_002_000))),
            lotsMax: Lots(lotDecimals == 1 ? 60 : lotDecimals == 2 ? 400 : 4_000))
        worth = Int64((1.1 * 10_000 / hundredth).rounded(.up))
    }

    /// The highest gross of all sizes, and that size.
    func exhaustive(_ direction: CycleDirection) -> (gross: Int64, steps: UInt64)? {
        var best: (gross: Int64, steps: UInt64)?
        for steps in cycle.stepsMin...cycle.stepsMax {
            guard
                let quote = cycle.quote(
                    direction, steps: steps, book: book, pools: pools, at: 0, time: time)
            else { continue }
            if best == nil || quote.gross > best!.gross { best = (quote.gross, steps) }
        }
        return best
    }

    /// The most that rounding takes from a size, as `CEXDEXCycle.best` states it.
    func roundingMax(_ direction: CycleDirection, steps: UInt64) -> Int64 {
        let amount = cycle.swapAmount(direction, base: steps * cycle.atomsPerStep)
        let crossed = try? pools.trade(
            cycle.swapDirection(direction), amount, at: 0, time: time
        ).crossed
        return 3 + Int64((crossed ?? 0) + 1) * (2 * worth + 2)
    }
}

@Suite("CEX–DEX cycles")
struct CycleTests {
    @Test(
        "no integer size beats the one found by more than rounding takes",
        arguments: [(UInt8(2), 0.75), (9, 0.9)])
    func optimum(decimals: UInt8, share: Double) throws {
        var profitable = 0
        var exact = 0
        for seed in 1...300 as ClosedRange<UInt64> {
            let market = try SmallMarket(seed: seed, decimals: decimals)
            for direction in CycleDirection.allCases {
                let found = market.cycle.best(
                    direction, book: market.book, pools: market.pools, at: 0, time: market.time)
                let top = market.exhaustive(direction)
                guard let found else {
                    if let top {
                        let slack = market.roundingMax(direction, steps: top.steps)
                        #expect(top.gross <= slack, "seed \(seed) \(direction)")
                    }
                    continue
                }
                let best = try #require(top)
                let steps = found.base / market.cycle.atomsPerStep
                let slack = market.roundingMax(direction, steps: steps)
                #expect(found.gross > 0 && found.gross <= best.gross)
                #expect(
                    best.gross - found.gross <= slack,
                    "seed \(seed) \(direction): \(found.gross) at \(steps), not \(best)")
                let again = market.cycle.quote(
                    direction, steps: steps, book: market.book, pools: market.pools, at: 0,
                    time: market.time)
                #expect(again == found)
                profitable += 1
                if best.gross == found.gross { exact += 1 }
            }
        }
        // Enough markets with something to find, and mostly the very best integer.
        #expect(profitable >= 150 && Double(exact) >= share * Double(profitable))
    }

    @Test("a book deeper than the cycle looks still gives a size: as deep as it looks")
    func depth() throws {
        let instruments = DeskWorld.instruments()
        guard case .book(let terms) = instruments[0].terms,
            case .pool(let poolTerms) = instruments[1].terms
        else { preconditionFailure("a book and a pool") }
        let cycle = try CEXDEXCycle(
            book: bookID, terms: terms, pool: poolID, poolTerms: poolTerms,
            assets: DeskWorld.assets, exchange: exchange, wallet: wallet,
            conversion: HundredthsOfBasisPoint(1_000_000), lotsMax: Lots(5_000), depthMax: 16)
        var book = Book(windowTicks: 256, levelsMax: 64)
        for price in 40...80 as ClosedRange<Int64> {
            book.set(.ask, price: Ticks(price), size: Lots(3))
        }
        var pools = PoolTable([.whirlpool], arrays: 8, levels: 1)
        for event in DeskWorld.pool(input: 1, received: 1) { _ = pools.apply(event, at: 0) }
        let time = ChainTime(slot: 0, seconds: 0)
        let found = cycle.best(.bookToPool, book: book, pools: pools, at: 0, time: time)
        #expect(found?.size == Lots(48) && found?.worst == Ticks(55))
        let back = cycle.best(.poolToBook, book: book, pools: pools, at: 0, time: time)
        #expect(back == nil)
    }

    @Test("the root is right to two units in the last place")
    func root() {
        var chance = Chance(state: 5)
        for _ in 0..<2_000 {
            let exponent = Double(chance.within(-60...60))
            var x = 1 + Double(chance.below(1 << 52)) * 0x1p-52
            for _ in 0..<Int(abs(exponent)) { x *= exponent < 0 ? 0.5 : 2 }
            let root = x.squareRoot()
            #expect(abs(approximateRoot(x) - root) <= 2 * root.ulp)
        }
    }

    @Test("units: lots finer than atoms make steps of several lots")
    func units() throws {
        func cycle(lot: UInt8, base decimals: UInt8) throws -> CEXDEXCycle {
            try CEXDEXCycle(
                book: bookID,
                terms: BookTerms(
                    base: base, quote: cash, tick: Increment(decimals: 2),
                    lot: Increment(decimals: lot), sizeMin: Lots(7),
                    takerFee: HundredthsOfBasisPoint(6_000)),
                pool: poolID, poolTerms: PoolTerms(base: base, quote: stable, baseToken: .a),
                assets: [
                    Asset(id: base, name: "B", decimals: decimals),
                    Asset(id: cash, name: "USD", decimals: 6),
                    Asset(id: stable, name: "USDC", decimals: 6),
                ],
                exchange: exchange, wallet: wallet,
                conversion: HundredthsOfBasisPoint(999_500), lotsMax: Lots(1_000_000_000))
        }
        let sol = try cycle(lot: 8, base: 9)
        #expect(sol.lotsPerStep == 1 && sol.atomsPerStep == 10 && sol.stepsMin == 7)
        // 1 tick · 1 lot = 10⁻¹⁰ USD = 10⁻⁴ of an atom; 999,500 / 10⁶ in lowest terms.
        #expect(sol.cashPerTickLot == Ratio(1, 10_000))
        #expect(sol.cashPerPoolQuote == Ratio(1_999, 2_000))
        let coarse = try cycle(lot: 8, base: 6)
        #expect(coarse.lotsPerStep == 100 && coarse.atomsPerStep == 1)
        #expect(coarse.stepsMin == 1 && coarse.stepsMax == 10_000_000)
    }

    @Test("a ratio rounds the way it is told and says when money ends")
    func ratios() {
        let third = Ratio(10, 30)
        #expect(third == Ratio(1, 3))
        #expect(third.of(10, rounding: .down) == 3 && third.of(10, rounding: .up) == 4)
        #expect(third.of(9, rounding: .down) == 3 && third.of(9, rounding: .up) == 3)
        #expect(Ratio(2, 1).of(UInt128(UInt64.max), rounding: .down) == nil)
        #expect(Ratio(1, 1).of(UInt128(Int64.max), rounding: .up) == Int64.max)
        // 0.6 % of 1,001 thirds: 2.002.
        let fee = HundredthsOfBasisPoint(6_000)
        #expect(third.of(1_001, share: fee, rounding: .up) == 3)
        #expect(third.of(1_001, share: fee, rounding: .down) == 2)
    }
}
