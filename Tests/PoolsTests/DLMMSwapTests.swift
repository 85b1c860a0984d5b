import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// So many seconds since 1970, at a slot after any activation.
func seconds(_ count: UInt64) -> ChainTime { ChainTime(slot: .max, seconds: count) }

/// A pair with bins, filled by hand.
struct PlainPair {
    var pair = DLMMPair()
    var bins: [Int32: DLMMBin] = [:]
    var hasExtension = true

    init(step: UInt16, active: Int32 = 0) {
        pair.binStep = step
        pair.activeBin = active
        pair.lowestBin = -465_920
        pair.highestBin = 465_919
    }

    mutating func put(_ id: Int32, x: UInt64, y: UInt64) {
        var bin = DLMMBin()
        bin.price = DLMMPrice.price(ofBin: id, binStep: pair.binStep) ?? 0
        bin.amountX = x
        bin.amountY = y
        bins[id] = bin
    }

    /// The arrays that hold its bins.
    var arrays: Set<Int32> { Set(bins.keys.map { DLMMState.array(of: $0) }) }

    /// As its accounts would tell it; `flags` are further arrays with a bit, but unknown.
    func state(flags: [Int32] = []) -> DLMMState {
        var diff = PoolDiff(
            instrument: InstrumentID(0), pool: DLMMBytes.address,
            room: DLMMLayout.room(arrays: 16))
        diff.set(DLMMNumbers.terms, to: pair.terms)
        diff.set(DLMMNumbers.standing, to: pair.standing)
        diff.set(DLMMNumbers.reach, to: Event.Words(hasExtension ? 1 : 0))
        var words = [UInt64](repeating: 0, count: 208)
        for index in arrays.union(flags) {
            words[Int(index + 6_656) / 64] |= 1 << UInt64((index + 6_656) % 64)
        }
        for group in 0..<52 {
            let first = 4 * group
            diff.set(
                DLMMNumbers.bitmap + group,
                to: Event.Words(
                    words[first], words[first + 1], words[first + 2], words[first + 3]))
        }
        for index in arrays {
            guard let place = try? diff.present(index) else { continue }
            for slot in Int32(0)..<70 {
                diff.set(row: Int(slot), of: place, to: bins[index * 70 + slot]?.row)
            }
        }
        var state = DLMMState(capacity: 16)
        while let event = diff.next(slot: Slot(0), input: InputSequence(0), received: .never) {
            state.apply(event)
        }
        return state
    }

    /// Three bins either side of 0, which has both tokens.
    static func ladder(onlyY: Bool) -> PlainPair {
        var plain = PlainPair(step: 10)
        plain.pair.baseFactor = 10_000
        plain.pair.filterPeriod = 30
        plain.pair.decayPeriod = 600
        plain.pair.reductionFactor = 5_000
        plain.pair.variableFeeControl = 40_000
        plain.pair.accumulatorMax = 350_000
        plain.pair.protocolShare = 500
        plain.pair.takesFeeInY = onlyY
        plain.pair.volatility.accumulator = 20_000
        plain.pair.volatility.reference = 10_000
        plain.pair.volatility.indexReference = -1
        for id in Int32(-3)...3 {
            plain.put(id, x: id >= 0 ? 1_000_000_000 : 0, y: id <= 0 ? 1_000_000_000 : 0)
        }
        return plain
    }

    /// The two bins of a real pair that a swap of up to 100,000,000 Y meets, in December 2024.
    static func real() -> PlainPair {
        var plain = PlainPair(step: 250, active: 15)
        plain.pair.baseFactor = 4_000
        plain.pair.filterPeriod = 300
        plain.pair.decayPeriod = 1_200
        plain.pair.reductionFactor = 5_000
        plain.pair.variableFeeControl = 7_500
        plain.pair.accumulatorMax = 150_000
        plain.pair.supportsOrders = true
        plain.pair.volatility.accumulator = 10_000
        plain.pair.volatility.indexReference = 16
        plain.put(15, x: 41_707_102, y: 28_777)
        plain.bins[15]?.openOrders = 264_001_117_270
        plain.bins[15]?.processedOrders = 400_644_670_508
        plain.put(16, x: 39_779_981, y: 0)
        return plain
    }
}

