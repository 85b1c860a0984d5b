import CProbe
import Numbers
import Solana
import Testing

@testable import Pools

/// What a price turn does with a pool; that it is `@_noLocks` holds what it calls to it. Nothing is
/// thrown here: Swift Testing watches every `throw` of its process and allocates for it.
@_noLocks
private func turn(_ state: inout CLMMState) -> UInt64 {
    var sum: UInt64 = 0
    do throws(CLMMError) {
        sum &+= try state.quote(.aToB, .exactIn(Atoms(5_000_000_000))).amountOut.count
        sum &+= try state.quote(.bToA, .exactOut(Atoms(4_000_000_000))).amountIn.count
        sum &+= try state.swap(.bToA, .exactIn(Atoms(1_000_000))).amountOut.count
        sum &+= try state.swap(.aToB, .exactIn(Atoms(1_000_000))).amountOut.count
    } catch {
        sum &+= UInt64(error.code)
    }
    var cursor = state.segmentCursor(.bToA)
    while let segment = state.nextSegment(&cursor) { sum &+= UInt64(segment.liquidity & 0xFF) }
    return sum
}

/// What a feed turn does with a pool's accounts.
@_noLocks
private func turn(
    _ state: inout CLMMState, _ pool: UnsafeRawBufferPointer,
    _ array: UnsafeRawBufferPointer
) -> Bool {
    let owner = CLMMLayout.program
    do throws(AccountError) {
        let account = try CLMMAccount(AccountBytes(pool), owner: owner)
        try state.load(account, address: PublicKey(words: 1, 2, 3, 4))
        try state.load(CLMMTickArray(AccountBytes(array), owner: owner))
        return true
    } catch {
        return false
    }
}

@Suite("Raydium CLMM and the heap", .enabled(if: probe_active() == 1))
struct CLMMHeapTests {
    @Test("neither a quote, a swap, a walk nor an account takes memory")
    func quiet() throws {
        let accounts = CLMMAccounts(.exampleB)
        var state = CLMMState()
        try accounts.load(into: &state)
        var loaded = 0
        let array = accounts.arrays[0]
        accounts.pool.withUnsafeBytes { pool in
            array.withUnsafeBytes { array in
                var sum = turn(&state)
                let before = probe_allocations()
                for _ in 0..<100 {
                    loaded += turn(&state, pool, array) ? 1 : 0
                    sum &+= turn(&state)
                }
                #expect(probe_allocations() == before)
                #expect(sum != 0)
            }
        }
        #expect(loaded == 100)
    }

    @Test("no error code is used twice, and each has the program's name")
    func errors() {
        let all = CLMMError.allCases
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.description)).count == all.count)
        #expect(CLMMError.maxTokenOverflow.description == "6042 MaxTokenOverflow")
    }
}
