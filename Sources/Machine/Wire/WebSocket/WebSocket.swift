/// A WebSocket after its handshake, either end: bytes in, events out, bytes to send.
///
/// The caller puts what it received into `space` (or copies it with `receive`), pulls `next` until
/// it says `.needsMore`, and sends what waits in `outgoing`. Pings are answered, fragments joined,
/// text held to UTF-8 byte by byte, the closing handshake done. A message of one frame is shown
/// where it was received; nothing is copied and, once memory has grown to the largest message,
/// nothing is allocated.
///
/// A frame is validated and unmasked as it arrives, so a fault in the middle of a large frame is
/// seen at once and no byte is looked at twice.
public struct WebSocket: ~Copyable {
    var incoming: ByteQueue
    var waiting: ByteQueue
    private var assembler: MessageAssembler
    private let decoder: FrameDecoder
    private var keys: MaskKeys
    /// The data frame that is arriving, and how many bytes of its payload were looked at.
    private var arriving: FrameHeader?
    private var seenCount = 0
    /// Bytes of the frame that the last event shows.
    var heldCount = 0
    private var hasEnded = false
    public internal(set) var state = WebSocketState.open
    /// The peer's reason for closing: up to 123 bytes of UTF-8.
    private var reason: ByteQueue

    /// - Parameter keys: masks a client's frames; a server never asks it.
    /// - Parameter messageMax: bytes of one message, 125 or more.
    /// - Parameter outgoingMax: bytes that may wait to be sent, 256 or more.
    /// - Parameter incomingCapacity: bytes of memory for received bytes at first.
    public init(
        role: WebSocketRole, keys: consuming MaskKeys, messageMax: Int = 64 << 20,
        outgoingMax: Int = 1 << 20, incomingCapacity: Int = 256 << 10
    ) {
        decoder = FrameDecoder(role: role, payloadMax: messageMax)
        assembler = MessageAssembler(messageMax: messageMax)
        // Beside the largest frame there is room for one receive, so a reader never stalls.
        incoming = ByteQueue(
            capacity: incomingCapacity, limit: max(incomingCapacity, messageMax + 14 + (256 << 10)))
        waiting = ByteQueue(capacity: min(4_096, outgoingMax), limit: outgoingMax)
        reason = ByteQueue(capacity: 128, limit: 128)
        self.keys = keys
    }

    /// What happened next.
    @_noLocks
    public mutating func next() -> WebSocketEvent {
        release()
        while isReading {
            if let header = arriving {
                if let event = goOn(with: header) { return event }
                if case .some = arriving { return pause() }
                continue
            }
            switch unsafe decoder.step(incoming.bytes) {
            case .needs: return pause()
            case .fault(let fault): return fail(fault)
            case .header(let header), .frame(let header):
                if header.opcode.isControl {
                    guard incoming.count >= header.frameCount else { return pause() }
                    if let event = control(header) { return event }
                    continue
                }
                if let fault = assembler.begin(header) { return fail(fault) }
                arriving = header
                seenCount = 0
            }
        }
        incoming.removeAll()
        return .needsMore
    }

    /// The view of the last event is no longer needed.
    @_noLocks
    public mutating func release() {
        if heldCount > 0 {
            incoming.consume(heldCount)
            heldCount = 0
        }
    }

    /// The stream ended. `next` tells what was received before, and then of the end.
    @_noLocks
    public mutating func receiveEnd() { hasEnded = true }

    private var isReading: Bool {
        @_noLocks get {
            switch state {
            case .open, .closeSent: true
            case .closed, .failed: false
            }
        }
    }

    /// No event with what was received: the end, if it was the end.
    @_noLocks
    private mutating func pause() -> WebSocketEvent {
        guard hasEnded else { return .needsMore }
        state = .closed
        return .closed(WebSocketClose(code: 1006, isClean: false))
    }

