/// What happened on a WebSocket. A view holds until the machine is asked for the next event or told
/// to release it; the 64 bytes after it are readable.
@safe
public enum WebSocketEvent {
    /// Nothing until more bytes are received.
    case needsMore
    /// A whole message, valid UTF-8.
    case text(UnsafeRawBufferPointer)
    case binary(UnsafeRawBufferPointer)
    /// The pong already waits to be sent.
    case ping(UnsafeRawBufferPointer)
    case pong(UnsafeRawBufferPointer)
    /// The conversation is over. Told once; what waits to be sent should still be sent.
    case closed(WebSocketClose)
    /// The peer broke the rules and the conversation is over: told once, and a close frame with the
    /// reason's code waits to be sent.
    case failed(FrameFault)
}

/// How a WebSocket ended.
public struct WebSocketClose: Equatable, BitwiseCopyable, Sendable {
    /// The peer's code; 1005 when it gave none, 1006 when the stream ended without a close frame.
    public let code: UInt16
    /// Whether a close frame came, and not just the end of the stream.
    public let isClean: Bool

    @_noLocks
    public init(code: UInt16, isClean: Bool) {
        self.code = code
        self.isClean = isClean
    }

    /// Whether a peer may send this code (RFC 6455 §7.4; IANA registry).
    @_noLocks
    static func isValid(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// Where a WebSocket stands.
public enum WebSocketState: BitwiseCopyable, Sendable {
    case open
    /// We said goodbye and wait for the peer to do so; messages still arrive.
    case closeSent
    /// Both said goodbye, or the stream ended.
    case closed
    /// The peer broke the rules.
    case failed
}
