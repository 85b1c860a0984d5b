// SteadyState: flies a recording round and round through intake, price and desk, and says whether
// the heap was left alone and whether resident memory stayed where it was.
//
//   SteadyState RECORDING EVENTS        ends with 1 when either is not so
//
// The recording is one of the generated market (`apus demo --record`): its settings are HotPlan's.

import Archive
import CProbe
import Foundation
import HotWorld
import Markets
import Meters
import Numbers
import Pipeline

/// Answers until the chain has told its whole state: two to find the accounts, one to read them.
let answersAtStart = 3

/// Every input of a recording, the chain's start apart.
func inputs(of directory: String) throws -> (start: [FlightInput], loop: [FlightInput]) {
    var start: [FlightInput] = []
    var loop: [FlightInput] = []
    var answers = 0
    var isExchangeUp = false
    var reader = try JournalReader(at: directory)
    while let record = try reader.next() {
        var input = FlightInput(record.label, Array(record.payload))
        switch record.label.kind {
        case .answer:
            answers += 1
            if answers <= answersAtStart { start.append(input) }
        case .frame, .connection:
            if record.label.source == 1, answers < answersAtStart {
                start.append(input)
                continue
            }
            // Ends of connections: in the loop only the exchange's begins anew.
            if case .connection = record.label.kind {
                guard record.label.source == 0, record.label.flags == ConnectionChange.up,
                    !isExchangeUp
                else { continue }
                isExchangeUp = true
                input.label.flags = ConnectionChange.down
                loop.append(input)
                input.label.flags = ConnectionChange.up
            }
            loop.append(input)
        default: break
        }
    }
    return (start, loop)
}

/// Resident memory in KiB.
func residentKibibytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return Int(line.filter(\.isNumber)) ?? 0
}

func fly(_ pipeline: inout HotPipeline, _ flight: inout Flight, _ events: UInt64) -> UInt64 {
    let end = pipeline.eventCount &+ events
    let before = probe_allocations() &+ probe_frees()
    while pipeline.eventCount < end { pipeline.fly(&flight) }
    return probe_allocations() &+ probe_frees() &- before
}

guard CommandLine.arguments.count == 3, let events = UInt64(CommandLine.arguments[2]) else {
    print("SteadyState RECORDING EVENTS")
    exit(2)
}
let (start, loop) = try inputs(of: CommandLine.arguments[1])
var pipeline = try HotPipeline(try HotPlan.plan())
var flight = Flight(start: start, loop: loop)
_ = fly(&pipeline, &flight, max(events / 10, 200_000))
// Looked at once before it counts: reading a file takes memory of its own.
_ = try residentKibibytes()
let before = try residentKibibytes()
let uses = fly(&pipeline, &flight, events)
let after = try residentKibibytes()

let desk = pipeline.deskGauge
let isSound =
    pipeline.ledgerIsBalanced && flight.round > 1
    && desk.value(of: .accepted) > 0 && pipeline.gauge(ofSource: 1).value(of: .slotBackwards) == 0
    && pipeline.gauge(ofSource: 0).value(of: .sequenceGap) == 0
print(
    """
    events      \(events) in \(flight.round) rounds of \(loop.count) inputs
    trades      \(desk.value(of: .accepted)) accepted, \(desk.value(of: .tradeSettled)) settled
    heap        \(uses) allocations and frees
    resident    \(before) KiB before, \(after) KiB after
    the flight  \(isSound ? "is sound" : "is not sound: nothing is proved")
    """)
exit(uses == 0 && after - before < 1_024 && isSound ? 0 : 1)
