import ArgumentParser
import Numbers
import Pipeline
import Tiles

struct PaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Paper trades on live feeds, and says at the end what came of it.",
        discussion: """
            Example: apus paper --config configs/default.toml --record recording --duration 1h

            Runs until its duration is over or SIGINT or SIGTERM comes. A terminal shows the state \
            as it changes, as much of it as there is room for; a pipe gets a line each time. A \
            folder that holds a recording is resumed. When whoever reads the pipe is gone, the run \
            ends in order.

            Exit codes: 0 done; 2 usage or settings, or real-time scheduling that starved this \
            machine; 3 the recording cannot be used, no source was ever reached, or an output or \
            the log cannot be written.
            """)

    @Option(help: "The settings file (TOML).")
    var config: String

    @Option(
        help: "How long to run, as in 500ms, 30s, 2m, 48h. Without it: until a signal comes.",
        transform: Span.read)
    var duration: Span?

    @Option(help: "The folder to record in; overrides [journal] directory.")
    var record: String?

    @Flag(help: "Print the summary as one JSON object on standard output.")
    var json = false

    func run() throws {
        let settings = try readSettings(config)
        let text = try readText(config)
        try PaperSession(
            settings: settings, text: text, file: config, directory: record,
            duration: duration?.value, isJSON: json
        ).run()
    }
}