@Suite("DLMM bin prices")
struct DLMMPriceTests {
    @Test(
        "a bin's price is the program's",
        arguments: [
            (1, 1, 18_448_588_748_116_922_571), (-1, 1, 18_444_899_583_751_176_498),
            (1, 10, 18_465_190_817_783_261_167), (-1, 10, 18_428_315_757_951_600_016),
            (3, 10, 18_502_139_664_609_645_473), (-3, 10, 18_391_514_337_761_738_776),
            (100, 10, 20_385_786_447_693_972_794), (-100, 10, 16_692_138_308_916_259_079),
            (1_000, 25, 224_027_336_091_247_007_920), (-1_000, 25, 1_518_932_344_856_077_884),
            (0, 25, 1 << 64),
        ] as [(Int32, UInt16, UInt128)])
    func known(id: Int32, step: UInt16, price: UInt128) {
        #expect(DLMMPrice.price(ofBin: id, binStep: step) == price)
    }

    @Test("where there is no price, there is none, whatever the arguments")
    func edges() {
        for id in [Int32.min, .min + 1, -524_288, 524_288, .max] {
            for step in [UInt16(0), 1, 400, .max] {
                #expect(DLMMPrice.price(ofBin: id, binStep: step) == nil)
            }
        }
        #expect(DLMMPrice.price(ofBin: -443_636, binStep: 2) == nil)
        #expect(DLMMPrice.price(ofBin: 443_636, binStep: 2) == nil)
        #expect(DLMMPrice.price(ofBin: -443_636, binStep: 1) == 1)
        for step in [UInt16(0), 1, 400, .max] {
            _ = DLMMPrice.price(ofBin: 524_287, binStep: step)
            _ = DLMMPrice.price(ofBin: -524_287, binStep: step)
        }
    }

    @Test("a higher bin has a higher price")
    func rising() {
        for step in [UInt16(1), 10, 80, 400] {
            var last: UInt128 = 0
            for id in Int32(-900)...900 {
                let price = DLMMPrice.price(ofBin: id, binStep: step) ?? 0
                #expect(price > last)
                last = price
            }
        }
    }
}

/// A swap in the ladder.
struct LadderRow {
    var onlyY = false
    var isDown: Bool
    var isExactIn = true
    var amount: UInt64
    /// The end that was not given.
    var other: UInt64
    var fee: UInt64
    var active: Int32

    var order: SwapAmount { isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount)) }
}

let ladderRows = [
    LadderRow(
        isDown: true, amount: 2_500_000_000, other: 2_495_470_633, fee: 2_537_930, active: -2),
    LadderRow(
        isDown: false, amount: 2_500_000_000, other: 2_495_470_633, fee: 2_537_930, active: 2),
    LadderRow(
        isDown: true, isExactIn: false, amount: 1_500_000_000, other: 1_502_014_036,
        fee: 1_514_036, active: -1),
    LadderRow(
        onlyY: true, isDown: true, amount: 2_500_000_000, other: 2_495_467_563,
        fee: 2_535_932, active: -2),
    LadderRow(
        onlyY: true, isDown: true, isExactIn: false, amount: 1_500_000_000,
        other: 1_502_015_052, fee: 1_513_538, active: -1),
]

@Suite("DLMM swaps that a program has run")
struct DLMMSwapTests {
    @Test("three bins either side", arguments: ladderRows)
    func ladder(row: LadderRow) throws {
        let state = PlainPair.ladder(onlyY: row.onlyY).state()
        let result = try state.quote(row.isDown ? .aToB : .bToA, row.order, at: seconds(100))
        #expect(result.amountIn.count == (row.isExactIn ? row.amount : row.other))
        #expect(result.amountOut.count == (row.isExactIn ? row.other : row.amount))
        #expect(result.fee == row.fee)
        #expect(result.feeIsOnInput == !row.onlyY)
        #expect(result.activeBin == row.active)
        #expect(result.volatility.accumulator == (row.isExactIn ? 30_000 : 20_000))
        #expect(result.volatility.reference == 10_000)
        #expect(result.volatility.indexReference == 0)
        #expect(result.volatility.lastUpdate == 100)
    }

