public import Numbers

/// Limits and times of one connection. The defaults suit a venue's feed.
public struct ConnectionSettings: Sendable {
    public var channel = ChannelTimeouts()
    public var options = SocketOptions()
    /// For the HTTP answer to a WebSocket upgrade.
    public var upgrade = Nanoseconds.seconds(10)
    /// For the peer's goodbye after ours.
    public var close = Nanoseconds.seconds(5)
    /// Nothing received for so long: send a ping.
    public var pingAfter = Nanoseconds.seconds(15)
    /// Nothing received for so long after a ping: the peer is gone.
    public var deadAfter = Nanoseconds.seconds(10)
    /// No message for so long, pings or not: the feed is silent. Nil: never.
    public var silence: Nanoseconds?
    /// Bytes of one message.
    public var messageMax = 64 << 20
    /// Bytes of messages that may wait to be sent; beside it stands `LoopLimits.outgoingBytesMax`.
    public var outgoingMax = 1 << 20
    /// Received bytes that the owner may leave unread before the peer has to wait.
    public var unreadMax = 1 << 20
    /// Memory for received bytes at first.
    public var receiveBytes = 256 << 10
    public var reconnecting = Reconnecting.always
    public var backoffFirst = Nanoseconds.milliseconds(100)
    public var backoffMost = Nanoseconds.seconds(30)
    /// Open for so long: the back-off begins anew at the next failure.
    public var steadyAfter = Nanoseconds.seconds(10)

    public init() {}
}

public enum Reconnecting: Sendable {
    case never
    case always
}

/// How a conversation ended.
public enum ConnectionEnd: Equatable, Sendable {
    /// By agreement, with the peer's code.
    case closed(code: UInt16)
    case failed(ConnectionFault)
}

/// What happened on a WebSocket connection. A view holds until the next question.
@safe public enum ConnectionEvent {
    /// Nothing before the loop's next event.
    case nothing
    case opened
    case text(UnsafeRawBufferPointer)
    case binary(UnsafeRawBufferPointer)
    /// The conversation is over; where reconnecting is on, the next attempt follows by itself.
    case ended(ConnectionEnd)
}
