import Numbers
import Testing

@testable import Pools

/// The published examples: what goes in, and what the program made of it.
private struct Example: CustomStringConvertible {
    var description: String
    var bytes: DAMMBytes
    var direction: SwapDirection
    var amount: SwapAmount
    var other: UInt64
    var fee: UInt64
    var price: UInt128

    init(
        _ description: String, _ direction: SwapDirection, _ amount: SwapAmount, _ other: UInt64,
        fee: UInt64, price: UInt128, _ change: (inout DAMMBytes) -> Void = { _ in }
    ) {
        self.description = description
        bytes = DAMMBytes().with(change)
        self.direction = direction
        self.amount = amount
        self.other = other
        self.fee = fee
        self.price = price
    }
}

private func paying(_ amount: UInt64) -> SwapAmount { .exactIn(Atoms(amount)) }
private func receiving(_ amount: UInt64) -> SwapAmount { .exactOut(Atoms(amount)) }

extension DAMMBytes {
    /// Bytes 8–39: the base fee.
    fileprivate mutating func fee(
        _ mode: UInt8, cliff: UInt64, short: UInt16, wide: UInt64, last: UInt64
    ) {
        put(cliff, at: 8)
        bytes[16] = mode
        put(short, at: 22)
        put(wide, at: 24)
        put(last, at: 32)
    }

    fileprivate mutating func compounds() {
        bytes[484] = 2
        put(5_000 as UInt16, at: 54)
        put(5_000_000_000_000 as UInt64, at: 680)
        put(800_000_000_000 as UInt64, at: 688)
    }

    fileprivate mutating func isVolatile() {
        bytes[56] = 1
        put(14_460_000 as UInt32, at: 64)
        put(956 as UInt32, at: 68)
        for (index, value) in [1, 10, 120, 5_000].enumerated() {
            put(UInt16(value), at: 72 + 2 * index)
        }
        put(DAMMBytes.now - 30, at: 80)
        put(1_844_674_407_370_955 as UInt128, at: 88)
        put(7_278_773_652_425_403_392 as UInt128, at: 104)
        put(1_000_000 as UInt128, at: 120)
        put(400_000 as UInt128, at: 136)
    }
}

private let examples = [
    Example(
        "fee in the output, A in", .aToB, paying(1_000_000_000), 156_809_197, fee: 393_006,
        price: 7_312_450_535_626_913_472),
    Example(
        "fee in the output, B in", .bToA, paying(1_000_000_000), 6_326_861_425, fee: 15_856_796,
        price: 7_333_797_148_521_351_151),
    Example(
        "fee in the output, B out", .aToB, receiving(150_000_000), 956_560_067, fee: 375_940,
        price: 7_312_576_457_967_618_096),
    Example(
        "fee in B, B in", .bToA, paying(1_000_000_000), 6_326_901_211, fee: 2_500_000,
        price: 7_333_751_031_661_166_877, { $0.bytes[484] = 1 }),
    Example(
        "fee in B, A out", .bToA, receiving(1_000_000_000), 157_721_240, fee: 394_304,
        price: 7_318_252_574_159_234_504, { $0.bytes[484] = 1 }),
    Example(
        "dynamic", .aToB, paying(100_000_000_000), 15_088_624_541, fee: 37_961_075,
        price: 7_036_314_150_874_939_131, { $0.isVolatile() }),
    Example(
        "linear", .aToB, paying(1_000_000_000), 150_536_829, fee: 6_665_374,
        price: 7_312_450_535_626_913_472,
        { $0.fee(0, cliff: 50_000_000, short: 100, wide: 60, last: 475_000) }),
    Example(
        "exponential", .aToB, paying(1_000_000_000), 152_374_101, fee: 4_828_102,
        price: 7_312_450_535_626_913_472,
        { $0.fee(1, cliff: 50_000_000, short: 100, wide: 60, last: 300) }),
    Example(
        "rate limiter", .bToA, paying(5_500_000_000), 34_076_890_264, fee: 67_500_004,
        price: 7_415_562_341_554_281_762,
        {
            $0.bytes[484] = 1
            $0.fee(2, cliff: 10_000_000, short: 10, wide: 5_000 << 32 | 3_600, last: 1_000_000_000)
        }),
    Example(
        "compounding, A in", .aToB, paying(1_000_000_000), 159_568_085, fee: 399_921,
        price: 7_377_222_922_770_802_166, { $0.compounds() }),
    Example(
        "compounding, B in", .bToA, paying(1_000_000_000), 6_226_611_194, fee: 2_500_000,
        price: 7_387_902_554_775_038_622, { $0.compounds() }),
]

