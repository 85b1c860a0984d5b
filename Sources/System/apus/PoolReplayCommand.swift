import ArgumentParser
import Captures

struct PoolReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Quotes recorded swaps and compares them with what the chain did.",
        discussion: """
            Example: apus pool replay ../shared/data --json

            For each swap in the captures under the folder: the state before it, our quote, the \
            recorded result; a table by kind and pool. What cannot be checked is counted and says \
            why. The legend below the table says how a state before a swap is known.

            Exit codes: 0 all that was checked is equal; 1 some differ, or nothing could be \
            checked; 2 usage; 3 a capture cannot be read, or there is none.
            """)

    @Argument(help: "The folder of recorded data.")
    var directory: String

    @Flag(help: "Print one JSON object: rows, kinds, totals, the first mismatches, notes.")
    var json = false

    func run() throws {
        let table: ReplayTable
        do throws(CaptureError) {
            table = try CaptureReplay.table(of: directory)
        } catch {
            complain("\(error)")
            throw Ending.unreadable
        }
        say(json ? table.json : table.text)
        if table.mismatches > 0 || table.checked == 0 { throw Ending.checkSaysNo }
    }
}
