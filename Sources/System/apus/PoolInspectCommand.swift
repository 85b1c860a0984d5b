import ArgumentParser
import Captures
import Pools
import Solana

struct PoolInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows accounts of pools: what each is, and every field that matters.",
        discussion: """
            Example: apus pool inspect --accounts ../shared/data/raydium

            Of files, all accounts are shown unless one is named; of a node, the one that is \
            named. What owns an account decides how it is read. Where no file says the owner and \
            --owner is not given, the first account of the file that looks like one of a known \
            kind tells it, and the output says so.

            Exit codes: 0 all are shown; 1 some are not, and each says why; 2 usage; 3 files or \
            the node cannot be read, or there is no such account.
            """)

    @Argument(help: "The account's address.", transform: AccountOptions.key)
    var address: PublicKey?

    @OptionGroup var source: AccountOptions

    @Flag(help: "One JSON object a line for each account.")
    var json = false

    func validate() throws {
        try source.check()
        if source.rpc != nil, address == nil {
            throw ValidationError("--rpc shows one account: which ADDRESS?")
        }
    }

    func run() throws {
        var tally = InspectionTally()
        if let address {
            try show(address, &tally)
        } else {
            do throws(AccountFileError) {
                try source.files.each { show($0, &tally) }
            } catch {
                complain("\(error)")
                throw Ending.unreadable
            }
            // Standard output is the script's when it asked for JSON.
            if json { complain(tally.lines) } else { say(tally.lines) }
        }
        if tally.refusedCount > 0 { throw Ending.checkSaysNo }
    }

    private func show(_ address: PublicKey, _ tally: inout InspectionTally) throws {
        if source.rpc == nil {
            let found: AccountRecord?
            do throws(AccountFileError) {
                found = try source.files.accounts([address])[address]
            } catch {
                complain("\(error)")
                throw Ending.unreadable
            }
            if let found { return show(found, &tally) }
        } else {
            var node = try AccountSource(source)
            let found = try node.read([address])
            if case .present(let owner, let data) = found.known[address] {
                return show(
                    AccountRecord(
                        address: address, owner: owner, data: data, slot: found.slots[address],
                        file: source.place, place: 1), &tally)
            }
        }
        complain("\(source.place): holds no account \(address)")
        throw Ending.unreadable
    }

    private func show(_ record: AccountRecord, _ tally: inout InspectionTally) {
        let shown = InspectedAccount(record)
        tally.add(shown)
        say(json ? shown.json : shown.text)
    }
}
