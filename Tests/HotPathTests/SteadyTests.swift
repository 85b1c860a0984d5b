import Archive
import Foundation
import HotFlights
import HotWorld
import Numbers
import Testing

/// A million events in a process of its own, whose memory is nobody else's. `perf/steady` flies
/// ten million.
@Suite("Hot path: steady state")
struct SteadyTests {
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("SteadyState")

    private func record(_ inputs: [FlightInput], at path: String) throws {
        let start = inputs[0].label.stamp
        var writer = try JournalWriter(
            at: path, identity: RecordingIdentity(settingsHash: [1], build: Array("hot".utf8)),
            limits: JournalLimits(), now: start,
            wallTime: WallTime(nanosecondsSince1970: 1_786_309_548_000_000_000))
        for input in inputs {
            _ = try input.bytes.withUnsafeBytes { try writer.append(input.label, payload: $0) }
            _ = writer.advance(at: input.label.stamp)
        }
        try writer.finish(at: start, input: InputSequence(UInt64(inputs.count)))
    }

    @Test("memory stays where it is over a million events, and the heap is left alone")
    func million() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-steady-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (start, loop) = try SimulatedFlight.inputs(seconds: 30, HotPlan.plan())
        try record(start + loop.dropFirst(), at: folder.path)
        let process = Process()
        process.executableURL = Self.program
        process.arguments = [folder.path, "1000000"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
