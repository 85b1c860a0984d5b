// Markets: the vocabulary of trading. Instruments, sides, levels, books, and what travels on the
// links between tiles. A message belongs to nobody's tile. This module knows no venue, no chain,
// no thread and no clock.

public import Numbers

/// What one `Event` says. The raw values are part of the journal's format.
@frozen public enum EventKind: UInt8, Sendable, CaseIterable {
    /// Nothing: what zeroed memory holds.
    case none = 0
    /// A price level of a book. field: side; words: ticks, lots (0 removes), venue's stamp.
    case level = 1
    /// A pool's √price (words 0, 1), liquidity (words 2, 3) and current tick (field).
    case pool = 2
    /// One tick of a pool. field: index; words 0, 1: net liquidity, signed; word 2: 1 while it is
    /// initialised, 0 when it no longer is.
    case tick = 3
    /// What we know of a tick or bin array. field: its start tick, or its index; word 0: a
    /// `TickArrayPresence`.
    case tickArray = 4
    /// A pool's fee. field: tick spacing; words: fee rate (1e-6), protocol share (1e-4 of the fee).
    case poolFee = 5
    /// A source's or an instrument's state. field: a `Status`; word 0: a reason's number.
    case status = 6
    /// Time passed and nothing else happened.
    case clock = 7
    /// The chain reached a slot: sequence; word 0: its clock in seconds since 1970, or 0.
    case slot = 8
    /// A chance the price stage found; instrument: the pool; field: direction. See `Opportunity`.
    case opportunity = 9
    /// The measured stamps of the batch before this message; never an input to a decision.
    case stamps = 10
    /// The operator said something. field: an `OperatorCommand`.
    case command = 11
    /// The instrument's source said something that changed nothing: a heartbeat.
    case alive = 12
    /// Some of a pool's numbers. field: which, as its kind numbers them; words: their values.
    case poolNumbers = 13
    /// One bin of a pool. field: its id; words: X, Y, open orders, processed orders; flag `.asks`.
    case bin = 14
    /// Orders of an order book on the chain that have a price and an expiry in common. field: side;
    /// words: ticks, lots (0 removes), last valid slot and last valid second (0: no expiry).
    case orders = 15
}

/// Where an event stands in its batch, and what kind of batch it is.
@frozen public struct EventFlags: BitwiseCopyable, Hashable, Sendable {
    public let bits: UInt8
    @_noLocks @inlinable public init(bits: UInt8) { self.bits = bits }

    /// The batch begins here.
    public static var first: EventFlags { @_noLocks @inlinable get { EventFlags(bits: 1) } }
    /// The batch ends here: only now may anything be priced.
    public static var last: EventFlags { @_noLocks @inlinable get { EventFlags(bits: 2) } }
    /// The batch replaces all that was known of the instrument.
    public static var snapshot: EventFlags { @_noLocks @inlinable get { EventFlags(bits: 4) } }
    /// The bin's orders sell X.
    public static var asks: EventFlags { @_noLocks @inlinable get { EventFlags(bits: 8) } }
    public static var none: EventFlags { @_noLocks @inlinable get { EventFlags(bits: 0) } }

    @_noLocks @inlinable public static func | (a: EventFlags, b: EventFlags) -> EventFlags {
        EventFlags(bits: a.bits | b.bits)
    }
    @_noLocks @inlinable public func contains(_ other: EventFlags) -> Bool {
        bits & other.bits == other.bits
    }
}

/// One diff, of a book or of a pool, in one cache line.
///
/// A batch is one venue message: its first event carries `.first`, its last `.last` (a batch of one
/// carries both), and it is applied whole before anything is priced.
@frozen public struct Event: BitwiseCopyable, Sendable {
    public var kind: EventKind
    public var flags: EventFlags
    public var instrument: InstrumentID
    /// What the kind says: side, tick, status, direction.
    public var field: Int32
    /// The venue's sequence number, or the slot.
    public var sequence: UInt64
    /// The recorded input this came from; its order is the write order of one connection.
    public var input: InputSequence
    /// When we received the bytes. Every time-dependent rule downstream uses this moment.
    public var received: Instant
    /// What the kind says, 32 bytes.
    public var words: Words

    /// Four machine words of payload.
    @frozen public struct Words: BitwiseCopyable, Sendable {
        public var w0: UInt64
        public var w1: UInt64
        public var w2: UInt64
        public var w3: UInt64
        @_noLocks @inlinable public init(
            _ w0: UInt64 = 0, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0
        ) {
            self.w0 = w0
            self.w1 = w1
            self.w2 = w2
            self.w3 = w3
        }
        /// Words 0 and 1 as one number, low word first.
        public var low128: UInt128 {
            @_noLocks @inlinable get { UInt128(w1) << 64 | UInt128(w0) }
        }
        /// Words 2 and 3 as one number, low word first.
        public var high128: UInt128 {
            @_noLocks @inlinable get { UInt128(w3) << 64 | UInt128(w2) }
        }
    }

    @_noLocks @inlinable public init(
        kind: EventKind, flags: EventFlags, instrument: InstrumentID, field: Int32 = 0,
        sequence: UInt64 = 0, input: InputSequence, received: Instant, words: Words = Words()
    ) {
        self.kind = kind
        self.flags = flags
        self.instrument = instrument
        self.field = field
        self.sequence = sequence
        self.input = input
        self.received = received
        self.words = words
    }
}
