import Archive
import Markets
import Meters
import Numbers
import Pools
import Rings
import Solana

/// One Solana node, from recorded bytes to events.
///
/// The start is always the same: find every account that pricing needs, beginning with the pools'
/// own (see `PoolPlan`), subscribe to all of them, wait for every confirmation, read them over HTTP
/// at one slot, and only then believe notifications. A slot that goes backwards or an account that
/// is refused begins it anew. Where a price moves on, arrays further ahead are subscribed to and
/// read while the rest stays live, and those behind are dropped. A function of its inputs alone, so
/// that a recording replays to the same events.
@safe struct SolanaIntake: ~Copyable {
    static var poolsMax: Int { @_noLocks get { 12 } }
    /// Accounts followed at a time, as many as one answer of a node can hold.
    static var accountsMax: Int { @_noLocks get { 100 } }
    /// Tick or bin arrays of one pool.
    static var arraysMax: Int { @_noLocks get { 16 } }
    /// Price levels a side of one order book.
    static var levelsMax: Int { @_noLocks get { 512 } }

    enum Phase {
        case down
        /// Asked for accounts, to find the rest of them.
        case planning
        /// Asked for notifications; confirmations are coming.
        case subscribing
        /// Asked for everything.
        case reading
        case live
    }

    let pools: [Plan.WatchedPool]
    let poolCount: Int
    let commitment: Commitment
    let watches: UnsafeMutablePointer<PoolWatch>
    let accounts: UnsafeMutablePointer<WatchedAccount>
    var accountCount = 0
    /// By pool: the slot of a change of which only a part was seen; 0 when all is.
    let unsettled: UnsafeMutablePointer<UInt64>
    /// By pool: it cannot be read, and stays quarantined.
    let isRefused: UnsafeMutablePointer<Bool>
    /// By pool: around which array its arrays were planned.
    let anchors: UnsafeMutablePointer<Int32>
    /// One account's data.
    let scratch: UnsafeMutableRawBufferPointer
    var decoder = RPCDecoder()
    /// The owner of the account seen last: its text, how long that is, its key.
    let ownerText: UnsafeMutableBufferPointer<UInt8>
    var ownerCount = 0
    var ownerKey = PublicKey(words: 0, 0, 0, 0)
    var phase = Phase.down
    /// Where the search for accounts stands; while the rest is live, the search for arrays ahead.
    var search = AccountSearch()
    /// The number of the question whose answer is awaited.
    var question: UInt64 = 0
    /// The pool whose events are given, up to the last of those that have any; their slot.
    var pulling = -1
    var pullingLast = -1
    var pullingSlot = Slot(0)
    /// Each pool is announced as live when its events are out.
    var isSnapshot = false
    var input = InputSequence(0)
    var received = Instant.never
    var outbox: Outbox
    var wishes = Wish.nothing
    var counters = Counters<IntakeCounter>()
    let trouble = Trouble()

    init(pools: [Plan.WatchedPool], commitment: Commitment) {
        precondition(pools.count <= Self.poolsMax, "the plan holds the limit")
        self.pools = pools
        poolCount = pools.count
        self.commitment = commitment
        let room = max(1, pools.count)
        unsafe watches = .allocate(capacity: room)
        for (index, pool) in pools.enumerated() {
            unsafe (watches + index).initialize(
                to: PoolWatch(
                    pool.kind, instrument: pool.instrument, pool: pool.address,
                    arrays: Self.arraysMax, levels: Self.levelsMax))
        }
        unsafe accounts = .allocate(capacity: Self.accountsMax)
        unsafe unsettled = .allocate(capacity: room)
        unsafe unsettled.initialize(repeating: 0, count: room)
        unsafe isRefused = .allocate(capacity: room)
        unsafe isRefused.initialize(repeating: false, count: room)
        unsafe anchors = .allocate(capacity: room)
        unsafe anchors.initialize(repeating: 0, count: room)
        // An order book's account is the largest there is.
        let hasOrders = pools.contains { $0.kind == .phoenix }
        unsafe scratch = .allocate(byteCount: hasOrders ? 1 << 21 : 16_384, alignment: 16)
        unsafe ownerText = .allocate(capacity: 64)
        unsafe ownerText.initialize(repeating: 0)
        outbox = Outbox(capacity: 4 * pools.count + 8)
    }

