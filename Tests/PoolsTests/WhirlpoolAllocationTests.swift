import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What a feed turn and a price turn do with an adaptive pool; that it is `@_noLocks` holds what
/// it calls to it. Nothing is thrown here: Swift Testing watches every `throw` of its process and
/// allocates for it.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout WhirlpoolState, _ copy: inout WhirlpoolState,
    _ accounts: UnsafeBufferPointer<PoolAccount>,
    _ bytes: UnsafeBufferPointer<UnsafeRawBufferPointer>
) -> UInt64 {
    var sum: UInt64 = 0
    let now = ChainTime(slot: 0, seconds: 1_750_000_000)
    diff.beginSnapshot()
    do throws(AccountError) {
        for index in 0..<accounts.count {
            var owner = WhirlpoolLayout.program
            switch accounts[index].role {
            case .mintA, .mintB: owner = TokenAccount.program
            default: break
            }
            try WhirlpoolLayout.read(
                accounts[index], AccountBytes(bytes[index]), owner: owner, into: &diff)
        }
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    copy.copy(from: state)
    let order = SwapAmount.exactIn(Atoms(10_000_000_000))
    do throws(PoolRefusal) {
        sum &+= try state.trade(.bToA, order, at: now).amountOut.count
        sum &+= try copy.settle(.aToB, order, at: now).amountOut.count
        sum &+= try copy.trade(.bToA, .exactOut(Atoms(1_000)), at: now).amountIn.count
    } catch {
        sum &+= UInt64(error.code)
    }
    var cursor = state.stretchCursor(.aToB, at: now)
    while let stretch = state.nextStretch(&cursor) { sum &+= stretch.from > 0 ? 1 : 0 }
    if let spot = state.spot(.aToB, at: now) { sum &+= spot.from > 0 ? 1 : 0 }
    return sum
}

@Suite("Adaptive Whirlpools and the heap", .enabled(if: probe_active() == 1))
struct WhirlpoolAllocationTests {
    @Test("accounts, events, trades and walks allocate nothing")
    func nothing() {
        let plain = PlainWhirlpool.example
        let accounts = plain.accounts.map(\.0)
        let bytes = plain.accounts.map { account in
            let copy = UnsafeMutableRawBufferPointer.allocate(
                byteCount: account.1?.count ?? 0, alignment: 8)
            copy.copyBytes(from: account.1 ?? [])
            return UnsafeRawBufferPointer(copy)
        }
        var diff = PoolDiff(
            instrument: InstrumentID(5), pool: PlainWhirlpool.address,
            room: WhirlpoolLayout.room())
        var state = WhirlpoolState()
        var copy = WhirlpoolState()
        accounts.withUnsafeBufferPointer { accounts in
            bytes.withUnsafeBufferPointer { bytes in
                let first = turn(&diff, &state, &copy, accounts, bytes)
                var sum: UInt64 = 0
                let before = probe_allocations()
                for _ in 0..<200 { sum &+= turn(&diff, &state, &copy, accounts, bytes) }
                #expect(probe_allocations() - before == 0)
                #expect(first > 19_000_000_000 && sum == first * 200)
            }
        }
        for copy in bytes { copy.deallocate() }
    }
}
