/// Why a client's request does not open a WebSocket (RFC 6455 §4.2.1).
public enum UpgradeRefusal: Error, Equatable, Sendable {
    case notHTTP(HTTPFault)
    /// Something other than GET.
    case wrongMethod
    /// An ordinary request: no `Upgrade: websocket` or no `Connection: Upgrade`.
    case noUpgrade
    /// `Sec-WebSocket-Version` is not 13.
    case wrongVersion
    /// `Sec-WebSocket-Key` is missing, twice there, or not 16 bytes in base64.
    case badKey

    /// The status to answer with.
    public var status: Int {
        switch self {
        case .notHTTP(let fault): fault.status
        case .wrongMethod: 405
        case .noUpgrade, .wrongVersion: 426
        case .badKey: 400
        }
    }
}

/// What a client's request came to so far.
public enum UpgradeStep: Equatable, Sendable {
    case needsMore
    /// Send `answer`; the WebSocket is open then, and `leftover` holds what came of its frames.
    case accepted(RequestHead)
    /// Send `answer` and close.
    case refused(UpgradeRefusal)
}

/// A server's opening handshake (RFC 6455 §4.2): feed the request, ask `next`, send `answer`.
public struct ServerHandshake: ~Copyable {
    private let subprotocols: [String]
    private var parser: RequestParser
    private var verdict: UpgradeStep?
    /// What to send, once `next` says something other than `.needsMore`.
    public private(set) var answer: [UInt8] = []

    /// - Parameter subprotocols: those we speak; the first that the client offers is chosen.
    public init(subprotocols: [String] = []) {
        self.subprotocols = subprotocols
        parser = RequestParser()
    }

    /// Copies received bytes in; how many were taken.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe parser.receive(bytes)
    }

    /// The stream ended.
    public mutating func receiveEnd() { parser.receiveEnd() }

    /// Once accepted: bytes that came behind the request.
    public var leftover: UnsafeRawBufferPointer { unsafe parser.leftover }

    public mutating func next() -> UpgradeStep {
        if let verdict { return verdict }
        switch parser.next() {
        case .head(let head): settle(Self.judge(head))
        case .failed(let fault): settle(.refused(.notHTTP(fault)))
        case .closed: settle(.refused(.notHTTP(.truncated)))
        case .needsMore, .body, .end: break
        }
        return verdict ?? .needsMore
    }

    private mutating func settle(_ step: UpgradeStep) {
        verdict = step
        switch step {
        case .accepted(let head):
            answer = Self.acceptance(of: head, subprotocols: subprotocols)
        case .refused(let refusal): answer = Self.refusal(status: refusal.status)
        case .needsMore: break
        }
    }

    /// Whether a request, however it was read, asks for a WebSocket.
    public static func judge(_ head: RequestHead) -> UpgradeStep {
        let fields = head.fields
        guard fields.tokens("upgrade").contains("websocket"),
            fields.tokens("connection").contains("upgrade")
        else { return .refused(.noUpgrade) }
        guard head.method == "GET" else { return .refused(.wrongMethod) }
        guard fields.all("sec-websocket-version") == ["13"] else {
            return .refused(.wrongVersion)
        }
        let keys = fields.all("sec-websocket-key")
        guard keys.count == 1, HandshakeKey.isValid(keys[0]) else { return .refused(.badKey) }
        return .accepted(head)
    }

    /// The 101 for a request that `judge` accepted.
    public static func acceptance(of head: RequestHead, subprotocols: [String] = []) -> [UInt8] {
        let offered = head.fields.list("sec-websocket-protocol")
        let bytes = HTTPWriter.bytes { writer in
            writer.response(101)
            writer.field("Upgrade", "websocket")
            writer.field("Connection", "Upgrade")
            let key = head.fields.first("sec-websocket-key") ?? ""
            writer.field("Sec-WebSocket-Accept", HandshakeKey.accept(key))
            if let chosen = subprotocols.first(where: offered.contains) {
                writer.field("Sec-WebSocket-Protocol", chosen)
            }
            writer.endHead()
        }
        return bytes ?? refusal(status: 500)
    }

    /// A whole response that refuses, after which the connection is closed.
    public static func refusal(
        status: Int, fields: [(name: String, value: String)] = [], body: String = ""
    ) -> [UInt8] {
        var body = body
        let bytes = HTTPWriter.bytes(most: 16_384 + body.utf8.count) { writer in
            writer.response(status)
            writer.field("Connection", "close")
            if status == 426 {
                writer.field("Upgrade", "websocket")
                writer.field("Sec-WebSocket-Version", "13")
            }
            for field in fields { writer.field(field.name, field.value) }
            body.withUTF8 { unsafe writer.body(UnsafeRawBufferPointer($0)) }
        }
        return bytes ?? []
    }
}
