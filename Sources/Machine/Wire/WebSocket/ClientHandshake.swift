/// Why a server's answer is not the beginning of a WebSocket (RFC 6455 §4.1).
public enum HandshakeRefusal: Error, Equatable, Sendable {
    /// An ordinary response: 429 and 503 may say how long to wait, 403 and 451 are a matter of
    /// settings, 3xx is not followed.
    case status(Int, retryAfterSeconds: Int?)
    /// Not HTTP, or beyond a limit.
    case notHTTP(HTTPFault)
    /// `Upgrade` does not say `websocket`.
    case noUpgrade
    /// `Connection` does not say `upgrade`.
    case noConnection
    /// `Sec-WebSocket-Accept` is missing, twice there, or not the answer to our key.
    case wrongAccept
    /// An extension that we did not ask for.
    case unknownExtension
    /// A subprotocol that we did not ask for.
    case unknownProtocol
}

extension HandshakeRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .status(let status, let wait):
            "the server answered HTTP \(status)" + (wait.map { ", retry after \($0) s" } ?? "")
        case .notHTTP(let fault): "the server's answer is not HTTP: \(fault)"
        case .noUpgrade: "the server's answer does not upgrade to websocket"
        case .noConnection: "the server's answer has no Connection: Upgrade"
        case .wrongAccept: "the server's Sec-WebSocket-Accept is not the answer to our key"
        case .unknownExtension: "the server chose an extension that was not offered"
        case .unknownProtocol: "the server chose a subprotocol that was not offered"
        }
    }
}

/// What a handshake came to so far.
public enum HandshakeStep: Equatable, Sendable {
    case needsMore
    /// The WebSocket is open; `leftover` holds what came of its frames already.
    case accepted(subprotocol: String?)
    case refused(HandshakeRefusal)
}

/// A client's opening handshake (RFC 6455 §4.1): send `request`, feed the answer, ask `next`.
public struct ClientHandshake: ~Copyable {
    /// Bytes of a refusing answer's body that are kept for the log.
    public static let excerptMax = 8_192

    /// What to send.
    public let request: [UInt8]
    private let accept: String
    private let offered: [String]
    private var parser: ResponseParser
    private var refused: ResponseHead?
    private var verdict: HandshakeStep?
    /// The beginning of a refusing answer's body.
    public private(set) var excerpt: [UInt8] = []

    /// - Parameter fields: further header fields, e.g. `Origin`.
    /// - Throws: `.badText` when a subprotocol or field has a byte that may not stand there.
    public init(
        to address: WebAddress, key: HandshakeKey, subprotocols: [String] = [],
        fields: [(name: String, value: String)] = [], userAgent: String = "apus"
    ) throws(HandshakeSetupError) {
        let bytes = HTTPWriter.bytes { writer in
            writer.request("GET", target: address.target, host: address.hostField)
            writer.field("Upgrade", "websocket")
            writer.field("Connection", "Upgrade")
            writer.field("Sec-WebSocket-Key", key.text)
            writer.field("Sec-WebSocket-Version", "13")
            if !subprotocols.isEmpty {
                writer.field("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", "))
            }
            writer.field("User-Agent", userAgent)
            for field in fields { writer.field(field.name, field.value) }
            writer.endHead()
        }
        guard let bytes else { throw .badText }
        request = bytes
        accept = HandshakeKey.accept(key.text)
        offered = subprotocols
        parser = ResponseParser()
        parser.expectResponse(to: "GET")
    }

    /// Copies received bytes in; how many were taken. Fewer than given only when `next` is due.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe parser.receive(bytes)
    }

    /// The stream ended.
    public mutating func receiveEnd() { parser.receiveEnd() }

    /// Once accepted: bytes that came behind the header and belong to the first frames.
    public var leftover: UnsafeRawBufferPointer { unsafe parser.leftover }

    /// How far the handshake is. A refusing answer's body is waited for up to `excerptMax` bytes.
    public mutating func next() -> HandshakeStep {
        while verdict == nil {
            switch parser.next() {
            case .needsMore: return .needsMore
            case .head(let head):
                guard head.status == 101 else {
                    refused = head
                    continue
                }
                verdict = judge(head)
            case .body(let view):
                unsafe excerpt += view.prefix(Self.excerptMax - excerpt.count)
                if excerpt.count == Self.excerptMax { verdict = refusal() }
            case .end: verdict = refusal()
            case .failed(let fault):
                verdict = refused == nil ? .refused(.notHTTP(fault)) : refusal()
            case .closed: verdict = .refused(.notHTTP(.truncated))
            }
        }
        return verdict ?? .needsMore
    }

    private func refusal() -> HandshakeStep {
        .refused(
            .status(refused?.status ?? 0, retryAfterSeconds: refused?.retryAfterSeconds))
    }

    private func judge(_ head: ResponseHead) -> HandshakeStep {
        let fields = head.fields
        guard fields.tokens("upgrade").contains("websocket") else { return .refused(.noUpgrade) }
        guard fields.tokens("connection").contains("upgrade") else {
            return .refused(.noConnection)
        }
        guard fields.all("sec-websocket-accept") == [accept] else { return .refused(.wrongAccept) }
        guard fields.tokens("sec-websocket-extensions").isEmpty else {
            return .refused(.unknownExtension)
        }
        let chosen = fields.all("sec-websocket-protocol")
        guard chosen.count <= 1, chosen.allSatisfy(offered.contains) else {
            return .refused(.unknownProtocol)
        }
        return .accepted(subprotocol: chosen.first)
    }
}

/// Why a handshake cannot be begun.
public enum HandshakeSetupError: Error, Equatable, Sendable {
    /// A header field of ours has a byte that may not stand there, or the header is too long.
    case badText
}
