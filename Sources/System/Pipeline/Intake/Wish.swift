/// What an intake wants done outside. In replay nobody listens: what came of it is recorded.
public struct Wish: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Send the subscriptions that `writeSubscription` spells.
    public static let subscribe = Wish(rawValue: 1)
    /// Close the connection and make it anew, after the back-off.
    public static let reconnect = Wish(rawValue: 2)
    /// Ask over HTTP what `writeQuestion` spells.
    public static let ask = Wish(rawValue: 4)
}

/// What became of a connection: the flags of a `.connection` record.
public enum ConnectionChange: UInt8, Sendable {
    case up = 1
    case down = 2
}

/// The first flag bit of an `.answer` record: HTTP said 200.
public enum AnswerFlag {
    public static let success: UInt8 = 1
}
