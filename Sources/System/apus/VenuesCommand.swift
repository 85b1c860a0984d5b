import ArgumentParser
import Numbers
import Pipeline
import Simulators
import Tiles

struct VenuesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "venues",
        abstract: "Serves an exchange and a chain on this machine: recorded or generated markets.",
        discussion: """
            Example: apus venues --config configs/real-coinbase.toml

            Binds to 127.0.0.1 and prints the addresses. Runs until its duration is over or SIGINT \
            or SIGTERM comes. Where recorded swaps were done again, it says at the end how close \
            they came.

            Exit codes: 0 done; 2 usage or settings; 3 data that cannot be read, a port in use, or \
            an output that cannot be written.
            """)

    @Option(help: "The settings file (TOML) with a table [venues].")
    var config: String

    @Option(
        help: "How long to serve, as in 30s, 2m, 48h. Without it: until a signal comes.",
        transform: Span.read)
    var duration: Span?

    @Flag(help: "Two JSON objects on standard output: the addresses, then what was served.")
    var json = false

    func run() throws {
        let settings = try readSettings(config)
        guard let venues = settings.venues else {
            complain("\(config): there is no table [venues]")
            throw Ending.usage
        }
        let stopping = Stopping()
        stopping.catchSignals()
        let (host, addresses) = try VenueHost.start(VenueScenario(venues, file: config))
        let report = VenueReport(addresses: addresses, authorityFile: venues.authorityFile)
        say(json ? report.json : report.lines.joined(separator: "\n"))
        var left = duration?.value ?? Nanoseconds.seconds(1 << 32)
        while left.count > 0, Output.failure == nil {
            let span = min(left, Nanoseconds.seconds(10))
            if stopping.wait(atMost: span) { break }
            left = left - span
            tell(report.line(host.counters))
        }
        host.end()
        if json {
            say(report.json(host.counters, host.comparison))
        } else {
            tell(report.line(host.counters))
            if let comparison = host.comparison { say("\(comparison)") }
        }
        if host.counters.violations > 0 {
            complain("\(host.counters.violations) requests would have changed the chain")
            throw Ending.ourFault
        }
    }

    /// Standard output is the script's when it asked for JSON.
    private func tell(_ line: String) {
        if json { complain(line) } else { say(line) }
    }
}
