import ArgumentParser
import Captures
import Numbers
import Pools
import Solana

/// Where accounts are read from, as arguments say it.
struct AccountOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Files of accounts, or a folder of them: JSON as nodes and validators write it, CSV of "
                + "address and base64, BIN named by address; .gz too. May be given again: what an "
                + "earlier one holds counts.", valueName: "path"))
    var accounts: [String] = []

    @Option(help: "A node of the chain: http://… or https://…; it is only read.")
    var rpc: String?

    @Option(
        name: .customLong("ca-file"),
        help: "A PEM file of the authorities to trust; without it, the system's.")
    var authorities: String?

    @Option(
        help: "How long the node may take to answer, as in 500ms, 30s; else 20s.",
        transform: Span.read)
    var timeout: Span?

    @Option(
        help: "The program that owns accounts whose owner no file says.",
        transform: AccountOptions.key)
    var owner: PublicKey?

    /// Checks the options of a command that reads accounts.
    func check() throws {
        guard accounts.isEmpty != (rpc == nil) else {
            throw ValidationError("exactly one of --accounts and --rpc is needed")
        }
        if rpc == nil, authorities != nil || timeout != nil {
            throw ValidationError("--ca-file and --timeout belong to --rpc")
        }
        if rpc != nil, owner != nil {
            throw ValidationError("--owner belongs to --accounts: a node says whose an account is")
        }
    }

    static func key(_ text: String) throws -> PublicKey {
        guard let key = PublicKey(text) else {
            throw ValidationError("\(text) is no address in base58")
        }
        return key
    }

    var files: AccountFiles { AccountFiles(accounts, owner: owner) }

    /// Whether any of them is given.
    var areGiven: Bool {
        !accounts.isEmpty || rpc != nil || authorities != nil || timeout != nil || owner != nil
    }

    /// Where what is read comes from, for messages.
    var place: String { rpc ?? accounts.joined(separator: ", ") }
}

/// What was found of some addresses.
struct AccountsFound {
    var known = KnownAccounts()
    /// The slot that a node answered for, or that a file says of an address.
    var slots: [PublicKey: UInt64] = [:]
    /// Whether an owner was told from the bytes.
    var isOwnerGuessed = false
}

/// Accounts from files or from a node, several at once.
struct AccountSource: ~Copyable {
    private let files: AccountFiles
    private var node: NodeAccounts?
    private let place: String

    init(_ options: AccountOptions) throws {
        files = options.files
        place = options.place
        guard let url = options.rpc else {
            node = nil
            return
        }
        do throws(NodeAccounts.Refusal) {
            node = try NodeAccounts(
                url, authorities: options.authorities,
                limit: options.timeout?.value ?? .seconds(20))
        } catch {
            complain("\(url): \(error.why)")
            throw error.isUsage ? Ending.usage : Ending.unreadable
        }
    }

    /// What is known of each address now: from a node, of one slot.
    mutating func read(_ keys: [PublicKey]) throws -> AccountsFound {
        let answer: NodeAccounts.Answer?
        do throws(NodeAccounts.Refusal) { answer = try node?.read(keys) } catch {
            complain("\(place): \(error.why)")
            throw Ending.unreadable
        }
        guard let answer else { return try AccountSource.read(keys, from: files) }
        var found = AccountsFound()
        for (key, account) in zip(keys, answer.accounts) {
            found.known[key] =
                account.map { .present(owner: $0.owner, data: $0.data) } ?? .missing
            found.slots[key] = answer.slot
        }
        return found
    }

    private static func read(
        _ keys: [PublicKey], from files: AccountFiles
    ) throws -> AccountsFound {
        let records: [PublicKey: AccountRecord]
        do throws(AccountFileError) { records = try files.accounts(keys) } catch {
            complain("\(error)")
            throw Ending.unreadable
        }
        var found = AccountsFound()
        for key in keys {
            guard let record = records[key], let data = record.data else {
                found.known[key] = .missing
                continue
            }
            guard let owner = record.owner else {
                complain("\(record.origin): nothing tells the owner of \(key); give --owner")
                throw Ending.unreadable
            }
            found.known[key] = .present(owner: owner, data: data)
            found.slots[key] = record.slot
            if record.isOwnerGuessed { found.isOwnerGuessed = true }
        }
        return found
    }
}