@Suite("DAMM v2 examples")
struct DAMMExampleTests {
    @Test("swap as published", arguments: examples)
    fileprivate func published(_ example: Example) throws {
        var state = try example.bytes.state()
        let result = try state.quote(example.direction, example.amount, at: DAMMBytes.time)
        switch example.amount {
        case .exactIn(let input):
            #expect(result.amountIn == input && result.amountOut.count == example.other)
        case .exactOut(let output):
            #expect(result.amountOut == output && result.amountIn.count == example.other)
        }
        #expect(result.fee == example.fee && result.sqrtPrice.bits == example.price)
        #expect(
            try state.swap(example.direction, example.amount, at: DAMMBytes.time) == result)
        #expect(state.sqrtPrice == result.sqrtPrice)
    }

    @Test("rates and shares of the examples")
    func parts() throws {
        let time = DAMMBytes.time
        let limited = try examples[8].bytes.state().quote(
            .bToA, paying(5_500_000_000), at: time)
        #expect(limited.feeRate == 12_272_728)
        let factored = try examples[7].bytes.state().quote(.aToB, paying(1), at: time)
        #expect(factored.feeRate == 30_712_682)
        let stepped = try examples[6].bytes.state().quote(.aToB, paying(1), at: time)
        #expect(stepped.feeRate == 42_400_000)
        let down = try examples[9].bytes.state().quote(.aToB, paying(1_000_000_000), at: time)
        #expect(down.protocolFee == 79_984 && down.compoundingFee == 159_968)
        let up = try examples[10].bytes.state().quote(.bToA, paying(1_000_000_000), at: time)
        #expect(up.protocolFee == 500_000 && up.compoundingFee == 1_000_000)
    }

    @Test("a swap renews what the dynamic fee remembers, and pays by what it found")
    func volatility() throws {
        var state = try examples[5].bytes.state()
        let result = try state.swap(.aToB, paying(100_000_000_000), at: DAMMBytes.time)
        #expect(result.feeRate == 2_509_560)
        #expect(state.volatility.accumulator == 8_420_000)
        #expect(state.volatility.reference == 500_000)
        #expect(state.volatility.priceReference == 7_315_350_404_447_641_600)
        #expect(state.volatility.lastUpdate == DAMMBytes.now)
    }

    @Test("no swap before the activation, in a disabled pool, or of nothing")
    func refusals() throws {
        let early = ChainTime(slot: .max, seconds: DAMMBytes.now - 1_001)
        let state = try DAMMBytes().state()
        #expect(throws: DAMMError.poolDisabled) {
            try state.quote(.aToB, paying(1), at: early)
        }
        let start = ChainTime(slot: 0, seconds: DAMMBytes.now - 1_000)
        #expect(throws: Never.self) { try state.quote(.aToB, paying(1), at: start) }
        let disabled = try DAMMBytes().with { $0.bytes[481] = 1 }.state()
        #expect(throws: DAMMError.poolDisabled) {
            try disabled.quote(.aToB, paying(1), at: DAMMBytes.time)
        }
        #expect(throws: DAMMError.amountIsZero) {
            try state.quote(.bToA, paying(0), at: DAMMBytes.time)
        }
        #expect(throws: DAMMError.poolUnknown) {
            try DAMMState().quote(.bToA, paying(1), at: DAMMBytes.time)
        }
        let bySlot = try DAMMBytes().with { $0.bytes[480] = 0 }.state()
        let slot = ChainTime(slot: DAMMBytes.now - 1_000, seconds: 0)
        #expect(throws: Never.self) { try bySlot.quote(.aToB, paying(1), at: slot) }
    }

    @Test("the range's end stops an exact input, and a partial fill takes what fits")
    func range() throws {
        let bytes = DAMMBytes().with {
            $0.bytes[484] = 1
            $0.put(7_315_350_404_447_641_600 as UInt128 * 101 / 100, at: 440)
        }
        let state = try bytes.state()
        #expect(throws: DAMMError.priceRangeViolation) {
            try state.quote(.bToA, paying(1 << 60), at: DAMMBytes.time)
        }
        let part = try state.quote(.bToA, .partialFill, 1 << 60, at: DAMMBytes.time)
        #expect(part.sqrtPrice == state.highestPrice && part.unused.count > 0)
        // What went in is what the same price costs exactly: ⌈L·Δ ÷ 2¹²⁸⌉ and its fee on top.
        let moved = part.sqrtPrice.bits - state.sqrtPrice.bits
        let net = Big.ceiling(
            Big(1_000_000_000_000 as UInt64) * Big(moved), Big(1 << 64 as UInt128))
        let paid = Big.ceiling(net * 1_000_000_000, 997_500_000)
        #expect(paid.value == UInt128(part.amountIn.count))
        // An atom of B buys about six of A.
        let less = try state.quote(.bToA, .exactIn, part.amountIn.count - 1, at: DAMMBytes.time)
        #expect(part.amountOut.count - less.amountOut.count < 14)
    }
}
