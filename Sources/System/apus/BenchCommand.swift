import ArgumentParser
import Benches
import Glibc

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures one part beside its peers, where they are built (perf/peers).",
        discussion: """
            Example: apus bench quote --json

            ring: one thread to another. json: messages decoded to numbers. book: one diff. quote: \
            one exact quote, in pools of each kind. pools: one message about a pool, among few \
            and among many. wire: from a message to the decision, in the buffer and over \
            loopback. Run it from the project's folder on a machine with nothing else to do; \
            `perf/bench` runs all of them and keeps the results.

            Exit codes: 0 measured; 1 with --strict, a bar was missed; 2 usage; 3 the log cannot \
            be written.
            """)

    @Argument(
        help: "One of ring, json, book, quote, pools, wire.",
        transform: { text in
            guard let kind = BenchKind(rawValue: text) else {
                throw ValidationError("there is no benchmark \"\(text)\"")
            }
            return kind
        })
    var name: BenchKind

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Write every message's age to this file, as a standard .hlog (wire only).")
    var hlog: String?

    @Flag(help: "One round of a tenth of the work: shows that it runs, not how fast.")
    var quick = false

    @Option(help: "Rounds in which ours and the peers take turns.")
    var rounds: Int?

    @Flag(help: "Exit with 1 when a bar is missed.")
    var strict = false

    func validate() throws {
        if let rounds, !(1...1_000).contains(rounds) {
            throw ValidationError("--rounds: 1 to 1,000")
        }
        if hlog != nil, name != .wire { throw ValidationError("--hlog: only wire has one") }
    }

    func run() throws {
        var plan = quick ? BenchPlan.quick : BenchPlan()
        if let rounds { plan.rounds = rounds }
        let report = try name.run(plan)
        say(json ? report.json : report.text)
        if let hlog { try save(try report.histogramLog(), to: hlog) }
        if strict, !report.isMet { throw Ending.checkSaysNo }
    }

    private func save(_ text: String, to path: String) throws {
        var text = text
        let isWritten = text.withUTF8 { bytes -> Bool in
            guard let file = unsafe fopen(path, "w") else { return false }
            let count = unsafe fwrite(bytes.baseAddress, 1, bytes.count, file)
            return unsafe fclose(file) == 0 && count == bytes.count
        }
        guard isWritten else {
            complain("\(path): \(unsafe String(cString: strerror(errno)))")
            throw Ending.unreadable
        }
    }
}
