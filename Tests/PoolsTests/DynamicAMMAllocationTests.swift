import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What a feed turn and a price turn do with a pool; that it is `@_noLocks` holds what it calls to
/// it. Nothing is thrown here: Swift Testing watches every `throw` of its process and allocates
/// for it.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout DynamicAMMState, _ copy: inout DynamicAMMState,
    _ vault: UnsafeRawBufferPointer, _ round: UInt64
) -> UInt64 {
    var sum: UInt64 = 0
    let account = PoolAccount(key: DynamicAMMLayout.program, role: .reserveA)
    let now = ChainTime(slot: 300_000_000, seconds: 1_719_234_201)
    do throws(AccountError) {
        try DynamicAMMLayout.read(
            account, AccountBytes(vault), owner: DynamicAMMLayout.vaultProgram, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    copy.copy(from: state)
    do throws(PoolRefusal) {
        let amount = 1_000_000_000 &+ round
        sum &+= try state.trade(.aToB, .exactIn(Atoms(amount)), at: now).amountOut.count
        sum &+= try state.trade(.bToA, .exactOut(Atoms(amount)), at: now).amountIn.count
        sum &+= try copy.settle(.bToA, .exactIn(Atoms(amount)), at: now).amountOut.count
    } catch {
        return 0
    }
    var cursor = state.stretchCursor(.bToA, at: now)
    while let stretch = state.nextStretch(&cursor) { sum &+= stretch.depth > 0 ? 1 : 0 }
    if let spot = state.spot(.aToB, at: now) { sum &+= spot.from > 0 ? 1 : 0 }
    return sum
}

@Suite("Dynamic AMM pools and the heap", .enabled(if: probe_active() == 1))
struct DynamicAMMAllocationTests {
    @Test("accounts, events, quotes, searches, swaps and walks allocate nothing")
    func nothing() throws {
        let plain = DynamicAMMSwapTests.staked
        var state = try plain.state()
        var copy = DynamicAMMState()
        var diff = DynamicAMMFeed.diff()
        for (account, written) in plain.accounts {
            try DynamicAMMFeed.read(account, written, &diff)
        }
        PlainDynamicAMM.vault(plain.a, isA: true).bytes.withUnsafeBytes { vault in
            var sum = turn(&diff, &state, &copy, vault, 0)
            let before = probe_allocations()
            var round: UInt64 = 0
            for _ in 0..<100 {
                round &+= 1
                sum &+= turn(&diff, &state, &copy, vault, round)
            }
            #expect(probe_allocations() - before == 0)
            #expect(sum > 101 * 2_800_000_000)
        }
    }
}
