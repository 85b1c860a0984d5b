import ArgumentParser
import Numbers
import Pipeline
import Solana
import Tiles

struct CrossCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-check",
        abstract: "Asks Jupiter's quote API for a price: a second opinion.",
        discussion: """
            Example: apus cross-check --response quote.json --ours 976604

            Asked is for a route through one pool, so that there is something to compare a pool \
            with. Nobody is asked without --url, or a settings file whose [cross_check] is \
            enabled. The difference is ours less theirs, as a share of theirs.

            Exit codes: 0 done; 1 the difference is beyond the tolerance, or there is nothing to \
            compare; 2 usage or settings; 3 no quote was to be had.
            """)

    @Option(help: "The mint of the token that goes in.", transform: mint)
    var inputMint: PublicKey?

    @Option(help: "The mint of the token that comes out.", transform: mint)
    var outputMint: PublicKey?

    @Option(help: "Atoms that go in; with --exact-out, that come out.")
    var amount: UInt64?

    @Flag(help: "Fix what comes out.")
    var exactOut = false

    @Option(help: "Through this venue only, by its label; may be repeated.")
    var venue: [String] = []

    @Option(help: "Not through this venue, by its label; may be repeated.")
    var excludeVenue: [String] = []

    @Flag(help: "Over any number of pools.")
    var anyRoute = false

    @Option(help: "The quote endpoint: https://…/swap/v1/quote")
    var url: String?

    @Option(help: "A settings file, for what is not said here.")
    var config: String?

    @Option(help: "A PEM file of the authorities to trust; without it, the system's.")
    var caFile: String?

    @Option(help: "A file with the API's key, which only its owner may read.")
    var keyFile: String?

    @Option(help: "How long to wait for an answer, as in 10s.", transform: Span.read)
    var timeout = Span(.seconds(10))

    @Option(help: "How often to ask, no oftener than the settings allow.")
    var count = 1

    @Option(help: "A saved answer, to be read instead of asking.")
    var response: String?

    @Option(help: "Our own quote for that amount, in atoms.")
    var ours: UInt64?

    @Option(help: "The slot of the state that ours is of.")
    var slot: UInt64?

    @Option(help: "The pool that ours is of.", transform: mint)
    var pool: PublicKey?

    @Option(help: "How many basis points apart the two may be; without it, the settings' 5.")
    var tolerance: UInt32?

    @Flag(help: "Print an object of JSON.")
    var json = false

    func validate() throws {
        if let tolerance, tolerance > 10_000 {
            throw ValidationError("--tolerance is 0 to 10000 basis points")
        }
        if count < 1 { throw ValidationError("--count is 1 or more") }
        if timeout.value.count == 0 { throw ValidationError("--timeout is more than nothing") }
        if ours == nil, tolerance != nil || slot != nil || pool != nil {
            throw ValidationError("--tolerance, --slot and --pool are about --ours")
        }
        if response != nil, url != nil { throw ValidationError("either --response or --url") }
        let given = [inputMint != nil, outputMint != nil, amount != nil]
        if given != [true, true, true], response == nil || given.contains(true) {
            throw ValidationError("a question is --input-mint, --output-mint and --amount")
        }
    }

    func run() throws {
        let settings = try settings()
        if let response {
            return try tell(try saved(response), settings)
        }
        guard let question else { throw Ending.usage }
        try ask(question, settings)
    }

    /// Nil where a saved answer stands alone.
    private var question: JupiterQuestion? {
        guard let inputMint, let outputMint, let amount else { return nil }
        var question = JupiterQuestion(
            inputMint: inputMint, outputMint: outputMint, amount: amount,
            mode: exactOut ? .exactOut : .exactIn)
        question.isDirect = !anyRoute
        question.venues = venue
        question.excludedVenues = excludeVenue
        return question
    }

    /// The file's, with what was said on the command line over it.
    private func settings() throws -> CrossCheckSettings {
        var settings = try config.map { try readSettings($0).crossCheck } ?? CrossCheckSettings()
        if let url {
            settings.url = url
            settings.isEnabled = true
        }
        if let caFile { settings.authorityFile = caFile }
        if let keyFile { settings.keyFile = keyFile }
        if let tolerance { settings.tolerance = BasisPoints(tolerance) }
        guard settings.isEnabled || response != nil else {
            complain(
                "nobody is asked: name --url, or a --config with enabled = true in [cross_check]")
            throw Ending.usage
        }
        return settings
    }

    private func saved(_ file: String) throws -> JupiterQuote {
        let bytes = try readBytes(file)
        let read = unsafe bytes.withUnsafeBytes { bytes -> Result<JupiterQuote, JupiterError> in
            do throws(JupiterError) { return .success(try unsafe JupiterQuote(bytes)) } catch {
                return .failure(error)
            }
        }
        let failure: QuoteFailure
        switch read {
        case .success(let quote):
            guard let field = question.flatMap({ quote.firstDifference(from: $0) }) else {
                return quote
            }
            failure = .other(field)
        case .failure(let error): failure = .malformed(error)
        }
        complain("\(file): \(failure)")
        throw Ending.unreadable
    }

    private func ask(_ question: JupiterQuestion, _ settings: CrossCheckSettings) throws {
        let clock = HostClock()
        var client: QuoteClient
        do throws(QuoteSetupFault) {
            client = try QuoteClient(asking: question, settings: settings, timeout: timeout.value)
        } catch {
            complain("\(settings.url): \(error)")
            if case .loop = error { throw Ending.unreadable }
            throw Ending.usage
        }
        let stopping = Stopping()
        stopping.catchSignals()
        var answers = 0
        var isFar = false
        while answers < count {
            if stopping.wait(atMost: Nanoseconds(0)) { throw Ending.unreadable }
            let now = clock.now()
            switch client.turn(at: now, wall: clock.wallTime(at: now)) {
            case .running: continue
            case .failed(let failure):
                complain("\(client.url): \(failure)")
                throw Ending.unreadable
            case .answered(let quote):
                answers += 1
                do { try tell(quote, settings) } catch Ending.checkSaysNo { isFar = true }
            }
        }
        if isFar { throw Ending.checkSaysNo }
    }

    /// Prints a quote, and what it says of ours.
    private func tell(_ quote: JupiterQuote, _ settings: CrossCheckSettings) throws {
        var comparison: JupiterComparison?
        var mismatch: JupiterMismatch?
        if let ours {
            do throws(JupiterMismatch) {
                comparison = try JupiterComparison(
                    of: quote, with: ours, pool: pool, slot: slot.map { Slot($0) })
            } catch {
                mismatch = error
            }
        }
        let report = CrossCheckReport(
            quote: quote, comparison: comparison, tolerance: settings.tolerance)
        if json { say(report.json) } else { report.lines.forEach(say) }
        if let mismatch { complain("nothing to compare: \(mismatch)") }
        let isFar = comparison.map { !$0.isWithin(settings.tolerance) } ?? false
        if mismatch != nil || isFar { throw Ending.checkSaysNo }
    }
}

private func mint(_ text: String) throws -> PublicKey {
    guard let key = PublicKey(text) else {
        throw ValidationError("\(text) is not an address in base58")
    }
    return key
}
