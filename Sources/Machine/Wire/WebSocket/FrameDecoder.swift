/// The first bytes of a frame, read.
@frozen public struct FrameHeader: Equatable, BitwiseCopyable, Sendable {
    /// Bytes of payload.
    public let payloadCount: Int
    /// The key, as its four bytes lie in memory; 0 when the frame is not masked.
    public let mask: UInt32
    /// Bytes before the payload: 2…14.
    public let headerCount: UInt8
    public let opcode: Opcode
    public let isFinal: Bool
    public let isMasked: Bool

    /// Where the payload lies, counted from the frame's first byte.
    public var payload: Range<Int> {
        @inlinable @_noLocks get { Int(headerCount)..<Int(headerCount) + payloadCount }
    }
    /// Bytes of the whole frame.
    public var frameCount: Int { @inlinable @_noLocks get { Int(headerCount) + payloadCount } }
}

/// What one look at the received bytes came to.
public enum FrameStep: Equatable, BitwiseCopyable, Sendable {
    /// Not even a whole header yet. Look again when at least `bytes` more have come.
    case needs(bytes: Int)
    /// The header is whole and its payload is not: `frameCount` bytes are needed in all.
    case header(FrameHeader)
    /// A whole frame. `frameCount` bytes are done with.
    case frame(FrameHeader)
    /// The peer broke the rules; what follows has no meaning.
    case fault(FrameFault)
}

/// Reads frames of RFC 6455 §5.2 from contiguous bytes. It has no state of its own between frames;
/// what a frame means in its message is `MessageAssembler`'s business.
public struct FrameDecoder: BitwiseCopyable, Sendable {
    /// Who we are: a client expects frames without mask, a server with.
    public let role: WebSocketRole
    /// The largest payload of one frame.
    public let payloadMax: Int

    /// - Parameter payloadMax: bytes, 125 or more.
    public init(role: WebSocketRole, payloadMax: Int) {
        precondition(payloadMax >= 125, "control frames always fit")
        self.role = role
        self.payloadMax = payloadMax
    }

    /// Looks at the frame that begins with the first byte of `bytes`.
    @_noLocks
    public func step(_ bytes: UnsafeRawBufferPointer) -> FrameStep {
        guard bytes.count >= 2, let base = bytes.baseAddress else {
            return .needs(bytes: 2 - bytes.count)
        }
        let start = unsafe UInt16(littleEndian: base.loadUnaligned(as: UInt16.self))
        let first = UInt8(truncatingIfNeeded: start)
        let second = UInt8(truncatingIfNeeded: start >> 8)
        // What a venue sends all day: a whole text or binary message, unmasked, short of 64 KiB.
        if role.isClient, first == 0x81 || first == 0x82, second <= 126 {
            return unsafe fastStep(base, bytes.count, first, second)
        }
        return unsafe fullStep(base, bytes.count, first, second)
    }

    @inline(__always)
    @_noLocks
    private func fastStep(
        _ base: UnsafeRawPointer, _ count: Int, _ first: UInt8, _ second: UInt8
    ) -> FrameStep {
        var payloadCount = Int(second)
        var headerCount: UInt8 = 2
        if second == 126 {
            guard count >= 4 else { return .needs(bytes: 4 - count) }
            payloadCount = Int(
                unsafe UInt16(bigEndian: base.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
            headerCount = 4
            guard payloadCount >= 126 else { return .fault(.wrongLength) }
            guard payloadCount <= payloadMax else { return .fault(.tooBig) }
        }
        let header = FrameHeader(
            payloadCount: payloadCount, mask: 0, headerCount: headerCount,
            opcode: first == 0x81 ? .text : .binary, isFinal: true, isMasked: false)
        return header.frameCount <= count ? .frame(header) : .header(header)
    }

    /// Every frame, by the letter.
    @_noLocks
    private func fullStep(
        _ base: UnsafeRawPointer, _ count: Int, _ first: UInt8, _ second: UInt8
    ) -> FrameStep {
        guard first & 0x70 == 0 else { return .fault(.reservedBit) }
        guard let opcode = opcode(first & 0x0f) else { return .fault(.reservedOpcode) }
        let isMasked = second & 0x80 != 0
        guard isMasked != role.isClient else { return .fault(.wrongMasking) }
        let isFinal = first & 0x80 != 0
        let short = Int(second & 0x7f)
        if opcode.isControl {
            guard isFinal else { return .fault(.fragmentedControl) }
            guard short <= 125 else { return .fault(.longControl) }
        }
        let lengthCount = short < 126 ? 0 : short == 126 ? 2 : 8
        let headerCount = 2 + lengthCount + (isMasked ? 4 : 0)
        guard count >= 2 + lengthCount else { return .needs(bytes: 2 + lengthCount - count) }
        var payloadCount = short
        if lengthCount == 2 {
            payloadCount = Int(
                unsafe UInt16(bigEndian: base.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
            guard payloadCount >= 126 else { return .fault(.wrongLength) }
        } else if lengthCount == 8 {
            let long = unsafe UInt64(
                bigEndian: base.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            guard long > 0xffff, long >> 63 == 0 else { return .fault(.wrongLength) }
            payloadCount = Int(truncatingIfNeeded: long)
        }
        guard payloadCount <= payloadMax else { return .fault(.tooBig) }
        guard count >= headerCount else { return .needs(bytes: headerCount - count) }
        let header = FrameHeader(
            payloadCount: payloadCount,
            mask: isMasked
                ? unsafe base.loadUnaligned(fromByteOffset: headerCount - 4, as: UInt32.self) : 0,
            headerCount: UInt8(truncatingIfNeeded: headerCount), opcode: opcode, isFinal: isFinal,
            isMasked: isMasked)
        return header.frameCount <= count ? .frame(header) : .header(header)
    }

    @_noLocks
    private func opcode(_ bits: UInt8) -> Opcode? {
        switch bits {
        case 0: .continuation
        case 1: .text
        case 2: .binary
        case 8: .close
        case 9: .ping
        case 10: .pong
        default: nil
        }
    }
}
