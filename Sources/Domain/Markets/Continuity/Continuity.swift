/// What an instrument is good for at a moment.
@frozen public enum Standing: UInt8, Sendable, CaseIterable {
    /// Its continuity is proved and its source is heard: it may take part in an opportunity.
    case live = 0
    /// What we hold may differ from the venue's.
    case quarantined = 1
    /// What we hold was right, but its source has been silent for too long.
    case stale = 2
}

/// What an instrument's own data said against it.
@frozen public enum ContinuityFault: UInt8, Sendable, CaseIterable {
    case none = 0
    /// A change that the book couldn't take: too many levels, a price out of range.
    case unsoundChange = 1
    /// A slot before the last one.
    case slotBackwards = 2
}

/// Whether one instrument equals the venue's, as far as its events prove it.
///
/// It does while the feed says `.live`, a whole snapshot was applied since the feed last said
/// anything else, no fault was found since that snapshot began, no batch is half applied, and a
/// book isn't crossed. A fault lasts until the next whole snapshot.
@frozen public struct Continuity: BitwiseCopyable, Sendable {
    /// What the feed said last.
    public private(set) var announced = Status.disconnected
    /// Whether a whole snapshot was applied since.
    public private(set) var hasSnapshot = false
    /// Whether a batch has begun and not ended.
    public private(set) var isInBatch = false
    public private(set) var isCrossed = false
    public private(set) var fault = ContinuityFault.none
    /// The last slot of a pool's own account.
    public private(set) var slot: UInt64 = 0

    @_noLocks public init() {}

    /// Whether the instrument equals the venue's.
    public var isProved: Bool {
        @_noLocks get {
            switch (announced, fault) {
            case (.live, .none): hasSnapshot && !isInBatch && !isCrossed
            default: false
            }
        }
    }

    /// Notes one event of the instrument. `isSound` is what its book or pool said of the change.
    @_noLocks public mutating func note(_ event: Event, isSound: Bool) {
        switch event.kind {
        case .status: announce(event.field)
        case .level, .tick, .tickArray, .poolFee, .poolNumbers, .bin, .orders:
            noteChange(event, isSound: isSound)
        case .pool:
            // Accounts of one pool arrive on their own; only the pool's own slots are in order.
            let isReplacement = event.flags.contains(.snapshot | .first)
            let goesBack = !isReplacement && event.sequence < slot
            noteChange(event, isSound: isSound)
            if goesBack { fault = .slotBackwards } else { slot = event.sequence }
        default: break
        }
    }

    /// Notes, at the end of a batch, whether the book is crossed.
    @_noLocks public mutating func note(crossed: Bool) { isCrossed = crossed }

    @_noLocks private mutating func announce(_ status: Int32) {
        switch status {
        case 4: announced = .unsettled
        case 3: announced = .live
        case 2: announced = .quarantined
        case 1: announced = .connected
        default: announced = .disconnected
        }
        if status < 3 { hasSnapshot = false }
        isInBatch = false
    }

    @_noLocks private mutating func noteChange(_ event: Event, isSound: Bool) {
        if event.flags.contains(.snapshot | .first) {
            hasSnapshot = false
            fault = .none
            isCrossed = false
        }
        if !isSound { fault = .unsoundChange }
        isInBatch = !event.flags.contains(.last)
        if event.flags.contains(.snapshot | .last) { hasSnapshot = true }
    }
}
