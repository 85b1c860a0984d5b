import CProbe
import HotFlights
import HotWorld
import Meters
import Numbers
import Pipeline
import Testing

// Each proof runs twice:
//
//   swift test --filter HotPath                    counts allocations and frees; expects none
//   APUS_REALTIME=1 swift test --filter HotPath    the RealtimeSanitizer ends the process, with a
//                                                  stack, at any allocation, lock or blocking call
//
// The second needs a build of its own: `make realtime` gives it one.

@Suite("Hot path: intake, price, desk", .serialized)
struct HotPipelineTests {
    /// Heap traffic by tile.
    struct Uses: Equatable {
        var intake: UInt64 = 0
        var price: UInt64 = 0
        var desk: UInt64 = 0
    }

    /// Flies until so many events went through; counts what each tile took from the heap.
    private func fly(
        _ pipeline: inout HotPipeline, _ flight: inout Flight, until events: UInt64
    ) -> Uses {
        var uses = Uses()
        var watch = HeapWatch()
        while pipeline.eventCount < events {
            let input = flight.nextInput()
            _ = watch.look()
            pipeline.takeInput(input)
            uses.intake &+= watch.look()
            var isMoving = true
            while isMoving {
                isMoving = pipeline.turnPrice()
                uses.price &+= watch.look()
                pipeline.turnDesk()
                uses.desk &+= watch.look()
                pipeline.dropRecords()
                _ = watch.look()
            }
        }
        return uses
    }

    /// A flight of which a proof may be made: everything happened in it.
    private func check(_ pipeline: borrowing HotPipeline, _ flight: borrowing Flight) {
        let coinbase = pipeline.gauge(ofSource: 0)
        let solana = pipeline.gauge(ofSource: 1)
        let desk = pipeline.deskGauge
        let rounds = flight.round
        #expect(rounds > 3)
        for source in [coinbase, solana] {
            #expect(source.value(of: .messageMalformed) == 0 && source.value(of: .sequenceGap) == 0)
            #expect(source.value(of: .slotBackwards) == 0 && source.value(of: .accountRefused) == 0)
            #expect(source.value(of: .eventGiven) > 1_000)
        }
        #expect(coinbase.value(of: .connected) > 3 && solana.value(of: .connected) == 1)
        #expect(desk.value(of: .opportunitySeen) > 100 && desk.value(of: .accepted) > 10)
        #expect(desk.value(of: .legFilled) > 10 && desk.value(of: .tradeSettled) > 10)
        let isBalanced = pipeline.ledgerIsBalanced
        #expect(isBalanced)
    }

    @Test(
        "a million events, a turn of each tile for each, use the heap not once",
        .enabled(if: probe_active() == 1))
    func million() throws {
        let plan = try HotPlan.plan()
        var pipeline = try HotPipeline(plan)
        var flight = try SimulatedFlight.over(seconds: 30, plan)
        _ = fly(&pipeline, &flight, until: 40_000)
        pipeline.housekeep()
        let uses = fly(&pipeline, &flight, until: 1_040_000)
        #expect(uses == Uses())
        check(pipeline, flight)
    }

    @Test("nothing on the way waits, locks or allocates, says the sanitizer")
    func realtime() throws {
        let plan = try HotPlan.plan()
        var pipeline = try HotPipeline(plan)
        var flight = try SimulatedFlight.over(seconds: 10, plan)
        _ = fly(&pipeline, &flight, until: 20_000)
        probe_realtime_enter()
        while pipeline.eventCount < 120_000 { pipeline.fly(&flight) }
        probe_realtime_exit()
        check(pipeline, flight)
    }

    @Test("the heap's watch sees one allocation in a flight", .enabled(if: probe_active() == 1))
    func canary() {
        let uses = traffic {
            UnsafeMutableRawPointer.allocate(byteCount: 48, alignment: 16).deallocate()
        }
        #expect(uses == 2)
    }
}
