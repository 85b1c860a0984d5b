extension WebSocket {
    /// Room for received bytes, `least` or more unless a view is held or the limit is reached; then
    /// what there is, perhaps none. Call `commit` with what was put in.
    @_noLocks
    public mutating func space(atLeast least: Int) -> UnsafeMutableRawBufferPointer {
        unsafe heldCount > 0 ? incoming.tailSpace : incoming.space(atLeast: least)
    }

    /// `count` bytes were received into `space`.
    @_noLocks
    public mutating func commit(_ count: Int) { incoming.commit(count) }

    /// Copies received bytes in.
    ///
    /// - Returns: how many were taken; fewer than given only while a view is held or at the limit.
    @_noLocks
    public mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        let room = unsafe space(atLeast: bytes.count)
        let count = min(room.count, bytes.count)
        guard count > 0, let from = bytes.baseAddress, let to = room.baseAddress else { return 0 }
        unsafe to.copyMemory(from: from, byteCount: count)
        incoming.commit(count)
        return count
    }

    /// The bytes that wait to be sent. Valid until anything else is called.
    ///
    /// A `mutating` getter, as it then gets the socket in place: a large value that is only read is
    /// handed over as a copy.
    public var outgoing: UnsafeRawBufferPointer {
        @_noLocks mutating get { unsafe waiting.bytes }
    }

    /// The first `count` of `outgoing` were sent.
    @_noLocks
    public mutating func consumeOutgoing(_ count: Int) { waiting.consume(count) }

    /// Sends a text message; `payload` is UTF-8. False when it cannot be: closing, or too much
    /// waits.
    @_noLocks
    public mutating func send(text payload: UnsafeRawBufferPointer) -> Bool {
        guard case .open = state else { return false }
        return unsafe queue(.text, payload)
    }

    /// Sends a binary message; false when it cannot be.
    @_noLocks
    public mutating func send(binary payload: UnsafeRawBufferPointer) -> Bool {
        guard case .open = state else { return false }
        return unsafe queue(.binary, payload)
    }

    /// Sends a ping; false when it cannot be.
    ///
    /// - Parameter payload: 125 bytes or fewer.
    @_noLocks
    public mutating func ping(_ payload: UnsafeRawBufferPointer) -> Bool {
        precondition(payload.count <= 125, "a ping carries at most 125 bytes")
        guard case .open = state else { return false }
        return unsafe queue(.ping, payload)
    }

    /// Says goodbye (RFC 6455 §7.1.2). The peer's answer comes as `.closed`.
    ///
    /// - Parameter code: 1000, 1001, 1008, 1011 or 3000…4999.
    @_noLocks
    public mutating func close(code: UInt16) {
        precondition(WebSocketClose.isValid(code), "the code may be sent")
        guard case .open = state else { return }
        queueClose(code)
        state = .closeSent
    }

    /// Puts a close frame behind what waits; without room the peer only sees the stream end.
    @_noLocks
    mutating func queueClose(_ code: UInt16) {
        let room = unsafe waiting.space(atLeast: 16)
        guard room.count >= 16, let base = room.baseAddress else { return }
        unsafe base.storeBytes(of: code.bigEndian, toByteOffset: 14, as: UInt16.self)
        let payload = unsafe UnsafeRawBufferPointer(start: base + 14, count: 2)
        _ = unsafe queue(.close, payload)
    }

    /// The peer's words on closing; empty when it gave none.
    public var closeReason: String {
        var text = [UInt8](repeating: 0, count: 125)
        let count = unsafe text.withUnsafeMutableBytes { unsafe copyReason(into: $0) }
        return String(decoding: text[..<count], as: UTF8.self)
    }
}
