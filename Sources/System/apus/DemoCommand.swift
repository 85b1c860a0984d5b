import ArgumentParser
import Glibc
import Markets
import Numbers
import Pipeline
import Simulators
import Tiles

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Simulators and paper trading together, over TLS on loopback; nothing to set up.",
        discussion: """
            Example: apus demo --duration 60s --record /tmp/flight

            A generated market with a seed: an order book around a price that walks and jumps, and \
            a pool of every kind, each of which follows it late.

            Exit codes: 0 done; 1 nothing was traded, or the ledger does not balance; 2 usage; \
            3 something could not be opened, or the output not be written.
            """)

    @Option(help: "How long to run, as in 500ms, 30s, 2m, 48h.", transform: Span.read)
    var duration = Span(.seconds(60))

    @Option(help: "The generated market's seed.")
    var seed: UInt64 = 1

    @Option(help: "The folder to record in. Without it a temporary one, removed at the end.")
    var record: String?

    @Flag(help: "Print the summary as one JSON object on standard output.")
    var json = false

    func run() throws {
        // Before there is anything to remove.
        let stopping = Stopping()
        stopping.catchSignals()
        let folder = try temporaryFolder()
        defer { remove(folder) }
        var market = GeneratedMarket()
        market.seed = seed
        // Livelier than a real market, so that a minute shows every kind of outcome.
        market.jumpsPerMillion = 60_000
        market.pool.arbitragePerMillion = 300_000
        market.otherPools = PoolKind.allCases.filter { $0 != .whirlpool }
        var scenario = VenueScenario(market: .generated(market))
        scenario.authorityFile = "\(folder)/authority.pem"
        let (host, addresses) = try VenueHost.start(scenario)
        defer { host.end() }
        let text = DemoSettings.text(addresses, authorityFile: scenario.authorityFile)
        let settings: Settings
        do throws(SettingsFaults) { settings = try Settings(text: text, file: "demo") } catch {
            complain("\(error)")
            throw Ending.ourFault
        }
        complain("simulators at \(addresses.venueURL) and \(addresses.chainURL), seed \(seed)")
        let session = PaperSession(
            settings: settings, text: text, file: "demo",
            directory: record ?? "\(folder)/recording", duration: duration.value, isJSON: json,
            isKept: record != nil)
        let report = try session.run(stopping: stopping)
        let settled = report.trades.first { $0.name == "settled" }?.count ?? 0
        if host.counters.violations > 0 {
            complain("\(host.counters.violations) requests would have changed the chain")
            throw Ending.ourFault
        }
        if !report.isLedgerBalanced { throw Ending.checkSaysNo }
        if settled == 0 {
            complain("nothing was traded in \(StatusText.span(duration.value))")
            throw Ending.checkSaysNo
        }
    }

    private func temporaryFolder() throws -> String {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/apus-demo-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            complain("\(base): no temporary folder: \(unsafe String(cString: strerror(errno)))")
            throw Ending.unreadable
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder and what this command put there, two levels deep.
    private func remove(_ folder: String) {
        for name in entries(of: folder) {
            let path = "\(folder)/\(name)"
            for inner in entries(of: path) { unsafe unlink("\(path)/\(inner)") }
            unsafe rmdir(path)
            unsafe unlink(path)
        }
        unsafe rmdir(folder)
    }

    private func entries(of folder: String) -> [String] {
        guard let handle = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
