/// What an intake wants done outside. In replay nobody listens: what came of it is recorded.
public struct Wish: BitwiseCopyable, Sendable {
    private var bits: UInt8

    @_noLocks private init(bits: UInt8) { self.bits = bits }

    public static var nothing: Wish { @_noLocks get { Wish(bits: 0) } }
    /// Send the subscriptions that `writeSubscription` spells.
    public static var subscribe: Wish { @_noLocks get { Wish(bits: 1) } }
    /// Close the connection and make it anew, after the back-off.
    public static var reconnect: Wish { @_noLocks get { Wish(bits: 2) } }
    /// Ask over HTTP what `writeQuestion` spells.
    public static var ask: Wish { @_noLocks get { Wish(bits: 4) } }

    public var isEmpty: Bool { @_noLocks get { bits == 0 } }
    @_noLocks public mutating func insert(_ other: Wish) { bits |= other.bits }
    @_noLocks public func contains(_ other: Wish) -> Bool { bits & other.bits == other.bits }
}

/// What became of a connection: the flags of a `.connection` record.
public enum ConnectionChange {
    public static var up: UInt8 { @_noLocks get { 1 } }
    public static var down: UInt8 { @_noLocks get { 2 } }
}

/// The first flag bit of an `.answer` record: HTTP said 200.
public enum AnswerFlag {
    public static var success: UInt8 { @_noLocks get { 1 } }
}
