/// What the simulators did; only grows.
public struct VenueCounters: Sendable, Equatable {
    public var connections: UInt64 = 0
    /// Text messages that went out, by endpoint.
    public var coinbaseMessages: UInt64 = 0
    public var solanaMessages: UInt64 = 0
    /// HTTP answers.
    public var answers: UInt64 = 0
    /// Clients that were disconnected because too much waited for them.
    public var slowClients: UInt64 = 0
    /// Connections that ended with a fault, refused handshakes included.
    public var failedConnections: UInt64 = 0
    /// Faults that happened as the scenario asked.
    public var faults: UInt64 = 0
    /// Requests that would have moved money.
    public var violations: UInt64 = 0
    /// Requests that were none.
    public var malformed: UInt64 = 0

    public init() {}
}
