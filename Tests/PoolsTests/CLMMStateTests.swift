import Numbers
import Testing

@testable import Pools

@Suite("Raydium CLMM swaps")
struct CLMMStateTests {
    @Test("the swap of the program's own test")
    func exampleA() throws {
        let state = CLMMScript.exampleA.state()
        let limit = SqrtPrice(bits: 3_049_500_711_113_990_606)
        let result = try state.quote(.aToB, .exactIn(Atoms(12_188_240_002)), limit: limit)
        #expect(result.amountIn.count == 12_188_240_002 && result.amountOut.count == 476_993_227)
        #expect(result.sqrtPrice.bits == 3_650_259_174_965_284_424)
        #expect(result.tick.count == -32_404 && result.liquidity == 5_401_230_452_251)
        #expect(result.protocolFee == 1_462_588 && result.fundFee == 487_529)
        #expect(result.fee == 7_524_531 + 4_663_710 && result.crossed == 1)
    }

    @Test("the published swaps of the synthetic pool")
    func exampleB() throws {
        let state = CLMMScript.exampleB.state()
        let rise = try state.quote(.bToA, .exactIn(Atoms(5_000_000_000)))
        #expect(rise.amountOut.count == 4_960_163_514 && rise.tick.count == 125)
        #expect(rise.sqrtPrice.bits == 18_563_135_600_115_424_897)
        #expect(rise.liquidity == 600_000_000_000)
        let fall = try state.quote(.aToB, .exactIn(Atoms(5_000_000_000)))
        #expect(fall.amountOut.count == 4_960_138_332 && fall.tick.count == -121)
        #expect(fall.sqrtPrice.bits == 18_335_770_768_357_028_866)
        let upOut = try state.quote(.bToA, .exactOut(Atoms(4_000_000_000)))
        #expect(upOut.amountIn.count == 4_026_812_075 && upOut.tick.count == 93)
        #expect(upOut.sqrtPrice.bits == 18_533_290_153_085_317_128)
        let downOut = try state.quote(.aToB, .exactOut(Atoms(4_000_000_000)))
        #expect(downOut.amountIn.count == 4_027_111_375 && downOut.tick.count == -94)
        #expect(downOut.sqrtPrice.bits == 18_361_072_805_628_241_228)
        #expect(downOut.liquidity == 700_000_000_000)
        #expect(throws: CLMMError.liquidityInsufficient) {
            try state.quote(.bToA, .exactIn(Atoms(50_000_000_000)))
        }
    }

    @Test("the program's refusals, each by its number")
    func refusals() {
        func error(
            _ script: CLMMScript, _ direction: SwapDirection = .aToB,
            _ amount: SwapAmount = .exactIn(Atoms(5_000_000_000)), limit: UInt128 = 0
        ) -> UInt16? {
            let state = script.state()
            do throws(CLMMError) {
                _ = try state.quote(direction, amount, limit: SqrtPrice(bits: limit))
                return nil
            } catch {
                return error.code
            }
        }
        var script = CLMMScript.exampleB
        #expect(error(script) == nil)
        #expect(error(script, .aToB, .exactIn(Atoms(0))) == 6_024)
        #expect(error(script, limit: 1 << 64) == 6_013)
        #expect(error(script, .bToA, limit: 1 << 64) == 6_013)
        #expect(error(script, limit: 4_295_048_016) == 6_013)
        #expect(error(script, .bToA, limit: 79_226_673_521_066_979_257_578_248_091) == 6_013)
        #expect(error(script, .aToB, .exactIn(Atoms(1))) == 6_026)
        #expect(error(script, .aToB, .exactIn(Atoms(50_000_000_000))) == 6_019)
        script.hasExtension = false
        #expect(error(script, .aToB, .exactIn(Atoms(50_000_000_000))) == 6_040)
        script.hidden = [-600]
        #expect(error(script) == 6_027)
        script.hidden = [0]
        #expect(error(script) == 6_028)
        script.hidden = []
        script.hasExtension = true
        script.ticks = [60: -1]
        #expect(error(script) == 6_019)
        script.ticks = [600: -1]
        #expect(error(script) == 6_041)
        script.hasExtension = false
        #expect(error(script) == 6_040)
        script.ticks = [-20: 1_000_000_000_001]
        #expect(error(script) == 6_015)
    }

    @Test("an output beyond 64 bits aborts, and a fee growth beyond 128 does")
    func aborts() {
        var script = CLMMScript(liquidity: 4 << 64, ticks: [-88_720: 0, 88_720: 0])
        script.tick = 50_000
        script.price = CLMMTickMath.bits(at: 50_000)
        var state = script.state()
        #expect(throws: CLMMError.maxTokenOverflow) {
            try state.quote(.aToB, .exactIn(Atoms(1 << 62)))
        }
        CLMMScript.exampleB.load(into: &state)
        state.feeGrowth0 = .max
        #expect(throws: CLMMError.aborted) {
            try state.quote(.aToB, .exactIn(Atoms(5_000_000_000)))
        }
        state.isSwapEnabled = false
        #expect(throws: CLMMError.notApproved) {
            try state.quote(.bToA, .exactIn(Atoms(5_000_000_000)))
        }
    }
}

@Suite("Raydium CLMM ticks")
struct CLMMTickTests {
    @Test("published prices and the ends")
    func published() {
        let pairs: [(Int32, UInt128)] = [
            (0, 1 << 64), (1, 18_447_666_387_855_957_090), (-1, 18_445_821_805_675_395_072),
            (2, 18_448_588_748_116_922_877), (-2, 18_444_899_583_751_176_192),
            (64, 18_505_865_242_158_232_063), (-64, 18_387_811_781_193_609_216),
            (1_000, 19_392_480_388_906_522_465), (-1_000, 17_547_129_613_991_882_732),
            (12_345, 34_195_943_348_793_463_849), (-32_101, 3_705_870_296_832_777_109),
            (100_000, 2_737_055_259_402_209_284_734), (-100_000, 124_324_258_983_086_206),
            (443_635, 79_222_712_485_061_176_096_288_712_065), (-443_636, 4_295_048_016),
        ]
        for (tick, price) in pairs {
            #expect(CLMMTickMath.bits(at: tick) == price)
            #expect(CLMMTickMath.tick(atBits: price) == tick)
        }
        let top = CLMMTickMath.sqrtPriceMax
        #expect(CLMMTickMath.sqrtPrice(at: CLMMTickMath.tickMax) == top)
        #expect(CLMMTickMath.tick(atBits: top.bits - 1) == 443_635)
    }

    @Test("each tick owns the prices from its own to the next", arguments: 0..<7)
    func ownership(lane: Int32) {
        var tick = CLMMTickMath.tickMin.count + 1 + lane
        while tick < CLMMTickMath.tickMax.count {
            let price = CLMMTickMath.bits(at: tick)
            let next = CLMMTickMath.bits(at: tick + 1)
            let part = (next - price) / 256
            for (asked, owner) in [
                (price, tick), (price - 1, tick - 1), (next - 1, tick), (price + part, tick),
                (next - part - 1, tick), (price + (next - price) / 2, tick),
            ] where CLMMTickMath.tick(atBits: asked) != owner {
                Issue.record("\(asked) is not in tick \(owner)")
            }
            tick += 331 + lane
        }
    }
}
