import ArgumentParser
import Pipeline
import Tiles

struct TopologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "Draws the tiles, links and threads that the settings give on this machine.",
        discussion: """
            Example: apus topology --config configs/default.toml --host

            Exit codes: 0 they can start; 2 the settings have faults, or ask for what this machine \
            has not.
            """)

    @Option(help: "The settings file; without it, the standard settings.")
    var config: String?

    @Flag(help: "As a Mermaid flowchart.")
    var mermaid = false

    @Flag(help: "Also what this machine offers to a program that wants low latency.")
    var host = false

    func run() throws {
        let settings = try config.map { try readSettings($0) } ?? Settings()
        let layout = PipelineTopology(settings, cores: Cores.count, isRecording: true)
        say(mermaid ? layout.topology.mermaid : layout.topology.drawing)
        if host {
            say("")
            for ability in HostAbility.all { say("\(ability.name): \(ability.grant)") }
        }
        for warning in layout.topology.warnings(onCores: Cores.count) {
            complain("warning: \(warning)")
        }
        let faults = layout.topology.faults(onCores: Cores.allowed)
        for fault in faults { complain("fault: \(fault)") }
        guard faults.isEmpty else { throw Ending.usage }
    }
}
