import ArgumentParser
import Pipeline
import Pools
import Solana

struct QuoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quote",
        abstract: "Quotes a swap in a pool, or runs a file of pricing vectors.",
        discussion: """
            Example: apus quote --pool HJPjoWUrhoZzkNfRpHuieeFk9WcZWjwy6PBjZ81ngndJ --accounts \
            ../shared/data/whirlpool/essentials_accounts --in 1000000000 \
            So11111111111111111111111111111111111111112

            With --pool: the kind is the pool's owner's, the accounts that pricing needs are found \
            by its plan, and what is not there is listed. An array that nobody opened and one that \
            the files lack look the same. AMOUNT counts atoms, or tokens when it has a point and \
            the mint is among the accounts. The time is what --slot and --seconds say, else the \
            chain's clock, where that account is there, else now. Prices are before fees.

            With --vectors: one JSON object a line; every expected column is compared, and of \
            failing swaps the error. Rows that cannot be run count as mismatches. Which program \
            answered, the beginning of the file's name tells (\
            \(VectorKind.allCases.map(\.rawValue).joined(separator: ", "))), or else --kind, or \
            else the columns of the first row.

            Exit codes: 0 quoted, or all equal; 1 the pool refuses, or some differ, or there is no \
            row; 2 usage; 3 the file, the accounts or the node cannot be read.
            """)

    @Option(help: "The file of vectors (JSON lines).")
    var vectors: String?

    @Option(help: "The pool's address.", transform: AccountOptions.key)
    var pool: PublicKey?

    @OptionGroup var source: AccountOptions

    @Option(
        name: .customLong("in"), parsing: .upToNextOption,
        help: ArgumentHelp("So much of a token goes in.", valueName: "amount> <mint"))
    var amountIn: [String] = []

    @Option(
        name: .customLong("out"), parsing: .upToNextOption,
        help: ArgumentHelp("So much of a token comes out.", valueName: "amount> <mint"))
    var amountOut: [String] = []

    @Option(help: "The slot in which the swap happens.")
    var slot: UInt64?

    @Option(help: "The chain's time then, in seconds since 1970.")
    var seconds: UInt64?

    @Option(
        help: "The program whose answers the file holds.",
        transform: { text throws in
            guard let kind = VectorKind(rawValue: text) else {
                let kinds = VectorKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(text) is none of \(kinds)")
            }
            return kind
        })
    var kind: VectorKind?

    @Flag(
        help: "Print one JSON object; of vectors {\"rows\": n, \"mismatches\": m, \"first\": […]}.")
    var json = false

    func validate() throws {
        guard (vectors == nil) != (pool == nil) else {
            throw ValidationError("exactly one of --vectors and --pool is needed")
        }
        guard pool != nil else {
            guard !source.areGiven, amountIn.isEmpty, amountOut.isEmpty, slot == nil, seconds == nil
            else { throw ValidationError("--vectors goes with --kind and --json alone") }
            return
        }
        guard kind == nil else { throw ValidationError("--kind belongs to --vectors") }
        try source.check()
        _ = try amount
    }

    /// How much of what, and which end of the swap it is.
    private var amount: QuotedAmount {
        get throws {
            guard amountIn.isEmpty != amountOut.isEmpty else {
                throw ValidationError("exactly one of --in and --out is needed")
            }
            let words = amountIn + amountOut
            guard words.count == 2 else {
                throw ValidationError("an amount and a mint are needed, as in --in 1000000 MINT")
            }
            return QuotedAmount(
                text: words[0], mint: try AccountOptions.key(words[1]),
                isInput: amountOut.isEmpty)
        }
    }

    func run() throws {
        if let pool {
            let question = PoolQuestion(
                pool: pool, amount: try amount, slot: slot, seconds: seconds)
            return try question.run(on: source, asJSON: json)
        }
        if let vectors { try run(vectors) }
    }

    private func run(_ vectors: String) throws {
        let bytes = try readBytes(vectors)
        let name = String(vectors.split(separator: "/").last ?? "")
        let report = unsafe bytes.withUnsafeBytes {
            unsafe Vectors.run($0, of: kind ?? VectorKind(fileName: name, $0))
        }
        if json {
            say(report.json)
        } else {
            say("\(vectors): \(report.rows) rows, \(report.mismatches) mismatches")
            for one in report.first {
                say(
                    "  line \(one.line), \(one.column): expected \(one.expected), "
                        + "found \(one.found)")
            }
        }
        if report.rows == 0 { complain("\(vectors): holds no row, so nothing was compared") }
        if report.mismatches > 0 || report.rows == 0 { throw Ending.checkSaysNo }
    }
}
