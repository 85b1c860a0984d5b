public import Markets
public import Meters
public import Numbers
public import Rings
public import Tiles
public import Trading

/// Counters of the desk tile.
public enum DeskCounter: Int, Counter {
    public static var tile: StaticString { "desk" }

    /// Chances that came from the price tile.
    case opportunitySeen
    /// Trades begun.
    case accepted
    /// Refused: the operator's kill switch.
    case refusedByKillSwitch
    /// Refused: paused by the operator.
    case refusedByPause
    /// Refused: a market's continuity is not proved.
    case refusedByQuarantine
    /// Refused: a source has been silent for too long.
    case refusedByAge
    /// Refused: too little is left after all costs, on the desk's own view of the markets.
    case refusedByEdge
    /// Refused: larger than one order may be.
    case refusedBySize
    /// Refused: not enough of an asset is there.
    case refusedByInventory
    /// Refused: a trade of this market is under way.
    case refusedByFlight
    /// Legs filled whole.
    case legFilled
    /// Legs filled in part.
    case legPartlyFilled
    /// Legs that found nothing within their limit, or that the chain reverted.
    case legFailed
    /// Trades whose legs are all done.
    case tradeSettled
    /// Of those, trades that lost money.
    case tradeLost
    /// Decisions made, ledger entries included.
    case decisionMade
    /// The running hash over all decisions of the recording.
    case decisionHash
    /// 1 if the ledger's sums did not come out as 0: a bug of ours.
    case ledgerUnbalanced
    /// Turns that found `desk_journal` full and waited; nothing is lost.
    case ringFull
}

/// Judges chances, fills paper trades, keeps the ledger, and hands every decision to the journal.
@safe
public struct DeskTile: Tile, ~Copyable, @unchecked Sendable {
    private var events: Consumer<Event>
    private var journal: Producer<DeskRecord>?
    private var desk: PaperDesk
    private let counters = Counters<DeskCounter>()
    private let balances: Gauges
    private var stages: StageMeters
    /// The batch being worked on led to decisions.
    private var decided: Decision?
    private var pending: PendingStamps
    /// One event makes at most this many decisions.
    private let room: Int
    /// The loop's clock, read once more when a turn has decided something; nil in replay.
    private let clock: HostClock?

    public init(
        desk: consuming PaperDesk, cycles: Int, events: consuming Consumer<Event>,
        journal: consuming Producer<DeskRecord>?, clock: HostClock?
    ) {
        self.clock = clock
        self.events = events
        self.journal = journal
        balances = Gauges(count: desk.ledger.assets * desk.ledger.venues)
        self.desk = desk
        room = 24 * max(cycles, 1) + 2
        stages = StageMeters()
        pending = PendingStamps(capacity: 1_024)
    }

    public var gauge: CounterGauge<DeskCounter> { counters.gauge }
    public var balanceView: GaugeView { balances.view }
    public var stageGauges: StageGauges { stages.gauges }
    /// Over every decision of the recording, this run's last.
    public var decisionHash: Digest { desk.digest }
    /// Every inventory: by asset, then venue.
    var inventories: [Int64] { DeskTile.balances(of: desk, .inventory) }
    public var ledgerIsBalanced: Bool { desk.checkInvariants() }

    /// Hands over what was decided before the first event: the opening deposits.
    public mutating func begin() {
        _ = handOver()
        journal?.publish()
        showBalances()
    }

    @_noLocks public mutating func turn(at now: Instant) -> Int {
        var work = 0
        while work < 512 {
            guard hasRoom() else {
                counters.add(.ringFull)
                break
            }
            guard let event = unsafe events.front() else { break }
            work &+= 1
            unsafe take(event.pointee, at: now)
            events.advance()
        }
        if work > 0 {
            finishStamps(at: clock?.now() ?? now)
            journal?.publish()
        } else {
            stages.rest()
        }
        return work
    }

    public mutating func waitsForRoom() -> Bool { !hasRoom() }

    @_noLocks @inline(__always) private mutating func take(_ event: Event, at now: Instant) {
        if event.kind == .stamps {
            pending.add(BatchStamps(event, deskFrom: now, decision: decided))
            decided = nil
            return
        }
        if event.kind == .opportunity { counters.add(.opportunitySeen) }
        if desk.step(event) > 0 { decided = handOver() }
    }

    @_noLocks private mutating func hasRoom() -> Bool {
        pending.hasRoom && (journal?.hasRoom(for: room) ?? true)
    }

    /// Gives the waiting decisions to the journal and returns the last one.
    @_noLocks private mutating func handOver() -> Decision? {
        var last: Decision?
        for index in 0..<desk.decisionCount {
            let decision = desk.decision(index)
            _ = journal?.stage(DeskRecord(decision))
            count(decision)
            last = decision
        }
        desk.removeDecisions()
        counters.set(.decisionHash, desk.digest.value)
        return last
    }

    /// The turn's work is done: what it decided was decided by now.
    @_noLocks private mutating func finishStamps(at now: Instant) {
        while let stamps = pending.next() {
            stages.record(stamps, decidedAt: now)
            guard stamps.sequence > 0 else { continue }
            _ = journal?.stage(DeskRecord(stamps: stamps.decision(decidedAt: now)))
        }
    }

    @_noLocks private func count(_ decision: Decision) {
        counters.add(.decisionMade)
        switch decision.kind {
        case .refused: counters.add(DeskTile.counter(ofGate: decision.code))
        case .accepted: counters.add(.accepted)
        case .filled: counters.add(DeskTile.counter(ofOutcome: decision.code))
        case .settled:
            counters.add(.tradeSettled)
            if let settlement = Settlement(decision), settlement.profit < 0 {
                counters.add(.tradeLost)
            }
        case .entry, .none: break
        }
    }

    public mutating func housekeep(at now: Instant) {
        if !desk.checkInvariants() { counters.set(.ledgerUnbalanced, 1) }
        showBalances()
        stages.count()
    }

    private func showBalances() {
        for asset in 0..<desk.ledger.assets {
            for venue in 0..<desk.ledger.venues {
                let account = Account(AssetID(UInt16(asset)), at: VenueID(UInt16(venue)))
                balances.set(
                    asset * desk.ledger.venues + venue,
                    UInt64(bitPattern: desk.ledger.balance(account)))
            }
        }
    }
}
