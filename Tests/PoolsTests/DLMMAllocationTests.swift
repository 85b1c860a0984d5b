import CProbe
import Numbers
import Solana
import Testing

@testable import Pools

/// What a feed turn and a price turn do with a pair; that it is `@_noLocks` holds what it calls to
/// it. Nothing is thrown here: Swift Testing watches every `throw` of its process and allocates
/// for it.
@_noLocks
private func turn(
    _ state: inout DLMMState, _ copy: inout DLMMState, _ pair: UnsafeRawBufferPointer,
    _ array: UnsafeRawBufferPointer
) -> UInt64 {
    var sum: UInt64 = 0
    let program = DLMMLayout.program
    let now: Int64 = 1_734_391_947
    do throws(AccountError) {
        let account = try DLMMPairAccount(AccountBytes(pair), owner: program)
        state.load(account, at: PublicKey(words: 1, 2, 3, 4))
        try state.load(try DLMMBinArray(AccountBytes(array), owner: program))
    } catch {
        return 0
    }
    do throws(DLMMError) {
        sum &+= try state.quote(.bToA, .exactIn(Atoms(100_000_000)), now: now).amountOut.count
        sum &+= try state.quote(.bToA, .exactOut(Atoms(1_000_000)), now: now).amountIn.count
        copy.copy(from: state)
        sum &+= try copy.swap(.aToB, .exactIn(Atoms(5_000)), now: now).amountOut.count
        var cursor = try state.segmentCursor(.bToA, now: now)
        for _ in 0..<2 {
            if let segment = state.nextSegment(&cursor) { sum &+= segment.output }
        }
    } catch {
        sum &+= UInt64(error.code)
    }
    return sum
}

@Suite("DLMM pairs and the heap", .enabled(if: probe_active() == 1))
struct DLMMAllocationTests {
    @Test("accounts, quotes, swaps and walks allocate nothing")
    func nothing() {
        let plain = PlainPair.real()
        let bins = Dictionary(uniqueKeysWithValues: plain.bins.map { (Int($0.key), $0.value) })
        let owner = PublicKey(words: 1, 2, 3, 4)
        let array = DLMMBytes.array(0, of: owner, bins: bins)
        var state = DLMMState()
        var copy = DLMMState()
        DLMMBytes.pair().withUnsafeBytes { pair in
            array.withUnsafeBytes { array in
                var sum = turn(&state, &copy, pair, array)
                let before = probe_allocations()
                for _ in 0..<100 { sum &+= turn(&state, &copy, pair, array) }
                #expect(probe_allocations() - before == 0)
                #expect(sum > 101 * 68_000_000)
            }
        }
    }
}
