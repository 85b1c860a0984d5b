import ArgumentParser
import Pipeline
import Simulators
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
        var read = try readFile(file)
        let settings = read.settings
        if read.faults.isEmpty {
            for fault in settings.faults(onCores: Cores.allowed, text: read.text, file: file) {
                read.add(fault.key, fault.what)
            }
        }
        try refuse(read)
        say(
            "\(file): \(settings.sources.count) sources, \(settings.books.count) books, "
                + "\(settings.pools.count) pools, \(settings.markets.count) markets: no faults")
    }
}

/// The settings of a file, or every fault on standard error and the end.
func readSettings(_ file: String) throws -> Settings {
    let read = try readFile(file)
    try refuse(read)
    return read.settings
}

/// A file of settings with all its faults, those of the simulators' scenario among them.
private func readFile(_ file: String) throws -> SettingsFile {
    do throws(SettingsFaults) {
        var read = try SettingsFile(file)
        for fault in VenueScenario.faults(of: read.settings.venues) {
            if !read.faults.contains(where: { $0.key == fault.key }) {
                read.add(fault.key, fault.what)
            }
        }
        return read
    } catch {
        complain("\(error)")
        throw Ending.usage
    }
}

private func refuse(_ read: SettingsFile) throws {
    for fault in read.faults { complain(fault.description) }
    guard read.faults.isEmpty else { throw Ending.usage }
}
