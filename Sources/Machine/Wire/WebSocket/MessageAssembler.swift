/// What a data frame came to.
@safe
public enum AssemblyStep {
    /// The frame is a whole message: its payload is the message, where it lies.
    case passed
    /// A fragment was kept; the message goes on.
    case kept
    /// The last fragment came: the message, in the assembler's memory until the next fragment.
    case message(UnsafeRawBufferPointer)
    case fault(FrameFault)
}

/// Joins the fragments of a message (RFC 6455 §5.4) and holds text to UTF-8 as it comes.
///
/// A data frame is announced with `begin`, its payload is shown in as many pieces as it arrives in
/// with `show`, and `end` tells what it came to. A message of one frame is never copied. Control
/// frames do not come here: they may stand anywhere between.
public struct MessageAssembler: ~Copyable {
    /// What the open message is.
    private enum Open: BitwiseCopyable {
        case none
        case text
        case binary
    }

    private var kept: ByteQueue
    private var open = Open.none
    private var isWhole = false
    private var validator = UTF8Validator()
    private let messageMax: Int
    /// Whether the last message `end` told of is text.
    public private(set) var isText = false

    /// - Parameter messageMax: bytes of a message, all fragments together.
    public init(messageMax: Int) {
        self.messageMax = messageMax
        kept = ByteQueue(capacity: min(4_096, messageMax), limit: messageMax)
    }

    /// A data frame's header came. Nil when it may go on.
    @_noLocks
    public mutating func begin(_ header: FrameHeader) -> FrameFault? {
        switch (header.opcode, open) {
        case (.continuation, .none): return .strayContinuation
        case (.continuation, _):
            isWhole = false
            guard header.payloadCount <= messageMax &- kept.count else { return .tooBig }
            return nil
        case (.text, .none): open = .text
        case (.binary, .none): open = .binary
        default: return .interleaved
        }
        kept.removeAll()
        validator = UTF8Validator()
        isWhole = header.isFinal
        return header.payloadCount <= messageMax ? nil : .tooBig
    }

    /// More of the announced frame's payload came, unmasked. False when text is not text.
    @_noLocks
    public mutating func show(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard case .text = open else { return true }
        return unsafe validator.accept(bytes)
    }

    /// All of the announced frame's payload was shown.
    @_noLocks
    public mutating func end(
        _ header: FrameHeader, payload: UnsafeRawBufferPointer
    ) -> AssemblyStep {
        guard unsafe isWhole || kept.append(payload) else { return .fault(.tooBig) }
        guard header.isFinal else { return .kept }
        isText = false
        if case .text = open {
            isText = true
            guard validator.isComplete else { return .fault(.invalidText) }
        }
        open = .none
        return unsafe isWhole ? .passed : .message(kept.bytes)
    }
}
