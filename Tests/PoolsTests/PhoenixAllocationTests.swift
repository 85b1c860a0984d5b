import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What a feed turn and a price turn do with a market; that it is `@_noLocks` holds what it calls
/// to it. Nothing is thrown here: Swift Testing watches every `throw` of its process and allocates
/// for it.
@_noLocks
private func turn(
    _ diff: inout PhoenixDiff, _ state: inout PhoenixState, _ copy: inout PhoenixState,
    _ market: UnsafeRawBufferPointer
) -> UInt64 {
    var sum: UInt64 = 0
    let account = PoolAccount(key: diff.pool, role: .pool)
    let time = ChainTime(slot: 1, seconds: 1)
    do throws(AccountError) {
        try PhoenixLayout.read(
            account, AccountBytes(market), owner: PhoenixLayout.program, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
        sum &+= 1
    }
    do throws(PoolRefusal) {
        sum &+= try state.trade(.bToA, .exactIn(Atoms(6_000_000)), at: time).amountOut.count
        sum &+= try state.trade(.aToB, .exactOut(Atoms(5_000_000)), at: time).amountIn.count
        copy.copy(from: state)
        sum &+= try copy.settle(.aToB, .exactIn(Atoms(90_000_000_000)), at: time).fee
        sum &+= try copy.settle(.bToA, .exactOut(Atoms(90_000_000_000)), at: time).fee
    } catch {
        sum &+= UInt64(error.code)
    }
    var cursor = state.stretchCursor(.bToA, at: time)
    while let stretch = state.nextStretch(&cursor) { sum &+= UInt64(stretch.depth) }
    if let spot = state.spot(.aToB, at: time) { sum &+= UInt64(spot.depth) }
    return sum
}

@Suite("Phoenix markets and the heap", .enabled(if: probe_active() == 1))
struct PhoenixAllocationTests {
    @Test("accounts, diffs, events, swaps and walks allocate nothing")
    func nothing() {
        var market = PlainMarket.f
        let first = market.bytes()
        for index in 0..<10 { market.asks[index].slot = UInt64(20 - index) }
        market.asks.append(PlainOrder(ticks: 105, lots: 9, slot: 7, number: 99))
        market.asks.append(PlainOrder(ticks: 105, lots: 9, slot: 5, number: 100))
        let second = market.bytes()
        let address = PublicKey(words: 1, 2, 3, 4)
        var diff = PhoenixDiff(instrument: InstrumentID(1), pool: address)
        var state = PhoenixState()
        var copy = PhoenixState()
        first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in
                var sum = turn(&diff, &state, &copy, first)
                sum &+= turn(&diff, &state, &copy, second)
                let before = probe_allocations()
                for _ in 0..<100 {
                    sum &+= turn(&diff, &state, &copy, first)
                    sum &+= turn(&diff, &state, &copy, second)
                }
                #expect(probe_allocations() - before == 0)
                #expect(sum > 202 * 58_000_000_000)
                #expect(state.misfits == 0)
            }
        }
    }

    @Test("what travels or is walked keeps its size")
    func layouts() {
        #expect(MemoryLayout<PhoenixLevel>.stride == 32)
        #expect(MemoryLayout<PhoenixWatchedLevel>.stride == 40)
        #expect(PhoenixError.allCases.map(\.name.description).count == 5)
        for error in PhoenixError.allCases {
            #expect(error.refusal.code == error.code ?? 0)
            #expect("\(error.refusal.name)" == "\(error.name)")
        }
    }
}