    /// Looks at what has come of a data frame since the last look; nil to go on.
    @_noLocks
    private mutating func goOn(with header: FrameHeader) -> WebSocketEvent? {
        let start = Int(header.headerCount)
        let count = min(incoming.count &- start, header.payloadCount)
        if count > seenCount {
            let fresh = unsafe incoming.mutableBase + (start &+ seenCount)
            if header.isMasked {
                unsafe Masking.apply(
                    header.mask, to: fresh, count: count &- seenCount, phase: seenCount)
            }
            let isText = unsafe assembler.show(
                UnsafeRawBufferPointer(start: fresh, count: count &- seenCount))
            guard isText else { return fail(.invalidText) }
            seenCount = count
        }
        guard seenCount == header.payloadCount else { return nil }
        arriving = nil
        let payload = unsafe UnsafeRawBufferPointer(
            start: incoming.mutableBase + start, count: count)
        switch unsafe assembler.end(header, payload: payload) {
        case .fault(let fault): return fail(fault)
        case .kept:
            incoming.consume(header.frameCount)
            return nil
        case .passed:
            heldCount = header.frameCount
            return unsafe assembler.isText ? .text(payload) : .binary(payload)
        case .message(let view):
            incoming.consume(header.frameCount)
            return unsafe assembler.isText ? .text(view) : .binary(view)
        }
    }

    /// A whole control frame; nil to go on.
    @_noLocks
    private mutating func control(_ header: FrameHeader) -> WebSocketEvent? {
        let start = unsafe incoming.mutableBase + Int(header.headerCount)
        if header.isMasked {
            unsafe Masking.apply(header.mask, to: start, count: header.payloadCount, phase: 0)
        }
        let payload = unsafe UnsafeRawBufferPointer(start: start, count: header.payloadCount)
        heldCount = header.frameCount
        switch header.opcode {
        case .ping:
            // After our own close frame nothing is answered (§5.5.1).
            if case .open = state, unsafe !queue(.pong, payload) { return fail(.outgoingFull) }
            return unsafe .ping(payload)
        case .pong: return unsafe .pong(payload)
        default: return unsafe close(payload)
        }
    }

    /// The peer's close frame (§5.5.1): read, answered with the same code, and nothing read after.
    @_noLocks
    private mutating func close(_ payload: UnsafeRawBufferPointer) -> WebSocketEvent {
        var code: UInt16 = 1005
        if let base = payload.baseAddress, payload.count > 0 {
            guard payload.count >= 2 else { return fail(.invalidClose) }
            code = UInt16(bigEndian: unsafe base.loadUnaligned(as: UInt16.self))
            guard WebSocketClose.isValid(code) else { return fail(.invalidClose) }
            let text = unsafe UnsafeRawBufferPointer(start: base + 2, count: payload.count &- 2)
            var validator = UTF8Validator()
            let isText = unsafe validator.accept(text)
            guard isText, validator.isComplete else { return fail(.invalidText) }
            _ = unsafe reason.append(text)
        }
        if case .open = state {
            let echo = unsafe UnsafeRawBufferPointer(
                start: payload.baseAddress, count: min(2, payload.count))
            _ = unsafe queue(.close, echo)
        }
        state = .closed
        return .closed(WebSocketClose(code: code, isClean: true))
    }

    /// Fails the connection (§7.1.7).
    @_noLocks
    private mutating func fail(_ fault: FrameFault) -> WebSocketEvent {
        if case .open = state { queueClose(fault.closeCode) }
        state = .failed
        return .failed(fault)
    }

    /// Puts a frame behind what waits to be sent; false when there is no room.
    @_noLocks
    mutating func queue(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer) -> Bool {
        let count = FrameEncoder.frameCount(payloadCount: payload.count, role: decoder.role)
        let room = unsafe waiting.space(atLeast: count)
        guard room.count >= count else { return false }
        let mask: MaskKey? = decoder.role.isClient ? keys.next() : nil
        unsafe waiting.commit(FrameEncoder.encode(opcode, payload: payload, mask: mask, into: room))
        return true
    }

    @_noLocks
    func copyReason(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(reason.count, buffer.count)
        guard count > 0, let from = unsafe reason.bytes.baseAddress, let to = buffer.baseAddress
        else { return 0 }
        unsafe to.copyMemory(from: from, byteCount: count)
        return count
    }
}
