public import Numbers

extension WebSocketConnection {
    /// Drops the conversation because its owner can no longer trust it, and comes back after the
    /// back-off like after any failure. `ended` follows.
    public mutating func restart(on loop: inout EventLoop, at now: Instant) {
        guard phase != .idle, phase != .closed else { return }
        conclude(.dropped, on: &loop, at: now)
    }
}
