import CProbe
import Markets
import Numbers
import Solana
import Testing

@testable import Pools

/// How often `body` asked the heap for memory.
@inline(never)
private func allocations(_ body: () -> Void) -> UInt64 {
    let before = probe_allocations()
    body()
    return probe_allocations() - before
}

/// What a price turn does with a pool; that it is `@_noLocks` holds what it calls to it. Nothing is
/// thrown here: Swift Testing watches every `throw` of its process and allocates for it.
@_noLocks
private func turn(
    _ state: inout WhirlpoolState, _ copy: inout WhirlpoolState,
    _ events: UnsafeBufferPointer<Event>
) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<events.count { state.apply(events[index]) }
    do throws(SwapError) {
        sum &+= try state.quote(.aToB, .exactIn(Atoms(9_000_000_000))).amountOut.count
        sum &+= try state.quote(.bToA, .exactOut(Atoms(4_000_000_000))).amountIn.count
        copy.copy(from: state)
        sum &+= try copy.swap(.bToA, .exactIn(Atoms(5_000_000_000))).amountOut.count
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
    _ diff: inout WhirlpoolDiff, _ pool: UnsafeRawBufferPointer, _ array: UnsafeRawBufferPointer
) -> UInt64 {
    var count: UInt64 = 0
    diff.beginSnapshot()
    do throws(AccountError) {
        try diff.update(pool: AccountBytes(pool), owner: WhirlpoolLayout.program)
        try diff.update(tickArray: AccountBytes(array), owner: WhirlpoolLayout.program)
    } catch {
        return 0
    }
    while diff.next(slot: Slot(1), input: InputSequence(1), received: .never) != nil { count &+= 1 }
    return count
}

@Suite("Pools and the heap", .enabled(if: probe_active() == 1))
struct AllocationTests {
    @Test("the counter sees one planted allocation")
    func live() {
        let count = allocations {
            let planted = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
            planted.deallocate()
        }
        #expect(count == 1)
    }

    @Test("a thousand turns of events, quotes, swaps, copies and walks allocate nothing")
    func prices() {
        var state = WhirlpoolState()
        var copy = WhirlpoolState()
        let events = examplePool()
        var sum: UInt64 = 0
        events.withUnsafeBufferPointer { events in
            sum &+= turn(&state, &copy, events)
            let first = sum
            let count = allocations {
                for _ in 0..<1_000 { sum &+= turn(&state, &copy, events) }
            }
            #expect(count == 0)
            #expect(sum == first * 1_001)
        }
    }

    @Test(
        "a thousand turns of accounts allocate nothing",
        .enabled(if: Shared.exists(RealPool.folder), "needs ../shared/data"))
    func accounts() throws {
        let real = try RealPool()
        let array = try #require(real.arrays[-33_792])
        var diff = WhirlpoolDiff(instrument: InstrumentID(0), pool: RealPool.address)
        real.pool.withUnsafeBytes { pool in
            array.withUnsafeBytes { array in
                let first = turn(&diff, pool, array)
                var sum: UInt64 = 0
                let count = allocations {
                    for _ in 0..<1_000 { sum &+= turn(&diff, pool, array) }
                }
                #expect(count == 0)
                #expect(first > 3 && sum == first * 1_000)
            }
        }
    }
}

@Suite("Layouts of pools")
struct PoolLayoutTests {
    @Test("what is shared, or walked in a hot loop, keeps its size")
    func layouts() {
        #expect(MemoryLayout<TickRow>.stride == 32)
        #expect(MemoryLayout<PoolSegment>.stride == 48)
        #expect(MemoryLayout<SwapResult>.stride == 96)
        #expect(MemoryLayout<PublicKey>.stride == 32)
        #expect(MemoryLayout<UInt256>.stride == 32)
    }

    @Test("no error code is used twice, and each has the program's name")
    func errors() {
        #expect(Set(SwapError.allCases.map(\.code)).count == SwapError.allCases.count)
        #expect(SwapError.partialFill.description == "6057 PartialFillError")
        #expect(Set(AccountError.allCases.map(\.description)).count == AccountError.allCases.count)
    }
}
