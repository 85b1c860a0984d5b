public import Numbers

/// What a run looks like at one moment, as plain values: made by the observer from what the tiles
/// publish, drawn by the terminal, written as JSON by the summary.
public struct StatusReport: Sendable, Equatable {
    /// A connection.
    public struct Source: Sendable, Equatable {
        public var name = ""
        public var isConnected = false
        /// Since its last message; nil before the first.
        public var age: Nanoseconds?
        public var messages: UInt64 = 0
        public var bytes: UInt64 = 0
        public var connections: UInt64 = 0
        public var gaps: UInt64 = 0
        /// What went wrong last, in words; nil when nothing has.
        public var trouble: String?
        public init() {}
    }

    /// A book or a pool.
    public struct Instrument: Sendable, Equatable {
        public enum State: String, Sendable { case live, stale, quarantined }

        public var name = ""
        public var state = State.quarantined
        /// What it shows: best prices of a book, the price of a pool.
        public var price = ""
        public init() {}
    }

    /// A named count: a refusal's reason, an outcome of a trade.
    public struct Count: Sendable, Equatable {
        public var name: String
        public var count: UInt64
        public init(name: String, count: UInt64) {
            self.name = name
            self.count = count
        }
    }

    /// One asset at one venue.
    public struct Balance: Sendable, Equatable {
        public var asset = ""
        public var venue = ""
        public var decimals = 0
        /// What was put in since the recording began.
        public var opening: Int64 = 0
        public var now: Int64 = 0
        public init() {}
    }

    /// One stage of the way from the wire to the record.
    public struct Stage: Sendable, Equatable {
        public var name = ""
        public var count: UInt64 = 0
        public var p50 = Nanoseconds(0)
        public var p99 = Nanoseconds(0)
        public var p999 = Nanoseconds(0)
        public var max = Nanoseconds(0)
        public init() {}
    }

    /// What is on disk.
    public struct Journal: Sendable, Equatable {
        public var directory = ""
        public var acknowledged: UInt64 = 0
        public var bytes: UInt64 = 0
        public var waits: UInt64 = 0
        /// Why the file system takes nothing now; nil while it does.
        public var trouble: String?
        public init() {}
    }

    public var elapsed = Nanoseconds(0)
    public var sources: [Source] = []
    public var instruments: [Instrument] = []
    public var inputs: UInt64 = 0
    public var events: UInt64 = 0
    public var opportunities: UInt64 = 0
    public var accepted: UInt64 = 0
    public var refusals: [Count] = []
    public var trades: [Count] = []
    public var balances: [Balance] = []
    public var stages: [Stage] = []
    public var journal: Journal?
    public var isLedgerBalanced = true
    /// Of this run.
    public var decisions: UInt64 = 0
    /// Of the whole recording, its earlier sessions included, and the hash over all of them: a
    /// replay prints the same two.
    public var decisionsInAll: UInt64 = 0
    public var decisionHash: UInt64 = 0
    /// What the gains and losses are worth together; nil when an asset has no price now.
    public var worth: Worth?
    public var faults: [Count] = []

    public init() {}
}

extension StatusReport {
    /// No source has ever been up.
    public var isCutOff: Bool { sources.allSatisfy { $0.connections == 0 } }
}
