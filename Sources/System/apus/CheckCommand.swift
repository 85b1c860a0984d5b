import ArgumentParser
import Pipeline
import Tiles

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads a settings file and prints every fault at once.",
        discussion: """
            Example: apus check configs/default.toml

            Cores are held against those that this process may use.

            Exit codes: 0 no faults; 2 faults, or no such file.
            """)

    @Argument(help: "The settings file (TOML).")
    var file: String

    func run() throws {
        let settings = try readSettings(file)
        let misfits = settings.faults(
            onCores: Cores.allowed, text: try readText(file), file: file)
        for fault in misfits { complain(fault.description) }
        guard misfits.isEmpty else { throw Ending.usage }
        say(
            "\(file): \(settings.sources.count) sources, \(settings.books.count) books, "
                + "\(settings.pools.count) pools, \(settings.markets.count) markets: no faults")
    }
}

/// The settings of a file, or every fault on standard error and the end.
func readSettings(_ file: String) throws -> Settings {
    do throws(SettingsFaults) {
        return try Settings(file: file)
    } catch {
        for fault in error.faults { complain(fault.description) }
        throw Ending.usage
    }
}
