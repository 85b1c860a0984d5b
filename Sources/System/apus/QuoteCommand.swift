import ArgumentParser
import Pipeline
import Pools

struct QuoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quote",
        abstract: "Runs a file of pricing vectors through the pools.",
        discussion: """
            Example: apus quote --vectors whirlpool_swap_dev.jsonl --json

            One JSON object a line; every expected column is compared, and of failing swaps the \
            error. Rows that cannot be run count as mismatches. Which program answered, the \
            beginning of the file's name tells (\
            \(VectorKind.allCases.map(\.rawValue).joined(separator: ", "))), or else --kind, or \
            else the columns of the first row.

            Exit codes: 0 all equal; 1 some differ, or there is no row; 2 usage; 3 the file cannot \
            be read.
            """)

    @Option(help: "The file of vectors (JSON lines).")
    var vectors: String

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

    @Flag(help: "Print {\"rows\": n, \"mismatches\": m, \"first\": […]}.")
    var json = false

    func run() throws {
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
