import Numbers
import Testing

@testable import Pools

@Suite("Ticks and √prices")
struct TickMathTests {
    @Test(
        "prices rise strictly, and each tick owns the prices from its own to the next",
        arguments: 0..<7)
    func ownership(lane: Int32) {
        var before: UInt128 = 0
        var tick = TickMath.tickMin.count + 1 + lane
        while tick < TickMath.tickMax.count {
            let price = TickMath.bits(at: tick)
            #expect(price > before)
            before = price
            let next = TickMath.bits(at: tick + 1)
            for (asked, owner) in [
                (price, tick), (price - 1, tick - 1), (next - 1, tick),
                (price + (next - price) / 256, tick), (next - (next - price) / 256, tick),
                (price + (next - price) / 2, tick),
            ] where TickMath.tick(atBits: asked) != owner {
                Issue.record("\(asked) is not in tick \(owner)")
            }
            tick += 331 + lane
        }
    }

    @Test("the ends")
    func ends() {
        #expect(TickMath.sqrtPrice(at: TickMath.tickMin) == TickMath.sqrtPriceMin)
        #expect(TickMath.sqrtPrice(at: TickMath.tickMax) == TickMath.sqrtPriceMax)
        #expect(TickMath.tick(at: TickMath.sqrtPriceMin) == TickMath.tickMin)
        #expect(TickMath.tick(at: TickMath.sqrtPriceMax) == TickMath.tickMax)
        let below = SqrtPrice(bits: TickMath.sqrtPriceMax.bits - 1)
        #expect(TickMath.tick(at: below).count == 443_635)
        #expect(TickMath.sqrtPriceMin.bits == 4_295_048_016)
        #expect(TickMath.sqrtPriceMax.bits == 79_226_673_515_401_279_992_447_579_055)
    }

    @Test("published prices")
    func published() {
        let pairs: [(Int32, UInt128)] = [
            (0, 18_446_744_073_709_551_616), (1, 18_447_666_387_855_959_850),
            (-1, 18_445_821_805_675_392_311), (-32_101, 3_705_870_296_830_876_205),
            (100_000, 2_737_055_259_406_582_257_880), (64, 18_505_865_242_158_250_041),
        ]
        for (tick, price) in pairs {
            #expect(TickMath.bits(at: tick) == price)
            #expect(TickMath.tick(atBits: price) == tick)
        }
    }
}
