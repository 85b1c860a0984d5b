import Numbers
import Solana
import Testing

@testable import Pools

extension Seeded {
    /// A pool whose numbers the program could have written, by whose chance fees and sizes differ.
    mutating func dammPool() -> DAMMBytes {
        var pool = DAMMBytes()
        let fee = [0, 1, 1, 2][Int(below(4))]
        pool.bytes[484] = UInt8(fee)
        pool.bytes[486] = UInt8(below(2))
        pool.put(100_000 + below(100_000_000), at: 8)
        let price = bits(40 + below(50)) | 1 << 36
        pool.put(price, at: 456)
        pool.put(bits(70 + below(50)) | 1 << 66, at: 360)
        if below(2) == 0 {
            pool.put(max(price / 3, 4_295_048_016), at: 424)
            pool.put(price * 3, at: 440)
        }
        pool.put(below(2) == 0 ? price / 2 : price * 2, at: 152)
        schedule(&pool, mode: fee == 1 ? UInt8(below(5)) : [0, 1, 3, 4][Int(below(4))])
        if below(2) == 0 { makeVolatile(&pool, price) }
        if fee == 2 { compound(&pool) }
        return pool
    }

    private mutating func schedule(_ pool: inout DAMMBytes, mode: UInt8) {
        pool.bytes[16] = mode
        let cliff = pool.bytes.withUnsafeBytes { AccountBytes($0).load(UInt64.self, at: 8) }
        pool.put(UInt16(1 + below(200)), at: 22)
        switch mode {
        case 0, 1: pool.put(below(2) * (1 + below(100)), at: 24)
        case 2:
            pool.put(UInt32(500 + below(1_000)), at: 24)
            pool.put(UInt32(cliff / 100_000 + 1 + below(4_000)), at: 28)
        default:
            pool.put(UInt32(1 + below(300)), at: 24)
            pool.put(UInt32(500 + below(1_000)), at: 28)
        }
        let reduction = mode == 0 || mode == 3 ? cliff / 200 : 1 + below(400)
        pool.put(mode == 2 ? 1_000_000 + below(1_000_000_000) : reduction, at: 32)
    }

    private mutating func makeVolatile(_ pool: inout DAMMBytes, _ price: UInt128) {
        pool.bytes[56] = 1
        pool.put(14_460_000 as UInt32, at: 64)
        pool.put(UInt32(1 + below(100_000)), at: 68)
        for (index, value) in [1, 10, 120, 5_000].enumerated() {
            pool.put(UInt16(value), at: 72 + 2 * index)
        }
        pool.put(DAMMBytes.now - below(200), at: 80)
        pool.put(1_844_674_407_370_955 as UInt128, at: 88)
        pool.put(price / 100 * UInt128(95 + below(10)), at: 104)
        pool.put(UInt128(below(14_460_000)), at: 120)
    }

    private mutating func compound(_ pool: inout DAMMBytes) {
        let (a, b) = (1 + next() >> (10 + below(40)), 1 + next() >> (10 + below(40)))
        pool.put(UInt16(1 + below(10_000)), at: 54)
        pool.put(a, at: 680)
        pool.put(b, at: 688)
    }

    fileprivate mutating func swap() -> (SwapDirection, UInt64) {
        (below(2) == 0 ? .aToB : .bToA, 1 + next() >> (4 + below(56)))
    }
}

extension DAMMState {
    fileprivate func out(_ direction: SwapDirection, _ amount: UInt64) -> UInt64? {
        try? quote(direction, .exactIn, amount, at: DAMMBytes.time).amountOut.count
    }
    fileprivate func cost(_ direction: SwapDirection, _ amount: UInt64) -> UInt64? {
        try? quote(direction, .exactOut, amount, at: DAMMBytes.time).amountIn.count
    }
    fileprivate var isLimited: Bool { if case .limiter = baseFee { true } else { false } }
}