    @Test(
        "a real pair with limit orders, after 100, 600 and 5,000 seconds",
        arguments: [
            (true, true, 1_000_000, [1_433_135, 1_433_643, 1_433_814]),
            (false, true, 1_000_000, [683_237, 683_479, 683_560]),
            (false, true, 100_000_000, [67_686_838, 67_673_603, 67_693_803]),
            (false, false, 1_000_000, [1_463_622, 1_463_102, 1_462_929]),
        ] as [(Bool, Bool, UInt64, [UInt64])])
    func real(isDown: Bool, isExactIn: Bool, amount: UInt64, others: [UInt64]) throws {
        let state = PlainPair.real().state()
        let order: SwapAmount = isExactIn ? .exactIn(Atoms(amount)) : .exactOut(Atoms(amount))
        for (now, other) in zip([100, 600, 5_000] as [UInt64], others) {
            let result = try state.quote(isDown ? .aToB : .bToA, order, at: seconds(now))
            #expect((isExactIn ? result.amountOut.count : result.amountIn.count) == other)
            #expect((isExactIn ? result.amountIn.count : result.amountOut.count) == amount)
        }
    }

    @Test(
        "one bin, exact output",
        arguments: [(1_000, 1_003), (999_999, 1_002_506), (1_000_000, 1_002_507)]
            as [(UInt64, UInt64)])
    func single(output: UInt64, input: UInt64) throws {
        var plain = PlainPair(step: 25)
        plain.pair.baseFactor = 10_000
        plain.put(0, x: 0, y: 1_000_000)
        let result = try plain.state().quote(.aToB, .exactOut(Atoms(output)), at: seconds(0))
        #expect(result.amountIn.count == input)
        #expect(result.activeBin == 0)
    }

    @Test("swaps begin at a slot or at a time")
    func activation() throws {
        var plain = PlainPair.ladder(onlyY: false)
        plain.pair.activationPoint = 500
        for isSlot in [true, false] {
            plain.pair.activatesAtSlot = isSlot
            let state = plain.state()
            for (slot, second) in [(500, 499), (499, 500), (499, 499)] as [(UInt64, UInt64)] {
                let time = ChainTime(slot: slot, seconds: second)
                let isOpen = (isSlot ? slot : second) >= 500
                let result = try? state.quote(.aToB, .exactIn(Atoms(1_000)), at: time)
                #expect((result != nil) == isOpen)
                #expect((state.spot(.aToB, at: time) != nil) == isOpen)
                var cursor = state.stretchCursor(.aToB, at: time)
                #expect((state.nextStretch(&cursor) != nil) == isOpen)
                guard !isOpen else { continue }
                #expect(throws: DLMMError.poolDisabled) {
                    try state.quote(.aToB, .exactIn(Atoms(1_000)), at: time)
                }
            }
        }
    }

    @Test("what cannot happen fails with the program's error")
    func failures() {
        var plain = PlainPair.ladder(onlyY: false)
        let all = Atoms<InputToken>(.max)
        #expect(throws: DLMMError.cannotFindNonZeroLiquidityBinArrayID) {
            try plain.state().quote(.aToB, .exactIn(all), at: seconds(0))
        }
        #expect(throws: DLMMError.invalidInput) {
            try plain.state().quote(.aToB, .exactIn(Atoms(0)), at: seconds(0))
        }
        #expect(throws: DLMMError.insufficientOutAmount) {
            try plain.state().quote(.aToB, .exactOut(Atoms(0)), at: seconds(0))
        }
        plain.hasExtension = false
        #expect(throws: DLMMError.bitmapExtensionAccountIsNotProvided) {
            try plain.state().quote(.bToA, .exactIn(all), at: seconds(0))
        }
        plain.pair.lowestBin = -3
        #expect(throws: DLMMError.binIDOutOfBound) {
            try plain.state().quote(.aToB, .exactIn(all), at: seconds(0))
        }
        plain.pair.isEnabled = false
        #expect(throws: DLMMError.poolDisabled) {
            try plain.state().quote(.aToB, .exactIn(all), at: seconds(0))
        }
        #expect(throws: DLMMError.accountNotEnoughKeys) {
            try DLMMState().quote(.aToB, .exactIn(all), at: seconds(0))
        }
    }

    @Test("an array that is flagged but unknown stops a swap")
    func unknownArray() {
        let state = PlainPair.ladder(onlyY: false).state(flags: [-5])
        #expect(throws: DLMMError.accountNotEnoughKeys) {
            try state.quote(.aToB, .exactIn(Atoms(9_000_000_000)), at: seconds(0))
        }
    }

    @Test("each error has its code and its name")
    func errors() {
        let names = Set(DLMMError.allCases.map { "\($0.name)" })
        #expect(names.count == DLMMError.allCases.count)
        #expect("\(DLMMError.typeCastFailed)" == "6019 TypeCastFailed")
        for error in DLMMError.allCases {
            #expect("\(error.refusal)" == "\(error)" && error.refusal.code == error.code)
        }
    }
}
