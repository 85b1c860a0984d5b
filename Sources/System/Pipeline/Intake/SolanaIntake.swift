import Archive
import Markets
import Meters
import Numbers
import Pools
import Rings
import Solana

/// One Solana node, from recorded bytes to events.
///
/// The start is always the same: read the pools' own accounts over HTTP (which tells where their
/// ticks are), subscribe to pools and tick arrays, wait for every confirmation, read all of them
/// over HTTP at one slot, and only then believe notifications. A slot that goes backwards, an
/// account that is refused, or a price that leaves the arrays we watch begins it anew. A function
/// of its inputs alone, so that a recording replays to the same events.
@safe struct SolanaIntake: ~Copyable {
    /// Eight accounts a pool, and the node answers for a hundred at most.
    static var poolsMax: Int { @_noLocks get { 12 } }
    static var accountsPerPool: Int { @_noLocks get { 8 } }

    enum Phase {
        case down
        /// Asked for the pools' own accounts.
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
    let diffs: UnsafeMutablePointer<WhirlpoolDiff>
    let accounts: UnsafeMutablePointer<WatchedAccount>
    var accountCount = 0
    /// By pool: the slot of a change of which only a part was seen; 0 when all is.
    let unsettled: UnsafeMutablePointer<UInt64>
    /// One account's data.
    let scratch: UnsafeMutableRawBufferPointer
    var decoder = RPCDecoder()
    /// The owner of the account seen last: its text, how long that is, its key.
    let ownerText: UnsafeMutableBufferPointer<UInt8>
    var ownerCount = 0
    var ownerKey = PublicKey(words: 0, 0, 0, 0)
    var phase = Phase.down
    /// The number of the question whose answer is awaited.
    var question: UInt64 = 0
    /// The diff that gives events; its slot.
    var pulling = -1
    var pullingSlot = Slot(0)
    /// Pools from here to the end follow, each announced as live when its events are out.
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
        unsafe diffs = .allocate(capacity: max(1, pools.count))
        for (index, pool) in pools.enumerated() {
            unsafe (diffs + index).initialize(
                to: WhirlpoolDiff(instrument: pool.instrument, pool: pool.address))
        }
        unsafe accounts = .allocate(capacity: Self.poolsMax * Self.accountsPerPool)
        unsafe unsettled = .allocate(capacity: max(1, pools.count))
        unsafe unsettled.initialize(repeating: 0, count: max(1, pools.count))
        unsafe scratch = .allocate(byteCount: 16_384, alignment: 16)
        unsafe ownerText = .allocate(capacity: 64)
        unsafe ownerText.initialize(repeating: 0)
        outbox = Outbox(capacity: 4 * pools.count + 4)
    }

    deinit {
        unsafe diffs.deinitialize(count: pools.count)
        unsafe diffs.deallocate()
        unsafe accounts.deallocate()
        unsafe unsettled.deallocate()
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
            let event = unsafe diffs[pulling].next(
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
        guard isSnapshot else { return pulling = -1 }
        let instrument = unsafe diffs[pulling].instrument
        if unsafe diffs[pulling].isKnown {
            _ = ring.stage(
                .status(.live, instrument: instrument, input: input, received: received))
        }
        pulling += 1
        if pulling == poolCount {
            pulling = -1
            isSnapshot = false
        }
    }

    @_noLocks private mutating func blocked(_ ring: inout Producer<Event>) -> Bool {
        ring.publish()
        counters.add(.ringFull)
        return false
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
        question &+= 1
        wishes.insert(.ask)
    }

    /// Reads everything again: what we hold may not be what the chain holds.
    @_noLocks mutating func readAgain() {
        if phase.isLive { tellAll(.quarantined) }
        phase = .reading
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
            let instrument = unsafe diffs[index].instrument
            unsafe unsettled[index] = 0
            outbox.add(
                .status(status, instrument: instrument, input: input, received: received))
        }
    }
}
