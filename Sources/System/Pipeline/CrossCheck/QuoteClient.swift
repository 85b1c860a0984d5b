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
        let url = "\(settings.url)?\(question.query)"
        let address: WebAddress
        do throws(WebAddressError) { address = try WebAddress(url) } catch {
            throw .address("\(error)")
        }
        let fields = try Self.fields(keyFile: settings.keyFile)
        let security = address.isSecure ? try Self.security(settings.authorityFile) : nil
        var slots = LoopLimits()
        slots.slotsMax = 8
        let loop: EventLoop
        do throws(LoopFault) { loop = try EventLoop(limits: slots) } catch { throw .loop(error) }
        var bounds = HTTPLimits()
        bounds.bodyMax = JupiterQuote.bytesMax
        self.loop = loop
        connection = HTTPConnection(to: address, security: security, limits: bounds)
        limit = RequestLimit(perMinute: settings.requestsPerMinute)
        self.url = url
        self.question = question
        self.fields = fields
        self.timeout = timeout
    }

    private static func fields(
        keyFile: String
    ) throws(QuoteSetupFault) -> [(name: String, value: String)] {
        let fields = [(name: "Accept", value: "application/json"), ("User-Agent", "apus")]
        guard !keyFile.isEmpty else { return fields }
        do throws(KeyFileFault) {
            return fields + [("x-api-key", try ServiceKey(file: keyFile).text)]
        } catch {
            throw .key(file: keyFile, error)
        }
    }

    private static func security(
        _ authorities: String
    ) throws(QuoteSetupFault) -> ClientSecurity {
        do throws(TLSSetupError) {
            let trust = authorities.isEmpty ? TLSTrust.system : .file(path: authorities)
            return ClientSecurity(try TLSContext(trusting: trust))
        } catch {
            throw .trust(error)
        }
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
