import Markets
import Numbers
import Testing

@testable import Pools

private func time(_ seconds: UInt64, epoch: UInt64 = 0) -> ChainTime {
    ChainTime(slot: epoch * 432_000, seconds: seconds)
}

/// A refusal's number, or −1 where there is none.
private func code(_ body: () throws -> PoolTrade) -> Int {
    do {
        _ = try body()
        return -1
    } catch {
        return Int((error as? PoolRefusal)?.code ?? 9_999)
    }
}

@Suite("Whirlpools whose fee adapts")
struct WhirlpoolAdaptiveTests {
    /// What the reference publishes as run on the program: time, direction, order, other side, fee,
    /// protocol's part, end, and the oracle's variables after it.
    struct Row: Sendable {
        var now: UInt64
        var direction: SwapDirection
        var amount: SwapAmount
        var other: UInt64
        var fee: UInt64
        var protocolFee: UInt64
        var price: UInt128
        var tick: Int32
        var variables: [Int64]
    }

    static let rows = [
        Row(
            now: 1_750_000_000, direction: .bToA, amount: .exactIn(Atoms(10_000_000_000)),
            other: 9_872_931_525, fee: 18_596_094, protocolFee: 2_417_491,
            price: 18_640_093_693_915_155_925, tick: 208,
            variables: [1_750_000_000, 1_750_000_000, 6_000, 0, 36_000]),
        Row(
            now: 1_750_000_000, direction: .aToB, amount: .exactIn(Atoms(10_000_000_000)),
            other: 9_886_973_248, fee: 24_328_388, protocolFee: 3_162_688,
            price: 18_273_586_825_405_519_711, tick: -189,
            variables: [1_750_000_000, 1_750_000_000, 6_000, 0, 36_000]),
        Row(
            now: 1_750_010_000, direction: .bToA, amount: .exactIn(Atoms(10_000_000_000)),
            other: 9_876_588_414, fee: 14_862_131, protocolFee: 1_932_075,
            price: 18_640_162_573_374_997_626, tick: 208,
            variables: [1_750_010_000, 1_750_010_000, 0, 0, 30_000]),
        Row(
            now: 1_750_000_000, direction: .aToB, amount: .exactOut(Atoms(5_000_000_000)),
            other: 5_028_667_543, fee: 8_576_886, protocolFee: 1_114_994,
            price: 18_363_735_570_222_570_632, tick: -91,
            variables: [1_750_000_000, 1_750_000_000, 6_000, 0, 26_000]),
    ]

    @Test("the published swaps, and what they leave in the oracle", arguments: rows)
    func published(row: Row) throws {
        var state = try PlainWhirlpool.example.state()
        #expect(state.isKnown && state.isAdaptive && state.misfits == 0)
        let quoted = try state.quote(row.direction, row.amount, at: row.now)
        let traded = try state.trade(row.direction, row.amount, at: time(row.now))
        let settled = try state.settle(row.direction, row.amount, at: time(row.now))
        #expect(traded == settled)
        switch row.amount {
        case .exactIn(let input):
            #expect(settled.amountIn == input && settled.amountOut.count == row.other)
        case .exactOut(let output):
            #expect(settled.amountOut == output && settled.amountIn.count == row.other)
        }
        #expect(settled.fee == row.fee && quoted.protocolFee.count == row.protocolFee)
        #expect(state.sqrtPrice.bits == row.price && state.tick.count == row.tick)
        let left = state.feeVariables
        #expect(
            [
                Int64(left.lastReferenceUpdate), Int64(left.lastMajorSwap),
                Int64(left.volatilityReference), Int64(left.groupReference),
                Int64(left.volatility),
            ] == row.variables)
    }

    @Test("within the filter period the reference stays")
    func filtered() throws {
        var plain = PlainWhirlpool.example
        plain.variables.lastReferenceUpdate = 1_749_999_990
        plain.variables.lastMajorSwap = 0
        var state = try plain.state()
        let done = try state.settle(
            .bToA, .exactIn(Atoms(1_000_000_000)), at: time(1_750_000_000))
        #expect(done.amountOut.count == 983_937_079 && done.fee == 14_108_000)
        plain.variables.volatility = 80_000
        #expect(state.feeVariables == plain.variables)
    }

    @Test("time before the last swap, and before the first trade, is refused as the program does")
    func clocks() throws {
        var plain = PlainWhirlpool.example
        let early = try plain.state()
        let order = SwapAmount.exactIn(Atoms(1_000))
        #expect(code { try early.trade(.aToB, order, at: time(1_749_999_899)) } == 6_022)
        #expect(code { try early.trade(.aToB, order, at: time(1_749_999_900)) } == -1)
        #expect(throws: SwapError.invalidTimestamp) { try early.quote(.aToB, order) }
        plain.tradeEnabled = 1_750_000_000
        let closed = try plain.state()
        #expect(code { try closed.trade(.aToB, order, at: time(1_749_999_999)) } == 6_064)
        #expect(code { try closed.trade(.aToB, order, at: time(1_750_000_000)) } == -1)
        #expect(closed.spot(.aToB, at: time(1_749_999_999)) == nil)
        #expect(closed.spot(.aToB, at: time(1_750_000_000)) != nil)
    }

    @Test("an oracle that the program never writes ends in a typed error")
    func strangeOracles() throws {
        var seeded = Seeded(state: 12)
        var state = try PlainWhirlpool.example.state()
        for _ in 0..<20_000 {
            state.feeVariables = WhirlpoolFeeVariables(
                Event.Words(
                    UInt64(seeded.bits(40)), UInt64(seeded.bits(40)),
                    UInt64(truncatingIfNeeded: seeded.bits(64)), UInt64(seeded.bits(32))))
            let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
            let amount = Atoms<InputToken>(UInt64(seeded.bits(seeded.below(63) + 1)))
            let now = time(UInt64(seeded.bits(41)))
            _ = try? state.trade(direction, .exactIn(amount), at: now)
            var cursor = state.stretchCursor(direction, at: now)
            for _ in 0..<4 { _ = state.nextStretch(&cursor) }
        }
        state.feeVariables.groupReference = .max
        state.feeVariables.lastReferenceUpdate = 100
        state.feeVariables.lastMajorSwap = 100
        state.feeVariables.volatilityReference = 0
        #expect(throws: SwapError.aborted) {
            try state.quote(.aToB, .exactIn(Atoms(5)), at: 101)
        }
    }
}

