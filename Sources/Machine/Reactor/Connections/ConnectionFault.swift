public import Wire

/// How far a connection has come.
public enum ConnectionPhase: UInt8, Sendable, BitwiseCopyable {
    /// Not started, or resting before the next attempt.
    case idle
    /// Asking for the host's addresses.
    case resolving
    case connecting
    /// The TLS handshake.
    case securing
    /// The HTTP handshake of a WebSocket.
    case upgrading
    case open
    /// We said goodbye and wait for the peer to do so.
    case closing
    case closed

    // Written out so that a turn may compare phases.
    @_noLocks public static func == (a: Self, b: Self) -> Bool { a.rawValue == b.rawValue }
    @_noLocks public static func != (a: Self, b: Self) -> Bool { a.rawValue != b.rawValue }
}

/// Why a connection is over.
public enum ConnectionFault: Error, Equatable, Sendable {
    case resolve(ResolveFault)
    case network(NetworkFault)
    case tls(TLSError)
    /// The host's name cannot stand in a certificate, or libssl has no memory.
    case unusableName
    /// A phase took longer than its limit.
    case late(ConnectionPhase)
    /// Nothing came, not even an answer to our ping: the peer is gone without a word.
    case silent
    /// The peer ended the stream in the middle of a conversation.
    case ended
    /// Its owner could not trust what it said, and dropped it.
    case dropped
    /// The server did not open a WebSocket.
    case upgrade(HandshakeRefusal)
    /// What the peer sent is not HTTP.
    case http(HTTPFault)
    /// The peer broke the rules of WebSocket.
    case frame(FrameFault)
}

extension ConnectionFault: CustomStringConvertible {
    /// A sentence for a person.
    public var description: String {
        switch self {
        case .resolve(let fault): fault.description
        case .network(let fault): fault.description
        case .tls(let error): error.description
        case .unusableName: "the host's name cannot be looked for in a certificate"
        case .late(let phase): "no progress in time while \(phase.activity)"
        case .silent: "nothing came for too long, not even an answer to a ping"
        case .ended: "the peer ended the connection without a goodbye"
        case .dropped: "dropped, because what it said could not be trusted"
        case .upgrade(let refusal): refusal.description
        case .http(let fault): "the peer does not speak HTTP as agreed: \(fault)"
        case .frame(let fault): "the peer broke the WebSocket protocol: \(fault)"
        }
    }
}

extension ConnectionPhase {
    var activity: String {
        switch self {
        case .idle: "resting"
        case .resolving: "looking up the host's name"
        case .connecting: "connecting"
        case .securing: "agreeing on TLS"
        case .upgrading: "upgrading to WebSocket"
        case .open: "open"
        case .closing, .closed: "closing"
        }
    }
}
