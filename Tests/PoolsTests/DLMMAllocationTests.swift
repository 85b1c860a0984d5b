import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// What a feed turn and a price turn do with a pair; that it is `@_noLocks` holds what it calls to
/// it. Nothing is thrown here: Swift Testing watches every `throw` of its process and allocates
/// for it.
@_noLocks
private func turn(
    _ diff: inout PoolDiff, _ state: inout DLMMState, _ copy: inout DLMMState,
    _ pair: UnsafeRawBufferPointer, _ array: UnsafeRawBufferPointer,
    _ bitmap: UnsafeRawBufferPointer
) -> UInt64 {
    var sum: UInt64 = 0
    let program = DLMMLayout.program
    let time = ChainTime(slot: 1, seconds: 1_734_391_947)
    diff.beginSnapshot()
    do throws(AccountError) {
        let pool = PoolAccount(key: diff.pool, role: .pool)
        try DLMMLayout.read(pool, AccountBytes(pair), owner: program, into: &diff)
        let bins = PoolAccount(key: diff.pool, role: .array)
        try DLMMLayout.read(bins, AccountBytes(array), owner: program, into: &diff)
        let far = PoolAccount(key: diff.pool, role: .bitmap)
        try DLMMLayout.readMissing(far, into: &diff)
        try DLMMLayout.read(far, AccountBytes(bitmap), owner: program, into: &diff)
    } catch {
        return 0
    }
    while let event = diff.next(slot: Slot(1), input: InputSequence(1), received: .never) {
        state.apply(event)
    }
    do throws(DLMMError) {
        sum &+= try state.quote(.bToA, .exactIn(Atoms(100_000_000)), at: time).amountOut.count
        sum &+= try state.quote(.bToA, .exactOut(Atoms(1_000_000)), at: time).amountIn.count
    } catch {
        sum &+= UInt64(error.code)
    }
    do throws(PoolRefusal) {
        copy.copy(from: state)
        sum &+= try copy.trade(.aToB, .exactIn(Atoms(5_000)), at: time).amountOut.count
        sum &+= try copy.settle(.aToB, .exactIn(Atoms(5_000)), at: time).amountOut.count
    } catch {
        sum &+= UInt64(error.code)
    }
    if let spot = state.spot(.bToA, at: time) { sum &+= UInt64(spot.depth) & 1 }
    var cursor = state.stretchCursor(.bToA, at: time)
    for _ in 0..<2 {
        if let stretch = state.nextStretch(&cursor) { sum &+= UInt64(stretch.depth) }
    }
    return sum
}

@Suite("DLMM pairs and the heap", .enabled(if: probe_active() == 1))
struct DLMMAllocationTests {
    @Test("accounts, events, quotes, swaps and walks allocate nothing")
    func nothing() {
        let plain = PlainPair.real()
        let bins = Dictionary(uniqueKeysWithValues: plain.bins.map { (Int($0.key), $0.value) })
        let array = DLMMBytes.array(0, bins: bins)
        let bitmap = DLMMBytes.bitmap([600])
        var diff = PoolDiff(
            instrument: InstrumentID(1), pool: DLMMBytes.address,
            room: DLMMLayout.room(arrays: 8))
        var state = DLMMState()
        var copy = DLMMState()
        DLMMBytes.pair().withUnsafeBytes { pair in
            array.withUnsafeBytes { array in
                bitmap.withUnsafeBytes { bitmap in
                    var sum = turn(&diff, &state, &copy, pair, array, bitmap)
                    let before = probe_allocations()
                    for _ in 0..<100 {
                        sum &+= turn(&diff, &state, &copy, pair, array, bitmap)
                    }
                    #expect(probe_allocations() - before == 0)
                    #expect(sum > 101 * 68_000_000)
                }
            }
        }
    }
}
