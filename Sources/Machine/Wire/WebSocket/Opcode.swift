/// Which end of a WebSocket we are. A client masks what it sends; a server never does.
public enum WebSocketRole: BitwiseCopyable, Sendable {
    case client
    case server

    /// Whether this end masks what it sends and expects the other's frames unmasked.
    public var isClient: Bool {
        @inlinable @_noLocks get {
            switch self {
            case .client: true
            case .server: false
            }
        }
    }
}

/// What a frame is (RFC 6455 §5.2).
public enum Opcode: UInt8, BitwiseCopyable, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// The opcode's four bits.
    var bits: UInt8 {
        @_noLocks get {
            switch self {
            case .continuation: 0
            case .text: 1
            case .binary: 2
            case .close: 8
            case .ping: 9
            case .pong: 10
            }
        }
    }

    /// Control frames are short, whole, and may stand between the fragments of a message.
    public var isControl: Bool { @_noLocks get { bits >= 8 } }
}

/// Why a frame, a message or a close is refused: the peer broke RFC 6455, or a limit of ours.
public enum FrameFault: Error, Equatable, BitwiseCopyable, Sendable {
    /// A reserved bit is set and no extension was agreed on (§5.2).
    case reservedBit
    /// Opcodes 3…7 and 11…15 (§5.2).
    case reservedOpcode
    /// A server's frame is masked, or a client's is not (§5.1).
    case wrongMasking
    /// A control frame without its final bit (§5.5).
    case fragmentedControl
    /// A control frame of more than 125 bytes (§5.5).
    case longControl
    /// A length in a longer form than needed, or with the top bit set (§5.2).
    case wrongLength
    /// A continuation while no message is open (§5.4).
    case strayContinuation
    /// A new message while one is open (§5.4).
    case interleaved
    /// Larger than the limit for a message.
    case tooBig
    /// Text that is not UTF-8 (§8.1).
    case invalidText
    /// A close frame with one byte, or with a code that must not be sent (§7.4).
    case invalidClose
    /// The peer makes us answer faster than it takes the answers.
    case outgoingFull

    /// The close code that tells the peer (§7.4.1).
    public var closeCode: UInt16 {
        @_noLocks get {
            switch self {
            case .tooBig: 1009
            case .invalidText: 1007
            case .outgoingFull: 1008
            default: 1002
            }
        }
    }
}
