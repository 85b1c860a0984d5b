public import Numbers

/// The two sides of a book. The raw value travels in `Event.field`.
@frozen public enum Side: Int32, Sendable, CaseIterable {
    case bid = 0
    case ask = 1
}

/// What is known of a tick array. The raw value travels in a `tickArray` event.
@frozen public enum TickArrayPresence: UInt64, Sendable {
    /// Not watched: a swap that needs it cannot be quoted.
    case missing = 0
    /// Its account exists and its ticks are known.
    case present = 1
    /// Its address has no account: it counts as an array without initialised ticks.
    case uninitialised = 2
}

/// The state of a source or of an instrument. Only `.live` may take part in an opportunity.
@frozen public enum Status: Int32, Sendable, CaseIterable {
    case disconnected = 0
    case connected = 1
    /// Continuity is lost: a gap, garbage, a reordering, a slot going backwards.
    case quarantined = 2
    /// Continuity is proved from here on.
    case live = 3
    /// Part of a change was seen and part is still to come: what is held is whole again with the
    /// next `.live`, without a new snapshot.
    case unsettled = 4
}

/// What an operator may tell the desk. The raw value travels in a `command` event, so that a replay
/// hears it at the same place.
@frozen public enum OperatorCommand: Int32, Sendable, CaseIterable {
    /// Take opportunities again. Doesn't undo `.kill`.
    case resume = 0
    /// Take no opportunity until `.resume`; legs in flight still arrive.
    case pause = 1
    /// Take no opportunity any more.
    case kill = 2

    /// Its number in the journal's format.
    @usableFromInline var number: Int32 {
        @_noLocks get {
            switch self {
            case .resume: 0
            case .pause: 1
            case .kill: 2
            }
        }
    }
}

extension Event {
    @_noLocks @inlinable public static func level(
        side: Side, price: Ticks, size: Lots, stamped: WallTime, flags: EventFlags,
        instrument: InstrumentID, sequence: UInt64, input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .level, flags: flags, instrument: instrument, field: side.rawValue,
            sequence: sequence, input: input, received: received,
            words: Words(
                UInt64(bitPattern: price.count), size.count, stamped.nanosecondsSince1970))
    }

    @_noLocks @inlinable public static func pool(
        sqrtPrice: SqrtPrice, liquidity: UInt128, tick: TickIndex, flags: EventFlags,
        instrument: InstrumentID, slot: Slot, input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .pool, flags: flags, instrument: instrument, field: tick.count,
            sequence: slot.count, input: input, received: received,
            words: Words(
                UInt64(truncatingIfNeeded: sqrtPrice.bits),
                UInt64(truncatingIfNeeded: sqrtPrice.bits >> 64),
                UInt64(truncatingIfNeeded: liquidity),
                UInt64(truncatingIfNeeded: liquidity >> 64)))
    }

    /// One tick's net liquidity; `initialised` false removes it (its net may be 0 while it stands).
    @_noLocks @inlinable public static func tick(
        index: TickIndex, net: Int128, initialised: Bool, flags: EventFlags,
        instrument: InstrumentID, slot: Slot, input: InputSequence, received: Instant
    ) -> Event {
        let bits = UInt128(bitPattern: net)
        return Event(
            kind: .tick, flags: flags, instrument: instrument, field: index.count,
            sequence: slot.count, input: input, received: received,
            words: Words(
                UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64),
                initialised ? 1 : 0))
    }

    @_noLocks @inlinable public static func tickArray(
        start: TickIndex, presence: TickArrayPresence, flags: EventFlags,
        instrument: InstrumentID, slot: Slot, input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .tickArray, flags: flags, instrument: instrument, field: start.count,
            sequence: slot.count, input: input, received: received,
            words: Words(presence.rawValue))
    }

    @_noLocks @inlinable public static func poolFee(
        rate: HundredthsOfBasisPoint, protocolShare: BasisPoints, tickSpacing: UInt16,
        flags: EventFlags, instrument: InstrumentID, slot: Slot, input: InputSequence,
        received: Instant
    ) -> Event {
        Event(
            kind: .poolFee, flags: flags, instrument: instrument, field: Int32(tickSpacing),
            sequence: slot.count, input: input, received: received,
            words: Words(UInt64(rate.count), UInt64(protocolShare.count)))
    }

    @_noLocks @inlinable public static func status(
        _ status: Status, reason: UInt64 = 0, instrument: InstrumentID, input: InputSequence,
        received: Instant
    ) -> Event {
        Event(
            kind: .status, flags: .first | .last, instrument: instrument,
            field: status.rawValue, input: input, received: received, words: Words(reason))
    }

    @_noLocks @inlinable public static func clock(
        input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .clock, flags: .first | .last, instrument: InstrumentID(UInt16.max),
            input: input, received: received)
    }

    @_noLocks @inlinable public static func alive(
        instrument: InstrumentID, input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .alive, flags: .first | .last, instrument: instrument, input: input,
            received: received)
    }

    /// - Parameter seconds: the chain's clock, since 1970; 0 when it isn't told.
    @_noLocks @inlinable public static func slot(
        _ slot: Slot, seconds: UInt64 = 0, instrument: InstrumentID, input: InputSequence,
        received: Instant
    ) -> Event {
        Event(
            kind: .slot, flags: .first | .last, instrument: instrument, sequence: slot.count,
            input: input, received: received, words: Words(seconds))
    }

    @_noLocks public static func command(
        _ command: OperatorCommand, input: InputSequence, received: Instant
    ) -> Event {
        Event(
            kind: .command, flags: .first | .last, instrument: InstrumentID(UInt16.max),
            field: command.number, input: input, received: received)
    }
}