@Suite("Whirlpools of tokens whose transfers cost")
struct WhirlpoolTransferTests {
    static func fees(_ share: UInt16, _ most: UInt64) -> TransferFees {
        let fee = TransferFee(share: share, most: most)!
        return TransferFees(older: .none, newer: fee, newerEpoch: 10)
    }

    @Test("the schedule of the epoch is charged on both sides")
    func epochs() throws {
        var plain = PlainWhirlpool.example
        plain.tierIndex = plain.spacing
        let free = try plain.state()
        plain.feeA = Self.fees(100, .max)
        plain.feeB = Self.fees(250, 1_000)
        let state = try plain.state()
        let whole = SwapAmount.exactIn(Atoms(1_000_000))
        #expect(try state.trade(.aToB, whole, at: time(0)) == free.trade(.aToB, whole, at: time(0)))
        let traded = try state.trade(.aToB, whole, at: time(0, epoch: 10))
        let inside = try free.quote(.aToB, .exactIn(Atoms(990_000)))
        #expect(traded.amountIn.count == 1_000_000 && traded.fee == inside.fee.count)
        #expect(traded.amountOut.count == inside.amountOut.count - 1_000)
        let wanted = SwapAmount.exactOut(Atoms(500_000))
        let bought = try state.trade(.aToB, wanted, at: time(0, epoch: 10))
        let asked = try free.quote(.aToB, .exactOut(Atoms(501_000)))
        #expect(bought.amountOut.count == 500_000)
        let sent = Int(bought.amountIn.count)
        #expect(sent - (sent + 99) / 100 == Int(asked.amountIn.count))
        let found = state.spot(.aToB, at: time(0, epoch: 10))
        let spot = try #require(found)
        #expect(abs(spot.inputKept - 0.99 * 0.999) < 1e-12 && spot.outputKept == 0.975)
    }

    @Test("more in never gives less out, and an exact output is the least input")
    func monotone() throws {
        var plain = PlainWhirlpool.example
        plain.feeA = Self.fees(77, 40_000)
        plain.feeB = Self.fees(1_234, 900_000)
        let state = try plain.state()
        let now = time(1_750_000_000, epoch: 11)
        var seeded = Seeded(state: 3)
        for _ in 0..<400 {
            let direction: SwapDirection = seeded.below(2) == 0 ? .aToB : .bToA
            let amount = 100 + UInt64(seeded.bits(seeded.below(33) + 2))
            let more = amount + seeded.below(amount)
            let little = try state.trade(direction, .exactIn(Atoms(amount)), at: now)
            let much = try state.trade(direction, .exactIn(Atoms(more)), at: now)
            #expect(little.amountOut <= much.amountOut && little.amountIn.count == amount)
            guard little.amountOut.count > 0 else { continue }
            let back = try state.trade(direction, .exactOut(little.amountOut), at: now)
            #expect(back.amountIn.count <= amount)
            #expect(back.amountOut == little.amountOut)
        }
    }

    @Test("there and back never profits, and two halves never beat the whole")
    func noMoneyMachine() throws {
        var seeded = Seeded(state: 4)
        for _ in 0..<200 {
            var plain = PlainWhirlpool.example
            if seeded.below(2) == 0 { plain.tierIndex = plain.spacing }
            plain.feeA = Self.fees(UInt16(seeded.below(300)), UInt64(seeded.bits(30)))
            let now = time(1_750_000_000, epoch: 10 * seeded.below(2))
            let amount = 1_000 + UInt64(seeded.bits(seeded.below(32) + 3))
            var state = try plain.state()
            let whole = try state.trade(.bToA, .exactIn(Atoms(amount)), at: now)
            let there = try state.settle(.bToA, .exactIn(Atoms(amount)), at: now)
            #expect(there == whole)
            if there.amountOut.count > 1 {
                let back = try state.settle(
                    .aToB, .exactIn(Atoms(there.amountOut.count)), at: now)
                #expect(back.amountOut.count <= amount)
            }
            var halves = try plain.state()
            let first = try halves.settle(.bToA, .exactIn(Atoms(amount / 2)), at: now)
            let second = try halves.settle(.bToA, .exactIn(Atoms(amount - amount / 2)), at: now)
            let sum = first.amountOut.count + second.amountOut.count
            #expect(sum <= whole.amountOut.count)
        }
    }