@Suite("DAMM v2, always")
struct DAMMPropertyTests {
    @Test("a swap is what a slow reading of the reference makes of the bytes")
    func twin() throws {
        var seeded = Seeded(state: 41)
        var (found, failed) = (0, 0)
        for _ in 0..<1_200 {
            let bytes = seeded.dammPool()
            let state = try bytes.state()
            let (direction, amount) = seeded.swap()
            let isIn = state.isLimited || seeded.below(2) == 0
            let slow = SlowDAMM(bytes: bytes.bytes).swap(
                isDown: direction.isDown, paying: isIn ? amount : nil,
                receiving: isIn ? nil : amount, at: DAMMBytes.now)
            let result = try? state.quote(
                direction, isIn ? .exactIn : .exactOut, amount, at: DAMMBytes.time)
            let fast = result.map {
                SlowDAMM.Outcome(
                    paid: UInt128($0.amountIn.count), received: UInt128($0.amountOut.count),
                    price: $0.sqrtPrice.bits)
            }
            // What the program's counters of the pool's holdings refuse is not the twin's matter.
            let isHeld = slow.map { $0.paid < 1 << 62 && $0.received < 1 << 62 } ?? true
            if isHeld { #expect(slow == fast) }
            if fast != nil { found += 1 } else { failed += 1 }
        }
        #expect(found > 400 && failed > 50, "\(found) and \(failed)")
    }

    @Test("more in never gives less out, and more out never costs less")
    func monotone() throws {
        var seeded = Seeded(state: 42)
        var found = 0
        for _ in 0..<10_000 {
            let state = try seeded.dammPool().state()
            let (direction, amount) = seeded.swap()
            let more = amount + 1 + seeded.below(amount)
            if let less = state.out(direction, amount), let most = state.out(direction, more) {
                found += 1
                // A rate limiter's rate is rounded up to 10⁻⁹ of the whole amount.
                let slack = state.isLimited && !direction.isDown ? most / 100_000_000 + 2 : 0
                #expect(most + slack >= less)
            }
            if let less = state.cost(direction, amount), let most = state.cost(direction, more) {
                found += 1
                let slack = state.isLimited && !direction.isDown ? most / 100_000_000 + 2 : 0
                #expect(most + slack >= less)
            }
        }
        #expect(found > 5_000)
    }

    @Test("an exact output costs the least input that buys it")
    func least() throws {
        var seeded = Seeded(state: 43)
        var found = 0
        for _ in 0..<10_000 {
            let state = try seeded.dammPool().state()
            let (direction, amount) = seeded.swap()
            guard !state.isLimited || direction.isDown, let cost = state.cost(direction, amount),
                let bought = state.out(direction, cost)
            else { continue }
            found += 1
            #expect(bought >= amount && state.out(direction, cost - 1) ?? 0 < amount)
        }
        #expect(found > 2_000)
    }

    @Test("there and back never profits")
    func roundTrip() throws {
        var seeded = Seeded(state: 44)
        var found = 0
        for _ in 0..<10_000 {
            var state = try seeded.dammPool().state()
            let (direction, amount) = seeded.swap()
            let time = DAMMBytes.time
            guard let there = try? state.swap(direction, .exactIn, amount, at: time),
                let back = try? state.swap(
                    direction.isDown ? .bToA : .aToB, .exactIn, there.amountOut.count, at: time)
            else { continue }
            found += 1
            #expect(back.amountOut.count <= amount)
        }
        #expect(found > 2_000)
    }

    @Test("a swap in two parts never beats the whole, where the fee does not depend on them")
    func split() throws {
        var seeded = Seeded(state: 45)
        var found = 0
        for _ in 0..<10_000 {
            let bytes = seeded.dammPool().with { $0.bytes[16] %= 2 }.with { $0.bytes[56] = 0 }
            var state = try bytes.state()
            // What compounds stays in the pool, and the second part buys of it.
            guard !state.terms.feeMode.isCompounding else { continue }
            let (direction, amount) = seeded.swap()
            let part = seeded.below(amount)
            guard let whole = state.out(direction, amount),
                let first = try? state.swap(direction, .exactIn, part, at: DAMMBytes.time),
                let second = state.out(direction, amount - part)
            else { continue }
            found += 1
            #expect(first.amountOut.count + second <= whole)
        }
        #expect(found > 2_000)
    }

    @Test("a quote is what the swap then does, and a failed swap changes nothing")
    func quotes() throws {
        var seeded = Seeded(state: 46)
        for _ in 0..<5_000 {
            var state = try seeded.dammPool().state()
            let before = DAMMFacts(state)
            let (direction, amount) = seeded.swap()
            let mode = DAMMSwapMode.allCases[Int(seeded.below(3))]
            let quoted = try? state.quote(direction, mode, amount, at: DAMMBytes.time)
            #expect(DAMMFacts(state) == before)
            let done = try? state.swap(direction, mode, amount, at: DAMMBytes.time)
            #expect(done == quoted)
            if done == nil { #expect(DAMMFacts(state) == before) }
        }
    }
}
