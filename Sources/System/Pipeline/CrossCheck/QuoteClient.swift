public import Numbers
import Reactor
public import Solana
import Wire

/// How far a question has come.
public enum QuoteProgress: Sendable {
    /// It waits: for its turn under the limit, or for the answer.
    case running
    case answered(JupiterQuote)
    case failed(QuoteFailure)
}

/// Asks one question of Jupiter's quote API, again after each answer, never oftener than its limit
/// allows. It reads no clock: its owner turns it. It can send nothing but this question.
public struct QuoteClient: ~Copyable {
    /// The question's address, without the key.
    public let url: String
    private let question: JupiterQuestion
    private var loop: EventLoop
    private var connection: HTTPConnection
    private var limit: RequestLimit
    private let fields: [(name: String, value: String)]
    private let timeout: Nanoseconds
    private var isAsking = false

    /// - Parameters:
    ///   - settings: whom to ask, with which key, how often; whether it is enabled is the caller's
    ///     business.
    ///   - timeout: from request to the end of the answer.
    public init(
        asking question: JupiterQuestion, settings: CrossCheckSettings,
        timeout: Nanoseconds = .seconds(10)
    ) throws(QuoteSetupFault) {
        let fault = CrossCheckSettings.fault(url: settings.url, keyFile: settings.keyFile)
        if let fault { throw .address(fault) }
        url = "\(settings.url)?\(question.query)"
        let address: WebAddress
        do throws(WebAddressError) { address = try WebAddress(url) } catch {
            throw .address("\(error)")
        }
        var fields = [(name: "Accept", value: "application/json"), ("User-Agent", "apus")]
        if !settings.keyFile.isEmpty {
            do throws(KeyFileFault) {
                fields.append(("x-api-key", try ServiceKey(file: settings.keyFile).text))
            } catch {
                throw .key(file: settings.keyFile, error)
            }
        }
        var security: ClientSecurity?
        if address.isSecure {
            let authorities = settings.authorityFile
            do throws(TLSSetupError) {
                security = ClientSecurity(
                    try TLSContext(
                        trusting: authorities.isEmpty ? .system : .file(path: authorities)))
            } catch {
                throw .trust(error)
            }
        }
        var slots = LoopLimits()
        slots.slotsMax = 8
        do throws(LoopFault) { loop = try EventLoop(limits: slots) } catch { throw .loop(error) }
        var bounds = HTTPLimits()
        bounds.bodyMax = JupiterQuote.bytesMax
        connection = HTTPConnection(to: address, security: security, limits: bounds)
        limit = RequestLimit(perMinute: settings.requestsPerMinute)
        self.question = question
        self.fields = fields
        self.timeout = timeout
    }

    /// Goes on with the question, and begins it anew when it has been answered. Waits for the
    /// network or the limit, at most for 100 ms.
    ///
    /// - Parameter wall: the moment at which a certificate is judged.
    public mutating func turn(at now: Instant, wall: WallTime) -> QuoteProgress {
        var latest = now + .milliseconds(100)
        if !isAsking, limit.take(at: now) {
            isAsking = connection.ask(
                "GET", fields: fields, on: &loop, at: now, wall: wall, limit: timeout)
            if !isAsking { return .failed(.connection("the question cannot be sent")) }
        }
        latest = min(latest, isAsking ? connection.nextTurn : max(limit.next, now))
        _ = loop.wait(until: latest, at: now)
        while let event = loop.nextEvent() { connection.take(event, on: &loop, at: now) }
        connection.turn(on: &loop, at: now)
        switch connection.next(on: &loop, at: now) {
        case .nothing: return .running
        case .response(let head, let body):
            isAsking = false
            guard head.status == 200 else { return .failed(unsafe QuoteFailure(head, body)) }
            return unsafe judged(body)
        case .failed(let fault):
            isAsking = false
            if fault == .late(.open) { return .failed(.late(timeout)) }
            return .failed(.connection(connection.explanation))
        }
    }

    private func judged(_ body: UnsafeRawBufferPointer) -> QuoteProgress {
        do throws(JupiterError) {
            let quote = try unsafe JupiterQuote(body)
            if let field = quote.firstDifference(from: question) { return .failed(.other(field)) }
            return .answered(quote)
        } catch {
            return .failed(.malformed(error))
        }
    }
}
