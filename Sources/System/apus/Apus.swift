import ArgumentParser
import Glibc
import Pipeline

/// The program. Each command is a file; this one only lists them and maps failures to exit codes.
struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "A laboratory for CEX–DEX arbitrage on paper: nothing here can trade.",
        discussion: """
            Example: apus demo --duration 60s

            Exit codes: 0 done; 1 the check it ran says no; 2 usage or settings; 3 an input could \
            not be read, or an output not be written; 70 our own fault.
            """,
        version: Build.name,
        subcommands: [
            DemoCommand.self, PaperCommand.self, VenuesCommand.self, ReplayCommand.self,
            QuoteCommand.self, PoolCommand.self, CrossCheckCommand.self, TopologyCommand.self,
            WSCommand.self, BenchCommand.self, CheckCommand.self,
        ])
}

/// Why a command ended, as its exit code.
enum Ending: Int32, Error {
    case checkSaysNo = 1
    case usage = 2
    case unreadable = 3
    case ourFault = 70
}

@main
enum Main {
    static func main() {
        Output.ignoreClosedPipes()
        do {
            var command = try Apus.parseAsRoot()
            try command.run()
        } catch let ending as Ending {
            leave(ending.rawValue)
        } catch {
            let text = Apus.fullMessage(for: error)
            let isClean = Apus.exitCode(for: error) == .success
            if isClean { say(text) } else { complain(text) }
            leave(isClean ? 0 : Ending.usage.rawValue)
        }
        leave(0)
    }

    /// What could not be printed is no success.
    private static func leave(_ code: Int32) -> Never {
        if let failure = Output.failure {
            complain("standard output cannot be written: \(failure)")
            exit(code == 0 ? Ending.unreadable.rawValue : code)
        }
        exit(code)
    }
}
