import Numbers
import Testing

@testable import Pools

@Suite("Raydium CLMM: what no swap may do")
struct CLMMPropertyTests {
    private func quote(
        _ state: borrowing CLMMState, _ direction: SwapDirection, _ amount: SwapAmount
    ) -> CLMMResult? {
        try? state.quote(direction, amount)
    }

    @Test("more in never gives less out, and ends no nearer", arguments: 1...4)
    func monotone(seed: UInt64) {
        var random = CLMMRandom(state: seed)
        var compared = 0
        for _ in 0..<300 {
            let state = random.pool().state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let less = random.amount(bits: 50)
            let more = less + random.amount(bits: 40)
            guard let small = quote(state, direction, .exactIn(Atoms(less))),
                let large = quote(state, direction, .exactIn(Atoms(more)))
            else { continue }
            compared += 1
            #expect(small.amountIn.count == less && large.amountIn.count == more)
            #expect(small.amountOut <= large.amountOut)
            #expect(
                direction.isDown
                    ? small.sqrtPrice >= large.sqrtPrice : small.sqrtPrice <= large.sqrtPrice)
            #expect(small.fee <= less)
        }
        #expect(compared > 50)
    }

    @Test("there and back never profits", arguments: 1...4)
    func roundTrip(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 100)
        var compared = 0
        for _ in 0..<300 {
            var state = random.pool().state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let back: SwapDirection = direction.isDown ? .bToA : .aToB
            let paid = random.amount(bits: 50)
            guard let there = try? state.swap(direction, .exactIn(Atoms(paid))) else { continue }
            let received = SwapAmount.exactIn(Atoms(there.amountOut.count))
            guard let home = try? state.swap(back, received) else { continue }
            compared += 1
            #expect(home.amountOut.count <= paid)
        }
        #expect(compared > 50)
    }

    @Test("a split never beats the whole", arguments: 1...4)
    func split(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 200)
        var compared = 0
        for _ in 0..<300 {
            var state = random.pool().state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let first = random.amount(bits: 48)
            let second = random.amount(bits: 48)
            guard let whole = quote(state, direction, .exactIn(Atoms(first + second))),
                let one = try? state.swap(direction, .exactIn(Atoms(first))),
                let two = try? state.swap(direction, .exactIn(Atoms(second)))
            else { continue }
            compared += 1
            let parts = one.amountOut.count + two.amountOut.count
            #expect(parts <= whole.amountOut.count)
            #expect(
                direction.isDown
                    ? two.sqrtPrice >= whole.sqrtPrice : two.sqrtPrice <= whole.sqrtPrice)
        }
        #expect(compared > 50)
    }

    @Test("an exact output is delivered, and one atom less of input buys less", arguments: 1...4)
    func leastInput(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 300)
        var compared = 0
        for _ in 0..<300 {
            let state = random.pool().state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let wanted = random.amount(bits: 50)
            guard let exact = quote(state, direction, .exactOut(Atoms(wanted))),
                exact.amountIn.count > 1
            else { continue }
            #expect(exact.amountOut.count == wanted)
            let less = SwapAmount.exactIn(Atoms(exact.amountIn.count - 1))
            guard let cheaper = quote(state, direction, less) else { continue }
            compared += 1
            #expect(cheaper.amountOut.count <= wanted)
        }
        #expect(compared > 50)
    }

    @Test("any pool and any amount ends in a result or a typed error", arguments: 1...4)
    func anything(seed: UInt64) {
        var random = CLMMRandom(state: seed &+ 400)
        var answered = 0
        for _ in 0..<1_000 {
            var script = random.pool()
            script.fee = UInt32.random(in: 0..<1_000_000, using: &random)
            let size = Int.random(in: 0..<128, using: &random)
            script.liquidity = UInt128.random(in: 0...(.max), using: &random) >> size
            for tick in script.ticks.keys where Bool.random(using: &random) {
                script.ticks[tick] = Int128.random(in: (.min)...(.max), using: &random)
            }
            let state = script.state()
            let direction: SwapDirection = Bool.random(using: &random) ? .aToB : .bToA
            let count = random.amount(bits: 64)
            let aim = Int32.random(in: -443_636...443_636, using: &random)
            let isLimited = Bool.random(using: &random)
            let limit = SqrtPrice(bits: isLimited ? CLMMTickMath.bits(at: aim) : 0)
            let amount: SwapAmount =
                Bool.random(using: &random) ? .exactIn(Atoms(count)) : .exactOut(Atoms(count))
            _ = try? state.quote(direction, amount, limit: limit)
            answered += 1
        }
        #expect(answered == 1_000)
    }
}