    @Test("two pools: each is quoted as alone, and the middle pays its transfer fee once")
    func twoHops() throws {
        var plain = PlainWhirlpool.example
        plain.feeB = Self.fees(100, .max)
        let first = try plain.state()
        plain.liquidity = 7_000_000_000_000
        plain.feeA = plain.feeB
        plain.feeB = .none
        let second = try plain.state()
        let now = time(1_750_000_000, epoch: 10)
        let hop = try WhirlpoolTwoHop(
            first, .aToB, second, .aToB, .exactIn(Atoms(1_000_000)), at: now)
        let alone = try first.quote(.aToB, .exactIn(Atoms(1_000_000)), at: now.seconds)
        let after = try second.trade(
            .aToB, .exactIn(Atoms(alone.amountOut.count)), at: now)
        #expect(hop.first == alone && hop.amountOut == after.amountOut)
        let back = try WhirlpoolTwoHop(
            first, .aToB, second, .aToB, .exactOut(hop.amountOut), at: now)
        #expect(back.amountIn.count <= 1_000_000 && back.amountOut == hop.amountOut)
        plain.arrays = [:]
        let blind = try plain.state()
        #expect(throws: SwapError.invalidTickArraySequence) {
            try WhirlpoolTwoHop(first, .aToB, blind, .aToB, .exactIn(Atoms(1)), at: now)
        }
    }
}

@Suite("Stretches of a Whirlpool")
struct WhirlpoolStretchTests {
    @Test("integrated, the stretches give what a quote gives", arguments: [0, 1, 2])
    func integrated(kind: Int) throws {
        var plain = PlainWhirlpool.example
        if kind == 0 { plain.tierIndex = plain.spacing }
        if kind == 2 { plain.feeB = WhirlpoolTransferTests.fees(120, .max) }
        plain.arrays[0]?.ticks = [1: 400_000_000_000, 2: -250_000_000_000, 10: -1_150_000_000_000]
        plain.arrays[-5_632]?.ticks = [87: -200_000_000_000, 78: 1_200_000_000_000]
        let state = try plain.state()
        let now = time(1_750_000_000, epoch: 12)
        for direction in [SwapDirection.aToB, .bToA] {
            for amount in [1e6, 1e9, 6e9, 1.2e10] {
                var cursor = state.stretchCursor(direction, at: now)
                var left = amount
                var out = 0.0
                while left > 0, let stretch = state.nextStretch(&cursor) {
                    let (from, to, depth) = (stretch.from, stretch.to, stretch.depth)
                    let isDown = direction == .aToB
                    let whole = depth * (isDown ? 1 / to - 1 / from : to - from)
                    let used = min(whole, left * stretch.inputKept)
                    left -= used / stretch.inputKept
                    guard depth > 0 else { continue }
                    let end = isDown ? 1 / (1 / from + used / depth) : from + used / depth
                    let gained = depth * (isDown ? from - end : 1 / from - 1 / end)
                    out += gained * stretch.outputKept
                }
                let quoted = try state.trade(direction, .exactIn(Atoms(UInt64(amount))), at: now)
                #expect(abs(out - Double(quoted.amountOut.count)) < 1e-7 * out + 20)
            }
        }
    }

    @Test("the walk of a static pool is that of its segments")
    func segments() throws {
        var state = loaded(examplePool())
        for direction in [SwapDirection.aToB, .bToA] {
            var segments = state.segmentCursor(direction)
            var stretches = state.stretchCursor(direction, at: time(0))
            while let segment = state.nextSegment(&segments) {
                let next = state.nextStretch(&stretches)
                let stretch = try #require(next)
                #expect(stretch.from == segment.from.value.approximation)
                #expect(stretch.to == segment.to.value.approximation)
                #expect(stretch.depth == Double(segment.liquidity))
                #expect(stretch.inputKept == 0.997 && stretch.outputKept == 1)
            }
            let last = state.nextStretch(&stretches)
            #expect(last == nil)
            let found = state.spot(direction, at: time(0))
            let spot = try #require(found)
            #expect(spot.from == 1 && spot.to == 1 && spot.depth == 0)
        }
        state.forget()
        #expect(state.spot(.aToB, at: time(0)) == nil)
        var cursor = state.stretchCursor(.aToB, at: time(0))
        let none = state.nextStretch(&cursor)
        #expect(none == nil)
        #expect(code { try state.trade(.aToB, .exactIn(Atoms(1)), at: time(0)) } == 0)
    }
}
