public import Markets
public import Numbers

/// The simulated desk: takes opportunities on paper and keeps the books of it.
///
/// It receives the price stage's events in order and holds its own copy of the markets, in which
/// its own takes stay until the venue says the level's size, or the pool's state, again. The price
/// stage doesn't see them; so the desk sizes each opportunity again on its own copy before it
/// judges it.
///
/// Arrival, exactly: a leg sent with the arrival T is filled before the first batch with a receive
/// stamp of T or later is applied, against the state that the batches before left. Legs due at the
/// same boundary are filled in the order of arrival, then of order number, the book's leg before
/// the pool's. Clock events are batches of their own and count; an opportunity is judged with the
/// stamp of the batch that completed it and fills nothing.
@safe public struct PaperDesk: ~Copyable {
    public internal(set) var markets: MarketState
    public internal(set) var ledger: Ledger
    /// The same ledger, derived again from the entries handed on.
    private var audit: LedgerAudit
    /// Opportunities taken; the last order's number.
    public internal(set) var orderCount: UInt32 = 0
    public internal(set) var isKilled = false
    public internal(set) var isPaused = false
    /// Opportunities that named no cycle of ours.
    public internal(set) var strangers: UInt64 = 0

    let cycles: UnsafeMutablePointer<CEXDEXCycle>
    let orders: UnsafeMutablePointer<Order>
    let cycleCount: Int
    let refused: UnsafeMutablePointer<UInt64>
    let decisions: UnsafeMutablePointer<Decision>
    let decisionsMax: Int
    let network: NetworkCosts
    let limits: RiskLimits
    let bookLatency: Nanoseconds
    let poolLatency: Nanoseconds
    let bookSlippage: HundredthsOfBasisPoint
    let poolSlippage: HundredthsOfBasisPoint
    /// How many decisions wait to be handed on.
    public internal(set) var decisionCount = 0
    /// Over every decision ever made, in order: two runs agree when these do.
    public internal(set) var digest = Digest()
    var decisionSequence: UInt64 = 0
    /// No leg arrives before this moment.
    var nextArrival = PaperDesk.farFuture

    static var farFuture: Instant {
        @_noLocks get { Instant(nanosecondsSinceBoot: .max) }
    }

    public init(_ settings: DeskSettings) {
        markets = MarketState(settings.instruments, capacity: settings.capacity)
        ledger = Ledger(assets: settings.assets.count, venues: settings.venues)
        audit = LedgerAudit(assets: settings.assets.count, venues: settings.venues)
        cycleCount = settings.cycles.count
        unsafe cycles = .allocate(capacity: max(cycleCount, 1))
        unsafe orders = .allocate(capacity: max(cycleCount, 1))
        for (index, cycle) in settings.cycles.enumerated() {
            unsafe (cycles + index).initialize(to: cycle)
            unsafe (orders + index).initialize(to: Order())
        }
        unsafe refused = .allocate(capacity: RiskGate.count)
        unsafe refused.initialize(repeating: 0, count: RiskGate.count)
        decisionsMax = settings.decisionsMax
        unsafe decisions = .allocate(capacity: decisionsMax)
        network = settings.network
        limits = settings.limits
        bookLatency = settings.bookLatency
        poolLatency = settings.poolLatency
        bookSlippage = settings.bookSlippage
        poolSlippage = settings.poolSlippage
    }

    deinit {
        unsafe cycles.deallocate()
        unsafe orders.deallocate()
        unsafe refused.deallocate()
        unsafe decisions.deallocate()
    }

    /// Takes one event and returns how many decisions wait. They are to be handed on before
    /// `decisionsMax` of them wait; one event makes at most 24 per cycle.
    @_noLocks @discardableResult public mutating func step(_ event: Event) -> Int {
        switch event.kind {
        case .opportunity: consider(event)
        case .none, .stamps: break
        case .level, .pool, .tick, .tickArray, .poolFee, .poolNumbers, .bin, .orders, .status,
            .clock, .slot, .command, .alive:
            if event.flags.contains(.first), event.received >= nextArrival {
                fillDue(by: event.received)
            }
            if event.kind == .command { obey(event.field) } else { markets.apply(event) }
        }
        return decisionCount
    }

    /// One of the decisions that wait.
    @_noLocks public func decision(_ index: Int) -> Decision {
        precondition(index >= 0 && index < decisionCount, "a decision that waits")
        return unsafe decisions[index]
    }

    /// The decisions that wait were handed on: the audit takes the entries among them.
    @_noLocks public mutating func removeDecisions() {
        for index in 0..<decisionCount {
            if let entry = unsafe LedgerEntry(decisions[index]) { audit.take(entry) }
        }
        decisionCount = 0
    }

    /// How many opportunities a gate refused.
    @_noLocks public func refusals(at gate: RiskGate) -> UInt64 {
        unsafe refused[place(of: gate)]
    }

    /// Puts atoms into an inventory. Before the first event, and recorded like everything else.
    @_noLocks public mutating func deposit(
        _ amount: Int64, of asset: AssetID, at venue: VenueID, moment: Instant
    ) {
        ledger.begin()
        ledger.move(
            amount, of: asset, at: venue, from: .equity, to: .inventory,
            input: InputSequence(0))
        recordEntries(cycle: UInt16.max, order: 0, moment: moment)
    }

    /// Takes up the ledger where the decisions of earlier runs leave it, when they are a ledger;
    /// numbers and the digest count on. Before the first event, instead of deposits. An order that
    /// hadn't settled isn't taken up: its open legs were never filled, and what its filled leg
    /// moved stays.
    public mutating func resume(from past: borrowing DeskPast) throws(LedgerFault) {
        precondition(decisionSequence == 0, "a desk resumes before anything else")
        try ledger.rebuild(from: past.audit)
        audit.follow(past.audit)
        digest = past.digest
        decisionSequence = past.sequence
        orderCount = past.order
    }

    /// Whether the entries handed on are a ledger, the ledger's balances are what those entries
    /// come to, and no inventory is below 0. While decisions wait to be handed on, only the last.
    public func checkInvariants() -> Bool {
        for asset in 0..<ledger.assets {
            for venue in 0..<ledger.venues {
                let account = Account(AssetID(UInt16(asset)), at: VenueID(UInt16(venue)))
                if ledger.balance(account) < 0 { return false }
            }
        }
        return decisionCount > 0 || audit.agrees(with: ledger)
    }

    @_noLocks private mutating func obey(_ command: Int32) {
        switch command {
        case 0: isPaused = false
        case 1: isPaused = true
        default: isKilled = true
        }
    }

    @_noLocks func place(of gate: RiskGate) -> Int {
        switch gate {
        case .killSwitch: 0
        case .paused: 1
        case .quarantined: 2
        case .stale: 3
        case .edge: 4
        case .size: 5
        case .inventory: 6
        case .inFlight: 7
        }
    }
}
