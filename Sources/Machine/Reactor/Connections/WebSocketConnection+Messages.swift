public import Numbers
import Wire

/// What a turn is told by a WebSocket connection. A view holds until the next question.
@safe public enum ConnectionMessage {
    /// Nothing before the loop's next event.
    case nothing
    case text(UnsafeRawBufferPointer)
    case binary(UnsafeRawBufferPointer)
    /// It opened or ended, which `nextOther` tells; no message comes before that was asked.
    case other
}

/// Messages, for a turn: no allocation but libssl's own, no lock.
extension WebSocketConnection {
    /// Takes an event if it is bytes for this connection and the connection is open. All others are
    /// for `take`.
    ///
    /// - Returns: whether it was taken.
    @_noLocks
    public mutating func takeBytes(
        of event: LoopEvent, on loop: inout EventLoop, at now: Instant
    ) -> Bool {
        guard case .received(let from, let got) = event, phase == .open,
            stream.channel.owns(from)
        else { return false }
        stream.channel.receive(got, at: now)
        stream.pull(on: &loop)
        return true
    }

    /// The next message. The view of the message before is gone.
    @_noLocks
    public mutating func nextMessage(
        on loop: inout EventLoop, at now: Instant
    ) -> ConnectionMessage {
        guard !hasOther else { return .other }
        guard phase == .open || phase == .closing else { return .nothing }
        let event = stream.next(on: &loop)
        switch event {
        case .text(let view):
            lastMessage = now
            return unsafe .text(view)
        case .binary(let view):
            lastMessage = now
            return unsafe .binary(view)
        case .needsMore, .ping, .pong: return .nothing
        case .closed, .failed:
            last = event
            return .other
        }
    }

    /// Something else than a message comes next.
    private var hasOther: Bool {
        @_noLocks get {
            if case .some = end { return true }
            if case .some = last { return true }
            return !isOpeningTold && (phase == .open || phase == .closing)
        }
    }
}

/// All else.
extension WebSocketConnection {
    /// What `nextMessage` called `.other`: `opened`, `ended`, or nothing (any more).
    public mutating func nextOther(
        on loop: inout EventLoop, at now: Instant
    ) -> ConnectionEvent {
        if end == nil, let event = last.take() { draw(event, on: &loop, at: now) }
        if let end = end.take() { return .ended(end) }
        guard phase == .open || phase == .closing, !isOpeningTold else { return .nothing }
        isOpeningTold = true
        return .opened
    }

    /// The socket's conversation is over: what follows from how it ended.
    private mutating func draw(
        _ event: WebSocketEvent, on loop: inout EventLoop, at now: Instant
    ) {
        switch event {
        case .closed(let close) where close.isClean:
            end = .closed(code: close.code)
            isConcluded = true
            rest(at: now)
            phase = .closing
            stream.channel.close(on: &loop, at: now, within: settings.close)
            if stream.channel.isOver { phase = .closed }
        case .closed:
            conclude(stream.fault ?? stream.channel.fault ?? .ended, on: &loop, at: now)
        case .failed(let fault): conclude(.frame(fault), on: &loop, at: now)
        case .needsMore, .text, .binary, .ping, .pong: break
        }
    }
}
