import ArgumentParser
import Glibc

/// The program. Each command is a file; this one only lists them and maps failures to exit codes.
struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "A laboratory for CEX–DEX arbitrage on paper: nothing here can trade.",
        discussion: """
            Exit codes: 0 done; 1 the check it ran says no; 2 usage or settings;
            3 an input could not be read; 70 our own fault.
            """,
        subcommands: [
            DemoCommand.self, PaperCommand.self, VenuesCommand.self, ReplayCommand.self,
            QuoteCommand.self, TopologyCommand.self,
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
        do {
            var command = try Apus.parseAsRoot()
            try command.run()
        } catch let ending as Ending {
            leave(ending.rawValue)
        } catch {
            let text = Apus.fullMessage(for: error)
            let isClean = Apus.exitCode(for: error) == .success
            if isClean { print(text) } else { complain(text) }
            leave(isClean ? 0 : Ending.usage.rawValue)
        }
        leave(0)
    }

    private static func leave(_ code: Int32) -> Never {
        fflush(nil)
        exit(code)
    }
}

/// Hands what was printed to whoever reads it.
func flush() { fflush(nil) }

/// One line on standard error.
func complain(_ text: String) {
    var line = text + "\n"
    line.withUTF8 { bytes in
        _ = unsafe write(2, bytes.baseAddress, bytes.count)
    }
}
