import ArgumentParser
import Glibc
import Pipeline

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Runs a recording through the same tiles and makes its decisions again.",
        discussion: """
            Example: apus replay recording --verify

            With --verify each decision is compared with the recorded one, byte for byte; the \
            first difference is shown with both sides.

            Exit codes: 0 equal; 1 they differ; 2 usage; 3 the recording cannot be read, with the \
            file and the byte.
            """)

    @Argument(help: "The recording's folder.")
    var directory: String

    @Flag(help: "Compare every decision with the recorded one.")
    var verify = false

    @Flag(help: "Print the outcome as one JSON object.")
    var json = false

    func run() throws {
        let outcome: Replay.Outcome
        do throws(RunFault) {
            var replay = try Replay(directory)
            outcome = try replay.run { records in
                if isatty(2) == 1 { complain("\(records) records") }
            }
        } catch {
            complain("\(error)")
            throw Ending.unreadable
        }
        if json { say(outcome.json) } else { show(outcome) }
        if verify, !outcome.isEqual { throw Ending.checkSaysNo }
    }

    private func show(_ outcome: Replay.Outcome) {
        say(
            "\(outcome.sessions) sessions, \(outcome.records) records, \(outcome.inputs) inputs")
        say(
            "recorded \(outcome.recorded) decisions, hash "
                + StatusText.hexadecimal(outcome.recordedHash))
        say(
            "replayed \(outcome.replayed) decisions, hash "
                + StatusText.hexadecimal(outcome.replayedHash))
        if outcome.unrecorded > 0 {
            say("\(outcome.unrecorded) more were made by sessions killed before recording them")
        }
        if let tail = outcome.tail { say("the recording ends torn: \(tail)") }
        for book in outcome.books {
            say(
                "\(book.name): \(book.bid) / \(book.ask), \(book.bids) bids, \(book.asks) asks, "
                    + "digest \(StatusText.hexadecimal(book.digest))")
        }
        for balance in outcome.balances {
            let now = StatusText.amount(balance.now, decimals: balance.decimals)
            say("\(balance.asset) at \(balance.venue): \(now)")
        }
        say(outcome.isLedgerBalanced ? "the ledger balances" : "THE LEDGER DOES NOT BALANCE")
        if let difference = outcome.difference {
            say("first difference, at record \(difference.record) (\(difference.place)):")
            say("  recorded \(difference.recorded)")
            say("  replayed \(difference.replayed)")
        } else {
            say("every decision is equal")
        }
    }
}
