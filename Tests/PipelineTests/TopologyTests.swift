import Foundation
import Pipeline
import Testing
import Tiles

@Suite("The pipeline's topology")
struct TopologyTests {
    private var split: Topology {
        var settings = Settings()
        settings.machine.runners = .split
        return PipelineTopology(settings, cores: 8, isRecording: true).topology
    }

    @Test(
        "every layout may start",
        arguments: [
            MachineSettings.Runners.auto, .fused, .split,
        ], [1, 2, 4, 16])
    func sound(runners: MachineSettings.Runners, cores: Int) {
        var settings = Settings()
        settings.machine.runners = runners
        for isRecording in [false, true] {
            let topology = PipelineTopology(settings, cores: cores, isRecording: isRecording)
                .topology
            #expect(topology.faults.isEmpty)
            #expect(topology.warnings(onCores: cores).isEmpty || runners == .split)
        }
    }

    @Test(
        "feed, price and desk have a thread each only where all may spin beside the journal's",
        arguments: [
            (1, true, false), (2, true, false), (3, true, true), (4, true, true),
            (5, false, true), (8, false, true),
        ])
    func fused(cores: Int, isFused: Bool, spins: Bool) {
        let layout = PipelineTopology(Settings(), cores: cores, isRecording: true)
        #expect(layout.isFused == isFused)
        #expect(layout.topology.runners.count == (isFused ? 2 : 4))
        let hot = layout.topology.runners.filter { $0.tiles != [.journal] }
        #expect(hot.allSatisfy { $0.idle.keepsCoreBusy == spins })
    }

    @Test("ARCHITECTURE.md holds the drawing of the code; UPDATE=1 rewrites it")
    func drawing() throws {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("ARCHITECTURE.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(text.range(of: "```mermaid\n"))
        let end = try #require(text.range(of: "```", range: begin.upperBound..<text.endIndex))
        let drawn = String(text[begin.upperBound..<end.lowerBound])
        let current = split.mermaid.trimmingCharacters(in: .newlines) + "\n"
        if ProcessInfo.processInfo.environment["UPDATE"] == "1", drawn != current {
            let updated = text.replacingCharacters(
                in: begin.upperBound..<end.lowerBound, with: current)
            try updated.write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(drawn == current)
        }
    }
}
