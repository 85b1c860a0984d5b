import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What a price turn does with a pool; that it is `@_noLocks` holds what it calls to it. Nothing is
/// thrown here: Swift Testing watches every `throw` of its process and allocates for it.
@_noLocks
private func turn(_ state: inout CLMMState) -> UInt64 {
    let time = ChainTime(slot: 1, seconds: 2_000_000_000)
    var sum: UInt64 = 0
    do throws(PoolRefusal) {
        sum &+= try state.trade(.aToB, .exactIn(Atoms(5_000_000_000)), at: time).amountOut.count
        sum &+= try state.trade(.bToA, .exactOut(Atoms(4_000_000_000)), at: time).amountIn.count
        sum &+= try state.settle(.bToA, .exactIn(Atoms(1_000_000)), at: time).amountOut.count
        sum &+= try state.settle(.aToB, .exactIn(Atoms(1_000_000)), at: time).amountOut.count
    } catch {
        sum &+= UInt64(error.code)
    }
    var cursor = state.stretchCursor(.bToA, at: time)
    while let stretch = state.nextStretch(&cursor) { sum &+= stretch.depth.bitPattern & 0xFF }
    if let spot = state.spot(.aToB, at: time) { sum &+= spot.from.bitPattern & 0xFF }
    return sum
}

/// What a feed turn does with a pool's accounts.
@_noLocks
private func turn(
    _ state: inout CLMMState, _ diff: inout PoolDiff, _ pool: UnsafeRawBufferPointer,
    _ array: UnsafeRawBufferPointer
) -> Int {
    let owner = CLMMLayout.program
    let address = PublicKey(words: 1, 2, 3, 4)
    do throws(AccountError) {
        try CLMMLayout.read(
            PoolAccount(key: address, role: .pool), AccountBytes(pool), owner: owner, into: &diff)
        try CLMMLayout.read(
            PoolAccount(key: address, role: .array, start: -600), AccountBytes(array),
            owner: owner, into: &diff)
    } catch {
        return 0
    }
    var told = 0
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
        told &+= 1
    }
    return told
}

@Suite("Raydium CLMM and the heap", .enabled(if: probe_active() == 1))
struct CLMMHeapTests {
    @Test("neither a quote, a swap, a walk nor an account takes memory", arguments: [false, true])
    func quiet(isModern: Bool) throws {
        var script = CLMMScript.exampleB
        if isModern {
            script.feeSide = 2
            script.rule = .exampleC
            script.orders = [30: 200_000_000, -50: 7_000]
        }
        let one = CLMMAccounts(script)
        script.liquidity += 7
        script.ticks[-60] = 0
        let other = CLMMAccounts(script)
        var diff = CLMMAccounts.diff()
        try one.read(into: &diff)
        var state = CLMMState()
        var copy = CLMMState()
        CLMMAccounts.drain(&diff, into: &state)
        var told = 0
        let pools = [one.pool, other.pool].flatMap { $0 }
        let arrays = [one.arrays[0].bytes, other.arrays[0].bytes].flatMap { $0 }
        pools.withUnsafeBytes { pools in
            arrays.withUnsafeBytes { arrays in
                copy.copy(from: state)
                var sum = turn(&copy)
                let before = probe_allocations()
                for round in 1...100 {
                    let pool = UnsafeRawBufferPointer(
                        rebasing: pools[round % 2 * 1_544..<(round % 2 + 1) * 1_544])
                    let array = UnsafeRawBufferPointer(
                        rebasing: arrays[round % 2 * 10_240..<(round % 2 + 1) * 10_240])
                    told += turn(&state, &diff, pool, array)
                    copy.copy(from: state)
                    sum &+= turn(&copy)
                }
                #expect(probe_allocations() == before)
                #expect(sum != 0)
            }
        }
        // The price and a tick, each time.
        #expect(told == 200)
    }

    @Test("no error code is used twice, and each has the program's name")
    func errors() {
        let all = CLMMError.allCases
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.description)).count == all.count)
        #expect(CLMMError.maxTokenOverflow.description == "6042 MaxTokenOverflow")
    }
}
