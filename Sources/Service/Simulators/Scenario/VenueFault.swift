public import Numbers

/// A door that a client comes in by.
public enum VenueEndpoint: String, CaseIterable, Sendable {
    case coinbase
    /// Solana's WebSocket.
    case solana
    /// Solana's JSON-RPC over HTTP.
    case rpc
}

/// What goes wrong.
public enum VenueFaultKind: String, CaseIterable, Sendable {
    /// Every connection is reset.
    case disconnect
    /// Connections stay open but nothing is sent or read, for the fault's span.
    case silence
    /// One message is not sent, though it had its number.
    case gap
    /// One message is sent twice.
    case duplicate
    /// Two messages change places.
    case reorder
    /// A message that is no JSON.
    case garbageText = "garbage-text"
    /// One message with a number that fits nowhere.
    case hugeNumber = "huge-number"
    /// Bytes that are no frame (no HTTP, at the rpc endpoint).
    case garbageFrame = "garbage-frame"
    /// A message larger than clients should accept.
    case giant
    /// The server does not read, for the fault's span; it still sends.
    case slowReader = "slow-reader"
    /// Requests are answered with HTTP 429, for the fault's span.
    case tooManyRequests = "http-429"
    /// Requests are answered with HTTP 500, for the fault's span.
    case serverError = "http-500"
    /// Connections are reset, and new ones meet a certificate that nobody signed, for the span.
    case badCertificate = "tls"
    /// The next slot is lower than the one before.
    case slotBackwards = "slot-backwards"
    /// One notification of the pool's account names another owner.
    case wrongOwner = "wrong-owner"
    /// One notification of the pool's account lacks its last byte.
    case wrongLength = "wrong-length"
    /// One notification of a tick array holds half of it.
    case truncatedTickArray = "truncated-tick-array"
}

extension VenueFaultKind {
    /// Where it can happen. Elsewhere it would have no effect.
    public var endpoints: [VenueEndpoint] {
        switch self {
        case .disconnect, .silence, .garbageText, .garbageFrame, .hugeNumber, .giant,
            .slowReader, .badCertificate:
            VenueEndpoint.allCases
        // They are about one message among others.
        case .gap, .duplicate, .reorder: [.coinbase, .solana]
        case .tooManyRequests, .serverError: [.rpc]
        case .slotBackwards, .wrongOwner, .wrongLength, .truncatedTickArray: [.solana]
        }
    }
}

/// When it goes wrong.
public enum FaultTrigger: Sendable, Equatable {
    /// This long after the scenario began, in real time.
    case after(Nanoseconds)
    /// When this many messages went to one client of the endpoint; counted for each client.
    case messages(UInt64)
}

/// One fault on request.
public struct VenueFault: Sendable, Equatable {
    public var kind: VenueFaultKind
    public var endpoint: VenueEndpoint
    public var trigger: FaultTrigger
    /// For the kinds that last.
    public var span: Nanoseconds
    /// For `.giant`: bytes of the message.
    public var bytes: Int

    public init(
        _ kind: VenueFaultKind, at endpoint: VenueEndpoint, _ trigger: FaultTrigger,
        span: Nanoseconds = .seconds(5), bytes: Int = 80 << 20
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.trigger = trigger
        self.span = span
        self.bytes = bytes
    }
}