    deinit {
        unsafe watches.deinitialize(count: pools.count)
        unsafe watches.deallocate()
        unsafe accounts.deallocate()
        unsafe unsettled.deallocate()
        unsafe isRefused.deallocate()
        unsafe anchors.deallocate()
        unsafe scratch.deallocate()
        unsafe ownerText.deallocate()
    }

    /// Takes one input. Its bytes stay in place until `step` says that it is done. An answer is
    /// only counted: `takeAnswer` reads it.
    @_noLocks mutating func begin(_ label: RecordLabel, _ bytes: UnsafeRawBufferPointer) {
        input = label.input
        received = label.stamp
        counters.add(.inputTaken)
        counters.add(.byteTaken, UInt64(bytes.count))
        counters.set(.lastInput, received.nanosecondsSinceBoot)
        switch label.kind {
        case .connection: connectionChanged(label.flags)
        case .frame: unsafe takeFrame(bytes)
        default: break
        }
    }

    /// Gives events while there is room; true when the input is done with.
    @_noLocks mutating func step(into ring: inout Producer<Event>) -> Bool {
        guard outbox.flush(into: &ring) else { return blocked(&ring) }
        while pulling >= 0 {
            guard ring.hasRoom(for: 2) else { return blocked(&ring) }
            let event = unsafe watches[pulling].next(
                slot: pullingSlot, input: input, received: received)
            if let event {
                _ = ring.stage(event)
                counters.add(.eventGiven)
            } else {
                finishPool(&ring)
            }
        }
        let isDone = outbox.flush(into: &ring)
        ring.publish()
        return isDone
    }

    @_noLocks private mutating func finishPool(_ ring: inout Producer<Event>) {
        if isSnapshot, unsafe !isRefused[pulling] {
            let instrument = instrument(pulling)
            _ = ring.stage(
                .status(.live, instrument: instrument, input: input, received: received))
        }
        pulling &+= 1
        if pulling > pullingLast {
            pulling = -1
            isSnapshot = false
        }
    }

    @_noLocks private mutating func blocked(_ ring: inout Producer<Event>) -> Bool {
        ring.publish()
        counters.add(.ringFull)
        return false
    }

    /// The events of these pools follow.
    @_noLocks mutating func pull(_ first: Int, through last: Int, slot: Slot) {
        pulling = first
        pullingLast = last
        pullingSlot = slot
    }

    @_noLocks private mutating func connectionChanged(_ flags: UInt8) {
        let isUp = flags == ConnectionChange.up
        counters.add(isUp ? .connected : .disconnected)
        pulling = -1
        accountCount = 0
        tellAll(isUp ? .connected : .disconnected)
        if isUp {
            plan()
        } else {
            phase = .down
            wishes = .reconnect
        }
    }

    /// Begins at the beginning, on the same connection.
    @_noLocks mutating func plan() {
        phase = .planning
        search.isDue = true
        question &+= 1
        wishes.insert(.ask)
    }

    /// Reads everything again: what we hold may not be what the chain holds.
    @_noLocks mutating func readAgain() {
        if phase.isLive { tellAll(.quarantined) }
        phase = .reading
        search.stop()
        question &+= 1
        counters.add(.snapshotRead)
        wishes.insert(.ask)
    }

    /// Nothing of this connection can be trusted.
    @_noLocks mutating func giveUp() {
        phase = .down
        wishes.insert(.reconnect)
        tellAll(.quarantined)
    }

    @_noLocks mutating func tellAll(_ status: Status) {
        for index in 0..<poolCount {
            unsafe unsettled[index] = 0
            outbox.add(
                .status(
                    status, instrument: instrument(index), input: input, received: received))
        }
    }

    @_noLocks func instrument(_ pool: Int) -> InstrumentID { unsafe watches[pool].instrument }
}
