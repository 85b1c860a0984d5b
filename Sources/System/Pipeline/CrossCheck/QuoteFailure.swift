public import Numbers
public import Reactor
public import Solana
public import Wire

/// Why nobody can be asked.
public enum QuoteSetupFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// A sentence about the address.
    case address(String)
    case key(file: String, KeyFileFault)
    case trust(TLSSetupError)
    case loop(LoopFault)

    public var description: String {
        switch self {
        case .address(let why): "the address cannot be used: \(why)"
        case .key(let file, let fault): "the key file \(file) \(fault)"
        case .trust(let error): "the trusted authorities cannot be used: \(error)"
        case .loop(let fault): fault.description
        }
    }
}

/// Why a question got no quote.
public enum QuoteFailure: Error, Equatable, Sendable {
    /// A sentence of the connection.
    case connection(String)
    case late(Nanoseconds)
    /// An answer of HTTP other than 200. `wait`: how long to wait, where the server says so;
    /// `words`: what it says for people.
    case refused(status: Int, wait: String?, words: String?)
    case malformed(JupiterError)
    /// It answers another question.
    case other(JupiterField)
}

extension QuoteFailure: CustomStringConvertible {
    /// A sentence for a person.
    public var description: String {
        switch self {
        case .connection(let sentence): return sentence
        case .late(let limit): return "no answer within \(limit.count / 1_000_000) ms"
        case .refused(let status, let wait, let words):
            let said = words.map { ", saying “\($0)”" } ?? ""
            return "\(Self.meaning(of: status)) (HTTP status \(status))\(said)"
                + (wait.map { "; ask again \($0)" } ?? "")
        case .malformed(let error): return "the answer is no quote: \(error)"
        case .other(let field):
            return "the answer is to another question: its \(field.rawValue) is not ours"
        }
    }

    private static func meaning(of status: Int) -> String {
        switch status {
        case 300...399: "it sends us elsewhere, and we do not follow"
        case 401: "it does not accept the key"
        case 403: "it does not let us in"
        case 404, 410: "there is no such endpoint"
        case 429: "too many requests"
        case 400...499: "it refuses the question"
        case 500...599: "it has failed"
        default: "its answer is none"
        }
    }

    init(_ head: ResponseHead, _ body: UnsafeRawBufferPointer) {
        self = .refused(
            status: head.status, wait: Self.wait(head), words: unsafe JupiterRefusal.words(body))
    }

    /// Retry-After in seconds or as a date (RFC 9110 §10.2.3), or else the API's own field.
    private static func wait(_ head: ResponseHead) -> String? {
        if let seconds = head.retryAfterSeconds { return "in \(seconds) s" }
        func isShort(_ text: String) -> Bool {
            (1...40).contains(text.utf8.count)
                && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        }
        if let date = head.fields.first("retry-after"), isShort(date) { return "after \(date)" }
        if let reset = head.fields.first("x-ratelimit-reset"), isShort(reset) {
            return "at second \(reset) since 1970"
        }
        return nil
    }
}
