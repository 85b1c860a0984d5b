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
            or SIGTERM comes.

            Exit codes: 0 done; 2 usage or settings; 3 data that cannot be read, a port in use, or \
            an output that cannot be written.
            """)

    @Option(help: "The settings file (TOML) with a table [venues].")
    var config: String

    @Option(
        help: "How long to serve, as in 30s, 2m, 48h. Without it: until a signal comes.",
        transform: Span.read)
    var duration: Span?

    func run() throws {
        let settings = try readSettings(config)
        guard let venues = settings.venues else {
            complain("\(config): there is no table [venues]")
            throw Ending.usage
        }
        let stopping = Stopping()
        stopping.catchSignals()
        let (host, addresses) = try VenueHost.start(VenueScenario(venues, file: config))
        say("\(addresses.product) at \(addresses.venueURL)")
        say("pool \(addresses.pool) at \(addresses.chainURL) and \(addresses.chainHTTP)")
        if !venues.authorityFile.isEmpty { say("authority in \(venues.authorityFile)") }
        say("ready")
        var left = duration?.value ?? Nanoseconds.seconds(1 << 32)
        while left.count > 0, Output.failure == nil {
            let span = min(left, Nanoseconds.seconds(10))
            if stopping.wait(atMost: span) { break }
            left = left - span
            say(line(host.counters))
        }
        host.end()
        say(line(host.counters))
        if let comparison = host.comparison { say("\(comparison)") }
        if host.counters.violations > 0 {
            complain("\(host.counters.violations) requests would have changed the chain")
            throw Ending.ourFault
        }
    }

    private func line(_ counters: VenueCounters) -> String {
        "connections \(counters.connections), exchange messages \(counters.coinbaseMessages), "
            + "chain messages \(counters.solanaMessages), answers \(counters.answers), "
            + "faults \(counters.faults), slow clients \(counters.slowClients)"
    }
}
