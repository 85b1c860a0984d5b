import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

private typealias Bytes = UnsafeRawBufferPointer

/// What a feed turn and a price turn do with a CPMM pool; that it is `@_noLocks` holds what it
/// calls to it. Nothing is thrown here: Swift Testing watches every `throw` and allocates for it.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout CPMMState, _ pool: Bytes, _ config: Bytes,
    _ vault0: Bytes, _ vault1: Bytes, _ places: UnsafeBufferPointer<PoolAccount>
) -> UInt64 {
    diff.beginSnapshot()
    do throws(AccountError) {
        let program = CPMMLayout.program
        try CPMMLayout.read(places[0], AccountBytes(pool), owner: program, into: &diff)
        try CPMMLayout.read(places[1], AccountBytes(config), owner: program, into: &diff)
        let tokens = TokenAccount.program
        try CPMMLayout.read(places[2], AccountBytes(vault0), owner: tokens, into: &diff)
        try CPMMLayout.read(
            places[3], AccountBytes(vault1), owner: TokenAccount.program2022, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    var copy = state
    copy.copy(from: state)
    var sum: UInt64 = 0
    let time = ChainTime(slot: 1, seconds: 1_800_000_000)
    do throws(PoolRefusal) {
        sum &+= try copy.trade(.bToA, .exactOut(Atoms(90_000)), at: time).amountIn.count
        sum &+= try copy.settle(.aToB, .exactIn(Atoms(1_000_000)), at: time).amountOut.count
    } catch {
        return 0
    }
    var cursor = copy.stretchCursor(.aToB, at: time)
    while let stretch = copy.nextStretch(&cursor) { sum &+= stretch.depth > 0 ? 1 : 0 }
    return sum
}

/// The same with an AMM v4 pool.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout AMMv4State, _ pool: Bytes, _ coin: Bytes, _ pc: Bytes,
    _ book: Bytes, _ bookOwner: PublicKey, _ places: UnsafeBufferPointer<PoolAccount>
) -> UInt64 {
    diff.beginSnapshot()
    do throws(AccountError) {
        let tokens = TokenAccount.program
        try AMMv4Layout.read(
            places[0], AccountBytes(pool), owner: AMMv4Layout.program, into: &diff)
        try AMMv4Layout.read(places[1], AccountBytes(coin), owner: tokens, into: &diff)
        try AMMv4Layout.read(places[2], AccountBytes(pc), owner: tokens, into: &diff)
        try AMMv4Layout.read(places[3], AccountBytes(book), owner: bookOwner, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    var copy = state
    copy.copy(from: state)
    var sum: UInt64 = 0
    let time = ChainTime(slot: 1, seconds: 1_800_000_000)
    do throws(PoolRefusal) {
        sum &+= try copy.trade(.bToA, .exactOut(Atoms(90_000)), at: time).amountIn.count
        sum &+= try copy.settle(.aToB, .exactIn(Atoms(1_000_000)), at: time).amountOut.count
    } catch {
        return 0
    }
    var cursor = copy.stretchCursor(.aToB, at: time)
    while let stretch = copy.nextStretch(&cursor) { sum &+= stretch.depth > 0 ? 1 : 0 }
    return sum
}

extension RaydiumPool {
    /// The bytes of the four accounts, and their places.
    fileprivate func with(
        _ body: (Bytes, Bytes, Bytes, Bytes, UnsafeBufferPointer<PoolAccount>) -> Void
    ) {
        let places = accounts.map(\.place)
        let bytes = accounts.map(\.written.bytes)
        places.withUnsafeBufferPointer { places in
            bytes[0].withUnsafeBytes { a in
                bytes[1].withUnsafeBytes { b in
                    bytes[2].withUnsafeBytes { c in
                        bytes[3].withUnsafeBytes { d in body(a, b, c, d, places) }
                    }
                }
            }
        }
    }
}

@Suite("Raydium constant product and the heap", .enabled(if: probe_active() == 1))
struct RaydiumHeapTests {
    @Test("a thousand turns of accounts, events, trades, copies and walks allocate nothing: CPMM")
    func cpmm() {
        let pool = RaydiumPool.cpmm()
        var diff = pool.diff()
        var state = CPMMState()
        pool.with { account, config, vault0, vault1, places in
            let first = turn(&diff, &state, account, config, vault0, vault1, places)
            var sum: UInt64 = 0
            let before = probe_allocations()
            for _ in 0..<1_000 {
                sum &+= turn(&diff, &state, account, config, vault0, vault1, places)
            }
            let count = probe_allocations() - before
            #expect(count == 0)
            #expect(first > 0 && sum == first * 1_000)
        }
    }

    @Test("a thousand turns of accounts, events, trades, copies and walks allocate nothing: AMM v4")
    func amm() {
        let pool = RaydiumPool.amm(isOnOrderBook: true)
        let owner = pool.accounts[3].written.owner
        var diff = pool.diff()
        var state = AMMv4State()
        pool.with { account, coin, pc, book, places in
            let first = turn(&diff, &state, account, coin, pc, book, owner, places)
            var sum: UInt64 = 0
            let before = probe_allocations()
            for _ in 0..<1_000 {
                sum &+= turn(&diff, &state, account, coin, pc, book, owner, places)
            }
            let count = probe_allocations() - before
            #expect(count == 0)
            #expect(first > 0 && sum == first * 1_000)
        }
    }
}
