/// What may stand against an opportunity, in the order in which it is asked.
@frozen public enum RiskGate: UInt8, Sendable, CaseIterable {
    /// The operator ended trading. value 1, limit 0.
    case killSwitch = 0
    /// The operator paused it. value 1, limit 0.
    case paused = 1
    /// A market's continuity isn't proved. value: the instrument; limit 0.
    case quarantined = 2
    /// A source is silent for too long. value and limit: nanoseconds.
    case stale = 3
    /// Too little is left, on the desk's own view of the markets, after all costs. Cash atoms.
    case edge = 4
    /// More than one order may move. value and limit: cash atoms.
    case size = 5
    /// Not enough of an asset is free. value: what is there; limit: what is needed; atoms.
    case inventory = 6
    /// An order of this cycle is on its way. value: its number; limit 0.
    case inFlight = 7

    public static var count: Int { @_noLocks get { 8 } }

    /// As counters and people call it.
    public var name: StaticString {
        switch self {
        case .killSwitch: "kill switch"
        case .paused: "paused"
        case .quarantined: "quarantined"
        case .stale: "stale"
        case .edge: "edge below minimum"
        case .size: "size above limit"
        case .inventory: "inventory"
        case .inFlight: "in flight"
        }
    }
}

/// What the gates hold against.
@frozen public struct RiskLimits: BitwiseCopyable, Hashable, Sendable {
    /// The least net edge of an order, in cash atoms.
    public var edgeMin: Int64
    /// The most one order may move at the exchange, in cash atoms.
    public var notionalMax: Int64

    public init(edgeMin: Int64, notionalMax: Int64) {
        self.edgeMin = edgeMin
        self.notionalMax = notionalMax
    }
}

/// A gate that stands against, with what was and what may be.
struct GateAnswer: BitwiseCopyable {
    var gate: RiskGate
    var value: Int64
    var limit: Int64

    @_noLocks init(_ gate: RiskGate, value: Int64, limit: Int64) {
        self.gate = gate
        self.value = value
        self.limit = limit
    }
}
